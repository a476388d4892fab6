"""The controls of the form of a customer, in the order of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.models import CustomerGroup
from tillbook.customers.rules.defaults import Inherited, purpose_of
from tillbook.customers.rules.validation import RECEIPT_OPTIONS
from tillbook.exchange.core.units import Document
from tillbook.foundation import addresses, countries
from tillbook.hq import words
from tillbook.hq.customers.typed import (
    ADDRESS_FIELDS,
    KINDS,
    SCALARS,
    Row,
    Typed,
    active_addresses,
    control_of,
)
from tillbook.hq.fields import Field, Option, Problem, options

_PURPOSES = ("home", "business", "office", "post_box")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A contact or an address on the page."""

    row: Row
    kind: str
    fields: tuple[Field, ...]

    @property
    def is_new(self) -> bool:
        """Whether it is not stored yet."""
        return not self.row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form with its controls."""

    type: str
    name: Field
    contacts: tuple[Part, ...]
    addresses: tuple[Part, ...]
    #: Group, language, receipt option, receipt email.
    terms: tuple[Field, ...]


def problems_of(error: InvalidCustomer, form: Typed) -> list[Problem]:
    """Turn what the rules found into lines for people, each pointing at its control."""
    return [
        Problem(field=control_of(problem, form), text=words.message(problem.code, problem.params))
        for problem in error.problems
    ]


def sheet(
    form: Typed, *, found: Sequence[Problem], country: str, inherited: Inherited | None = None
) -> Sheet:
    """Make the controls. For a new customer, inherited values stand where nothing was chosen."""
    wrong = {problem.field: problem.text for problem in found}
    given = dict(inherited.values) if inherited else {}
    type = form.values["type"] or str(given.get("type", "person"))
    label = _("Organization name") if type == "organization" else _("Full name")
    name = Field(
        name="name",
        label=label,
        value=form.values["name"],
        problem=wrong.get("name", ""),
        is_required=True,
    )
    return Sheet(
        type=type,
        name=name,
        contacts=tuple(_contact(row, wrong) for row in form.contacts),
        addresses=tuple(_address(row, wrong, country=country, type=type) for row in form.addresses),
        terms=_terms(form, wrong, given),
    )


def _terms(form: Typed, wrong: Mapping[str, str], given: Mapping[str, Any]) -> tuple[Field, ...]:
    groups = list(CustomerGroup.objects.order_by("name").values_list("code", "name"))
    languages = words.language_pairs(
        words.CUSTOMER_LANGUAGES, form.values["language"] or str(given.get("language", ""))
    )
    receipts = [(value, words.choice_name(value)) for value in RECEIPT_OPTIONS]

    def field(name: str, pairs: list[tuple[str, str]] | None = None) -> Field:
        chosen = form.values[name]
        choices = _with_inherited(name, pairs, chosen, given) if pairs is not None else None
        inherited = given.get(name) if pairs is None and not chosen else None
        return Field(
            name=name,
            label=words.field_name(name),
            value=chosen,
            type="email" if name == "receipt_email" else "text",
            options=choices,
            hint=_("Inherited: %(value)s") % {"value": inherited} if inherited else "",
            problem=wrong.get(name, ""),
        )

    return (
        field("customer_group", groups),
        field("language", languages),
        field("receipt_option", receipts),
        field("receipt_email"),
    )


def _with_inherited(
    name: str, pairs: list[tuple[str, str]], chosen: str, given: Mapping[str, Any]
) -> tuple[Option, ...]:
    """Let the empty choice stand for the inherited value, and say what that is."""
    value = str(given.get(name, ""))
    if not value:
        return options(pairs if chosen else [("", "–"), *pairs], chosen)
    named = dict(pairs).get(value) or words.value_name(name, value)
    return options([("", _("Inherited: %(value)s") % {"value": named}), *pairs], chosen)


def _contact(row: Row, wrong: Mapping[str, str]) -> Part:
    kind = row.values["kind"] if row.values["kind"] in KINDS else "phone"
    start = f"contact-{row.index}-"
    value = Field(
        name=f"{start}value",
        label=words.field_name(kind),
        value=row.values["value"],
        type={"phone": "tel", "email": "email", "url": "text"}[kind],
        problem=wrong.get(f"{start}value", "") or wrong.get(f"{start}kind", ""),
    )
    label = Field(
        name=f"{start}label",
        label=_("Label"),
        value=row.values["label"],
        problem=wrong.get(f"{start}label", ""),
    )
    return Part(row=row, kind=kind, fields=(value, label))


def _address(row: Row, wrong: Mapping[str, str], *, country: str, type: str) -> Part:
    chosen = row.values["country"] or country
    language = get_language() or "en"
    layout = addresses.form_of(chosen, language)
    start = f"address-{row.index}-"
    asked = row.values.keys() - {"name", "phone"}
    names = [name for name in layout.fields if name in asked]
    names += [name for name in ("building", "post_box") if name not in names]
    names += [name for name in row.values if row.values[name] and _is_extra(name, names)]

    def field(name: str) -> Field:
        states = layout.states if name == "state" else ()
        return Field(
            name=start + name,
            label=words.address_field_name(name, layout.labels.get(name, "")),
            value=row.values[name],
            options=options([("", "–"), *states], row.values[name]) if states else None,
            problem=wrong.get(start + name, ""),
        )

    head = _purpose_and_country(row, wrong, country=chosen, type=type)
    people = (
        Field(name=f"{start}name", label=_("Name on this address"), value=row.values["name"]),
        Field(
            name=f"{start}phone",
            label=_("Phone for this address"),
            value=row.values["phone"],
            type="tel",
        ),
    )
    return Part(row=row, kind="address", fields=(*head, *map(field, names), *people))


def _purpose_and_country(
    row: Row, wrong: Mapping[str, str], *, country: str, type: str
) -> tuple[Field, Field]:
    start, language = f"address-{row.index}-", get_language() or "en"
    purpose = row.values["purpose"] or purpose_of(type)
    purposes = [(value, words.choice_name(value)) for value in _PURPOSES]
    places = sorted(
        ((code, countries.name_of(code, language=language)) for code in countries.codes()),
        key=lambda pair: pair[1],
    )
    return (
        Field(
            name=f"{start}purpose",
            label=words.address_field_name("purpose"),
            options=options(purposes, purpose),
            problem=wrong.get(f"{start}purpose", ""),
        ),
        Field(
            name=f"{start}country",
            label=words.field_name("country"),
            options=options(places, country),
            problem=wrong.get(f"{start}country", ""),
            refreshes=f"address-{row.index}",
        ),
    )


def _is_extra(name: str, names: list[str]) -> bool:
    """Tell whether a filled field is one that the country's own form does not ask for."""
    return name not in (*names, "id", "purpose", "country", "name", "phone")


def with_blanks(form: Typed, *, add: str = "") -> Typed:
    """Add an empty row where there is none of a kind, and one where another was asked for."""
    contacts = list(form.contacts)
    for kind in ("phone", "email"):
        has_one = any(row.values["kind"] == kind for row in contacts)
        if not has_one or add == kind:
            contacts.append(_blank(len(contacts), kind=kind, is_primary=not has_one))
    rows = list(form.addresses)
    if add == "address":
        rows.append(_blank(len(rows), is_primary=not rows))
    return Typed(values=form.values, contacts=tuple(contacts), addresses=tuple(rows))


def for_another_store(form: Typed) -> Typed:
    """Let empty addresses start with the country of another store."""
    rows = tuple(
        row if row in form.kept_addresses else replace(row, values={**row.values, "country": ""})
        for row in form.addresses
    )
    return replace(form, addresses=rows)


def _blank(index: int, *, kind: str = "", is_primary: bool) -> Row:
    values = {"kind": kind, "value": "", "label": ""} if kind else dict.fromkeys(ADDRESS_FIELDS, "")
    return Row(index=index, values={"id": "", **values}, is_primary=is_primary)


def changed_since(form: Typed, current: Document) -> list[tuple[str, str]]:
    """Name what stands differently now than in the form, with the value that stands."""
    differing = []
    for name in SCALARS:
        if form.values[name] != str(current[name] or ""):
            value = words.value_name(name, current[name]) if current[name] else "–"
            differing.append((words.field_name(name), value))
    contacts = {contact["as_typed"] or contact["value"] for contact in current["contacts"]}
    if contacts != {row.values["value"] for row in form.kept_contacts}:
        differing.append((words.field_name("contacts"), ", ".join(sorted(contacts)) or "–"))
    in_use = active_addresses(current)
    standing = {part["id"]: part for part in in_use}
    kept = {row.id: row for row in form.kept_addresses}
    if standing.keys() != kept.keys() or any(
        standing[id][name] != value
        for id, row in kept.items()
        for name, value in row.values.items()
    ):
        lines = ["; ".join(addresses.lines(part)) for part in in_use]
        differing.append((words.field_name("addresses"), " | ".join(lines) or "–"))
    return differing
