"""Bringing what was entered into the form that is stored: ids, normal forms, name parts, primaries.

Nothing typed is dropped: the typed text of a contact stays beside its normal form.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.operations import contacts, parts
from tillbook.customers.rules import validation
from tillbook.customers.rules.validation import Problem
from tillbook.exchange.core.units import Document
from tillbook.foundation import amounts, names

_PARTS = ("first_name", "middle_name", "last_name")
_LONGEST_PART = min(validation.LIMITS[part] for part in _PARTS)


def prepare(
    entered: Mapping[str, Any],
    *,
    country: str,
    before: Document | None = None,
    found: Sequence[Problem] = (),
    required: Sequence[str] = (),
) -> Document:
    """Check what was entered and bring it into stored form.

    `before` is the customer as it stands, None for a new one; `found` are problems that are known
    already, `required` is what must not be empty besides a name. Raises InvalidCustomer with all problems.
    """
    document = deepcopy(dict(entered))
    stored = before["contacts"] if before else None
    contacts.recognise(document.get("contacts") or (), stored or ())
    problems = [*validation.problems(document, store_country=country, required=required), *found]
    if problems:
        raise InvalidCustomer(problems)
    _complete_name(document)
    if len(document["name"]) > validation.LIMITS["name"]:  # the parts together
        limit = {"limit": validation.LIMITS["name"]}
        raise InvalidCustomer([Problem(code="too_long", pointer="/name", params=limit)])
    _read_amounts(document)
    document["contacts"] = contacts.settle(
        document.get("contacts") or (), country=country, stored=stored
    )
    _choose_primaries(document["contacts"], slot="kind")
    document["addresses"] = parts.addresses(document, before=before)
    document["identifiers"] = parts.identifiers_of(document, before=before)
    document["contact_persons"] = parts.contact_persons(document, before=before)
    return document


def _complete_name(document: Document) -> None:
    """Fill the full name from its parts, or a person's parts from the full name."""
    language = document.get("language") or "en"
    first, middle, last = (document.get(part) or "" for part in _PARTS)
    if not (document.get("name") or "").strip():
        document["name"] = names.join(first, last, middle=middle, language=language)
    elif not first and not last and document.get("type") != "organization":
        split = names.split(document["name"], language=language)
        # A name is never refused for parts that nobody typed.
        if max(len(split.first), len(split.last)) <= _LONGEST_PART:
            # What was typed as a middle name is no first name besides.
            own = split.first.removesuffix(f" {middle}") if middle else split.first
            document["first_name"], document["last_name"] = own, split.last
    for part in _PARTS:
        document[part] = document.get(part) or ""


def _read_amounts(document: Document) -> None:
    """Give a credit limit its stored form; an empty one is no limit."""
    if "credit_limit" in document:
        text = str(document["credit_limit"] or "")
        document["credit_limit"] = amounts.read(text) if text else None


def _choose_primaries(items: list[dict[str, Any]], *, slot: str) -> None:
    """Leave exactly one primary per slot."""
    slots: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        slots.setdefault(str(item[slot]), []).append(item)
    for group in slots.values():
        parts.choose_primary(group)
