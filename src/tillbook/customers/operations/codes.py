"""Codes in what was entered, checked against what this node's configuration knows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from tillbook.customers.models import AddressBook, AddressPurpose, Affiliation, CustomerGroup
from tillbook.customers.rules import codes, identifiers
from tillbook.customers.rules.validation import Problem
from tillbook.nodes.configured import as_configured

#: What there is where nobody has configured purposes.
PURPOSES = frozenset({"home", "business", "office", "post_box"})


def unknown_codes(entered: Mapping[str, Any], *, before: Mapping[str, Any]) -> list[Problem]:
    """List entered codes by which nothing is called here.

    What stood there before may stay: its group may be gone, or come from a newer release.
    Asks the database only about what is new.
    """
    return [
        *_single(entered, before),
        *_members(entered, before, field="affiliations", code="affiliation", model=Affiliation),
        *_members(entered, before, field="address_books", code="address_book", model=AddressBook),
        *_purposes(entered, before),
        *_schemes(entered, before),
    ]


def _single(entered: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Problem]:
    def new(field: str) -> str:
        value = entered.get(field) or ""
        return "" if value == before.get(field) else str(value)

    if (group := new("customer_group")) and not _known(CustomerGroup, [group]):
        yield _problem("customer_group", "/customer_group", group)
    if (currency := new("currency")) and not codes.is_currency(currency):
        yield _problem("currency", "/currency", currency)
    if (language := new("language")) and not codes.is_language(language):
        yield _problem("language", "/language", language)


def _members(
    entered: Mapping[str, Any],
    before: Mapping[str, Any],
    *,
    field: str,
    code: str,
    model: type[Model],
) -> Iterator[Problem]:
    members = [str(member) for member in entered.get(field) or ()]
    new = set(members) - set(before.get(field) or ())
    strange = new - _known(model, new) if new else set()
    for position, member in enumerate(members):
        if member in strange:
            yield _problem(code, f"/{field}/{position}", member)


def _purposes(entered: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Problem]:
    new = dict(_new_in_parts(entered, before, of="addresses", field="purpose"))
    if not new:
        return
    known = as_configured("codes of purposes", _purposes_here)
    for pointer, purpose in new.items():
        if purpose not in known:
            yield _problem("purpose", pointer, purpose)


def _schemes(entered: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Problem]:
    for pointer, scheme in _new_in_parts(entered, before, of="identifiers", field="scheme"):
        if scheme not in identifiers.SCHEMES:
            yield _problem("scheme", pointer, scheme)


def _new_in_parts(
    entered: Mapping[str, Any], before: Mapping[str, Any], *, of: str, field: str
) -> Iterator[tuple[str, str]]:
    """List where parts of a list carry a value that they did not carry before."""
    stored = {part.get("id"): part.get(field) for part in before.get(of) or ()}
    for position, part in enumerate(entered.get(of) or ()):
        value = part.get(field) or ""
        if value and value != stored.get(part.get("id")):
            yield f"/{of}/{position}/{field}", str(value)


def _purposes_here() -> frozenset[str]:
    return frozenset(AddressPurpose.objects.values_list("code", flat=True)) or PURPOSES


def _known(model: type[Model], wanted: Iterable[str]) -> frozenset[str]:
    """Return which of some codes there are."""
    codes = model._default_manager.values_list("code", flat=True)
    return as_configured(("codes", model), lambda: frozenset(codes)).intersection(wanted)


def _problem(what: str, pointer: str, value: str) -> Problem:
    return Problem(code=f"{what}.unknown", pointer=pointer, params={"value": value[:50]})
