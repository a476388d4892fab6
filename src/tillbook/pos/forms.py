"""The one customer form: what was typed, as fields for the template and as a document to save."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from tillbook.customers.rules.validation import ADDRESS_LIMITS, CONTACT_LIMITS, LIMITS, Problem
from tillbook.exchange.core.units import Document
from tillbook.foundation import addresses, countries

_CONTACTS = ("phone", "email")
_TEXTS = ("name", *_CONTACTS)
_ADDRESS_PARTS = tuple(name for name in ADDRESS_LIMITS if name not in ("purpose", "country"))
_NOT_ASKED = ("name", "phone")
#: Missing values that have a message of their own.
_REQUIRED = ("name.required", "contact.required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form, text by field."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a field's text, trimmed at its ends; "" when it is not there."""
        return self.values.get(name, "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormError:
    """One thing to fix, at its field."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def typed_from(posted: Mapping[str, str]) -> Typed:
    """Take what a browser sent."""
    return Typed(values=dict(posted.items()))


def typed_of(document: Document) -> Typed:
    """Take what a stored customer's form starts with."""
    values = {"type": document["type"], "name": document["name"]}
    for kind in _CONTACTS:
        contact = _primary(document["contacts"], kind)
        values[kind] = str(contact["as_typed"] or contact["value"]) if contact else ""
    address = _primary_address(document)
    if address:
        values |= {name: address.get(name, "") for name in _ADDRESS_PARTS if name not in _NOT_ASKED}
        values["country"] = address.get("country", "")
    return Typed(values=values)


def seen(document: Document) -> str:
    """Return a digest of what the form shows of a stored customer."""
    text = "\0".join(f"{name}={value}" for name, value in sorted(typed_of(document).values.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def entered(typed: Typed, before: Document | None) -> dict[str, Any]:
    """Return what the form says as fields of the customer document.

    A contact or address whose text was not touched stays as it is stored; others keep their ids.
    """
    started = typed_of(before) if before else None
    return {
        "type": "organization" if typed["type"] == "organization" else "person",
        "name": typed["name"],
        "contacts": _contacts(typed, started, before),
        "addresses": _addresses(typed, started, before),
    }


def _contacts(typed: Typed, started: Typed | None, before: Document | None) -> list[dict[str, Any]]:
    kept = list(before["contacts"]) if before else []
    for kind in _CONTACTS:
        if started is not None and typed[kind] == started[kind]:
            continue
        old = _primary(kept, kind)
        kept = [contact for contact in kept if contact is not old]
        if typed[kind]:
            new = {"kind": kind, "value": typed[kind], "as_typed": typed[kind], "is_primary": True}
            if kind == "phone":
                new["is_mobile"] = True
            kept.append(({"id": old["id"]} if old else {}) | new)
    return kept


def _addresses(
    typed: Typed, started: Typed | None, before: Document | None
) -> list[dict[str, Any]]:
    kept = list(before["addresses"]) if before else []
    parts = {name: typed[name] for name in _ADDRESS_PARTS if name not in _NOT_ASKED}
    touched = started is None or any(started[name] != text for name, text in parts.items())
    touched = touched or (started is not None and started["country"] != typed["country"])
    if not touched or (not any(parts.values()) and not kept):
        return kept
    old = _primary_address(before) if before else None
    kept = [address for address in kept if address is not old]
    new = {**(old or {}), **parts, "country": typed["country"].upper(), "is_primary": True}
    return [*kept, new]


def _primary(contacts: Iterable[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    of_kind = [contact for contact in contacts if contact["kind"] == kind]
    return next((contact for contact in of_kind if contact["is_primary"]), None)


def _primary_address(document: Document) -> dict[str, Any] | None:
    return next((address for address in document["addresses"] if address["is_primary"]), None)


def errors_of(problems: Iterable[Problem], document: Mapping[str, Any]) -> list[FormError]:
    """Point each problem of a document to the form's field that it comes from."""
    return [_error(problem, document) for problem in problems]


def _error(problem: Problem, document: Mapping[str, Any]) -> FormError:
    parts = problem.pointer.split("/")
    name = parts[-1]
    params: dict[str, Any] = dict(problem.params)
    if parts[1] == "contacts" and len(parts) > 2:
        name = document["contacts"][int(parts[2])]["kind"]
    if name in ("contacts", "addresses"):
        name = {"contacts": "phone", "addresses": "street"}[name]
    if "country" in params:
        params["country"] = countries.name_of(
            str(params["country"]), language=get_language() or "en"
        )
    match problem.code:
        case "too_long":
            return FormError(field=name, code="field.too_long", params={"n": params.get("limit")})
        case "type.unknown" | "country.unknown" | "kind.unknown":
            return FormError(field=name, code="field.invalid", params=params)
        case code if code.endswith(".required") and code not in _REQUIRED:
            return FormError(field=name, code="field.required", params=params)
        case code:
            return FormError(field=name, code=code, params=params)


def fields(
    typed: Typed, *, country: str, errors: Iterable[FormError], now: Typed | None = None
) -> dict[str, Any]:
    """Return the form's fields for the template; `country` is the store's.

    `now` is what is stored by now; a field that differs from it says so.
    """
    wrong = {error.field: {"code": error.code, "params": error.params} for error in errors}
    chosen = typed["country"].upper() or country
    limits = {"name": LIMITS["name"]} | dict.fromkeys(_CONTACTS, CONTACT_LIMITS["value"])
    simple = {
        name: {
            "name": name,
            "value": typed[name],
            "error": wrong.get(name),
            "required": name == "name",
            "max_length": limits[name],
            "autocomplete": "off",
            "inputmode": {"phone": "tel", "email": "email"}.get(name, ""),
            "type": {"phone": "tel"}.get(name, "text"),
            "stored": _stored(name, typed, now),
        }
        for name in _TEXTS
    }
    return simple | {
        "type": typed["type"] or "person",
        "country": _country_field(chosen, country, wrong),
        "address": [
            field | {"stored": _stored(field["name"], typed, now)}
            for field in _address_fields(typed, chosen, wrong)
        ],
        "open_address": chosen != country
        or any(typed[name] for name in _ADDRESS_PARTS if name not in _NOT_ASKED),
    }


def _stored(name: str, typed: Typed, now: Typed | None) -> str | None:
    """Return what is stored in a field when it is not what was typed."""
    return now[name] if now is not None and now[name] != typed[name] else None


def _country_field(chosen: str, store: str, wrong: Mapping[str, Any]) -> dict[str, Any]:
    language = get_language() or "en"
    named = sorted(
        ((countries.name_of(code, language=language), code) for code in countries.codes()),
        key=lambda entry: (entry[1] != store, entry[0]),
    )
    return {
        "name": "country",
        "value": chosen,
        "error": wrong.get("country"),
        "refresh": reverse("pos:address_fields"),
        "options": [
            {"value": code, "label": name, "selected": code == chosen} for name, code in named
        ],
    }


def _address_fields(typed: Typed, country: str, wrong: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the address fields in the order of their country."""
    form = addresses.form_of(country, get_language() or "en")
    shown = [name for name in form.fields if name not in _NOT_ASKED]
    # What was typed under another country's form is kept in sight.
    shown += [name for name in _ADDRESS_PARTS if typed[name] and name not in (*shown, *_NOT_ASKED)]
    return [
        {
            "name": name,
            "value": typed[name],
            "kind": form.labels.get(name, ""),
            "error": wrong.get(name),
            "max_length": ADDRESS_LIMITS[name],
            "hint": "",
            "options": _states(form, typed[name]) if name == "state" and form.states else None,
        }
        for name in shown
    ]


def _states(form: addresses.AddressForm, chosen: str) -> list[dict[str, Any]]:
    known = [(code, name) for code, name in form.states]
    if chosen and chosen not in {code for code, _ in known}:
        known.append((chosen, chosen))
    return [{"value": "", "label": "", "selected": not chosen}] + [
        {"value": code, "label": name, "selected": code == chosen} for code, name in known
    ]
