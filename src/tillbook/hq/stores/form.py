"""The form of a store: what it shows, what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.customers import queries as customers
from tillbook.customers.rules.account_numbers import spaced
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.hq import words
from tillbook.hq.fields import Field, Problem, options
from tillbook.stores.models import LegalEntity, OperatingUnit, Store

#: Currencies that are offered; a store's other one stays.
CURRENCIES = "SEK CNY EUR USD GBP NOK DKK CHF PLN JPY HKD SGD".split()
LANGUAGES = "sv en zh-Hans nb da fi de fr".split()
#: Fields that the form sends, besides the default customer and the switch.
PLAIN = ("name", "operating_unit", "currency", "language", "time_zone")
#: Fields of a store that does not exist yet.
NEW = ("number", "legal_entity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form of a store."""

    values: Mapping[str, str]
    #: The default customer's number as typed.
    number: str
    copies_receipt_email: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The default customer that a number means, or why it means none."""

    customer: Document | None = None
    problem: str = ""


def shown(actor: Actor, store: Store) -> Typed:
    """Return the form as the store stands."""
    customer = customers.find(actor, store.default_customer) if store.default_customer else None
    return Typed(
        values={name: str(getattr(store, name)) for name in (*PLAIN, *NEW)},
        number=spaced(customer["account_number"]) if customer else "",
        copies_receipt_email=store.copy_receipt_email,
    )


def typed(sent: Mapping[str, str]) -> Typed:
    """Read what was sent."""
    return Typed(
        values={name: sent.get(name, "").strip() for name in (*PLAIN, *NEW)},
        number=sent.get("default_customer", "").strip(),
        copies_receipt_email=sent.get("copy_receipt_email") == "on",
    )


def choose(actor: Actor, number: str, *, legal_entity: str) -> Chosen:
    """Find the default customer by its number. It must belong to the store's company."""
    plain = "".join(number.split())
    if not plain:
        return Chosen()
    customer = customers.find_by_account(actor, plain)
    if customer is None:
        return Chosen(problem=_("No customer has this number. Search by name to find it."))
    if customer["legal_entity"] != legal_entity:
        return Chosen(
            problem=_("This customer belongs to another company. Choose one of this company’s.")
        )
    return Chosen(customer=customer)


def code_of(legal_entity: str) -> str:
    """Return the code that customers of a company carry."""
    id = id_of(legal_entity)
    row = LegalEntity.objects.filter(id=id).first() if id else None
    return row.code if row else ""


def problems(form: Typed, chosen: Chosen, *, is_new: bool) -> list[Problem]:
    """List what keeps the store from being saved, in the order of the form."""
    required = ("number", "name") if is_new else ("name",)
    found = [
        Problem(field=name, text=words.message("field.required", {}))
        for name in required
        if not form.values[name]
    ]
    if is_new and Store.objects.filter(number=form.values["number"]).exists():
        found.append(Problem(field="number", text=_("Another store has this number.")))
    if chosen.problem:
        found.append(Problem(field="default_customer", text=chosen.problem))
    rows = {"operating_unit": OperatingUnit, "legal_entity": LegalEntity}
    for name, model in rows.items():
        id = id_of(form.values[name])
        if (is_new or name in PLAIN) and not (id and model._default_manager.filter(pk=id).exists()):
            found.append(Problem(field=name, text=words.message("unknown", {})))
    if form.values["time_zone"] not in available_timezones():
        found.append(Problem(field="time_zone", text=words.message("unknown", {})))
    if len(form.values["currency"]) != 3 or not form.values["language"]:
        found.append(Problem(field="currency", text=words.message("unknown", {})))
    return found


def document_of(form: Typed, chosen: Chosen, *, is_new: bool) -> dict[str, Any]:
    """Return the store's fields as configuration holds them."""
    customer = chosen.customer
    document: dict[str, Any] = {
        **{name: form.values[name] for name in PLAIN},
        "default_customer": customer["id"] if customer else None,
        "copy_receipt_email": form.copies_receipt_email,
    }
    if is_new:
        document |= {name: form.values[name] for name in NEW} | {"kind": Store.Kind.STORE.value}
    return document


def fields(form: Typed, found: list[Problem], *, is_new: bool) -> dict[str, Field]:
    """Return the controls by name; the default customer's is apart, for it suggests."""
    wrong = {problem.field: problem.text for problem in found}

    def field(name: str, label: str, **more: Any) -> Field:
        return Field(
            name=name,
            label=label,
            value=form.values[name],
            problem=wrong.get(name, ""),
            **more,
        )

    def pick(name: str, label: str, pairs: list[tuple[str, str]], **more: Any) -> Field:
        return field(name, label, options=options(pairs, form.values[name]), **more)

    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    made = [
        field("name", pgettext("of a place or thing", "Name"), is_required=True),
        pick("operating_unit", _("Operating unit"), _units()),
        pick(
            "currency", _("Currency"), [(c, f"{c} · {words.currency_name(c)}") for c in CURRENCIES]
        ),
        pick("language", _("Language"), words.language_pairs(LANGUAGES, form.values["language"])),
        pick("time_zone", _("Time zone"), [(zone, zone) for zone in zones]),
    ]
    if is_new:
        companies = [(str(row.id), row.name) for row in LegalEntity.objects.order_by("code")]
        made = [
            field("number", _("Store number"), is_required=True),
            pick("legal_entity", _("Legal entity"), companies),
            *made,
        ]
    return {one.name: one for one in made}


def changed_since(form: Typed, current: Typed) -> list[tuple[str, str]]:
    """Name what stands differently now than in the form, with the value that stands."""
    labels = fields(current, [], is_new=False)
    differing = []
    for name in PLAIN:
        if form.values[name] != current.values[name]:
            control = labels[name]
            chosen = [option.label for option in control.options or () if option.is_chosen]
            differing.append((control.label, chosen[0] if chosen else control.value))
    if "".join(form.number.split()) != "".join(current.number.split()):
        differing.append((_("Default customer"), current.number or "–"))
    if form.copies_receipt_email != current.copies_receipt_email:
        state = _("On") if current.copies_receipt_email else _("Off")
        differing.append((_("Copy receipt email to new customers"), state))
    return differing


def _units() -> list[tuple[str, str]]:
    rows = OperatingUnit.objects.order_by("number")
    return [(str(row.id), f"{row.number} · {row.name}") for row in rows]


def id_of(text: str) -> UUID | None:
    """Read an id that a form sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
