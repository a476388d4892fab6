"""A merge patch brought into the form in which a customer is edited."""

from collections.abc import Mapping, Sequence
from typing import Any

from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.rules.validation import Problem
from tillbook.exchange.errors import StaleEdit

_LISTS = ("contacts", "addresses", "identifiers", "contact_persons")
_SETS = ("affiliations", "address_books")


def of(before: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields to edit: null empties a text or a list, items know what they replace.

    Raises InvalidCustomer for ids that the customer does not have.
    """
    fields: dict[str, Any] = {
        name: _empty(name, before) if value is None else value for name, value in patch.items()
    }
    problems = [
        problem
        for name in _LISTS
        for problem in _unknown_items(before.get(name, ()), fields.get(name, ()), name)
    ]
    if problems:
        raise InvalidCustomer(problems)
    for name in _LISTS:
        if name in fields:
            fields[name] = [_item(item, before[name]) for item in fields[name]]
    return fields


def _empty(name: str, before: Mapping[str, Any]) -> Any:
    if name == "attributes":
        return dict.fromkeys(before.get(name, ()))
    return [] if name in (*_LISTS, *_SETS) else ""


def expected(seen: frozenset[str] | None, current: str) -> str | None:
    """Return the tag to insist on: the current one if the editor saw it. Raises StaleEdit."""
    if seen is not None and current not in seen:
        raise StaleEdit
    return current if seen is not None else None


def _unknown_items(
    before: Sequence[Mapping[str, Any]], items: Sequence[Mapping[str, Any]], name: str
) -> list[Problem]:
    known = {item["id"] for item in before}
    ids = [item.get("id") for item in items]
    problems = []
    for position, given in enumerate(ids):
        pointer = f"/{name}/{position}/id"
        if given is not None and given not in known:
            problems.append(Problem(code="id.unknown", pointer=pointer))
        elif given is not None and given in ids[:position]:
            problems.append(Problem(code="id.repeated", pointer=pointer))
    return problems


def _item(item: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Lay a changed item over the stored one; a new value is what was typed this time."""
    given = {name: value for name, value in item.items() if value is not None}
    typed = given.pop("as_typed", None)
    stored = next((one for one in before if one["id"] == given.get("id")), None)
    if stored is not None and typed is not None and stored.get("value") == given.get("value"):
        given["as_typed"] = stored["as_typed"]
    return given
