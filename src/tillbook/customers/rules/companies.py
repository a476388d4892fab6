"""The same person in another legal entity: a second customer of the same party, made once."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from tillbook.customers.rules.contacts import COUNTED_KINDS
from tillbook.exchange.core.units import Document
from tillbook.foundation.ids import derived

#: What says who somebody is. All else is between them and the company that has it: what they
#: agreed to, what they are part of, what they pay by, what was noted about them.
_PERSON = "type name first_name middle_name last_name phonetic_name known_as title language".split()
_CONTACT = "kind value as_typed extension label is_primary is_mobile".split()
_NOT_OF_ADDRESS = ("created_at", "is_active")


def id_in(party: UUID, company: str) -> UUID:
    """Return the id that a party's customer gets in a company other than its first one.

    It is the same wherever it is worked out, so that tabs, tills and offline registers make one
    customer; its age is the party's.
    """
    return derived(party, company.encode())


def is_of_another(customer: Mapping[str, Any], company: str) -> bool:
    """Tell whether a customer belongs to a company other than one; "" is no company."""
    own = customer.get("legal_entity") or ""
    return bool(own and company) and own != company


def entered_from(
    customer: Document, id: UUID, *, has_secondaries: bool, has_title: bool
) -> dict[str, Any]:
    """Return what is entered for a customer of another company: who they are, how to reach them.

    No answer about consent comes along: the other company was told, in its own words. The receipt
    email comes where it is the customer's own. Further emails and phones, and the title, come where
    they are kept here now. Source: AR-136.
    """
    entered: dict[str, Any] = {name: customer[name] for name in _PERSON if customer.get(name)}
    if not has_title:
        entered.pop("title", None)
    if customer.get("receipt_email") and "receipt_email" not in customer["inherited"]:
        entered["receipt_email"] = customer["receipt_email"]
    entered["contacts"] = list(
        _contacts(customer["contacts"], id, only_primary=not has_secondaries)
    )
    entered["addresses"] = [
        {name: value for name, value in one.items() if name not in _NOT_OF_ADDRESS}
        | {"id": _copied(id, one)}
        for one in customer["addresses"]
        if one["is_active"]
    ]
    return entered


def _contacts(
    contacts: Collection[Mapping[str, Any]], id: UUID, *, only_primary: bool
) -> Iterator[dict[str, Any]]:
    for one in contacts:
        if only_primary and one["kind"] in COUNTED_KINDS and not one["is_primary"]:
            continue
        # What was kept as it was typed there is no number here either.
        yield {name: one.get(name) for name in _CONTACT} | {
            "id": _copied(id, one),
            "accept_as_typed": True,
        }


def _copied(id: UUID, part: Mapping[str, Any]) -> str:
    return str(derived(UUID(part["id"]), id.bytes))
