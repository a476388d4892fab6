"""When a new customer counts as somebody who is there already: same name, same way to reach them."""

from collections.abc import Iterable, Mapping
from typing import Any

from tillbook.foundation import folding

#: Origins of customers whose making headquarters learns of later, while nobody waits.
LATER = frozenset({"async", "fallback", "offline"})
#: Why a creation waits for a person.
MAY_EXIST = "customer.may_exist"
_KINDS = ("email", "phone")


def ways(customer: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the emails and phones of a customer: kind and normal form.

    Letters of an email's local part count in either case, as people write them.
    """
    return {
        (contact["kind"], str(contact["value"]).casefold())
        for contact in customer.get("contacts", ())
        if contact["kind"] in _KINDS and contact.get("value")
    }


def is_same(new: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Tell whether two customers of one legal entity are the same, as far as is certain.

    Names are compared as they are searched: without case, width and diacritics, in any order.
    """
    if new.get("legal_entity") != there.get("legal_entity") or there.get("merged_into"):
        return False
    return _name(new) == _name(there) and bool(ways(new) & ways(there))


def first_same(
    new: Mapping[str, Any], among: Iterable[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Return the oldest customer who is the same, None when nobody is."""
    same = [there for there in among if there["id"] != new["id"] and is_same(new, there)]
    return min(same, key=lambda there: str(there["id"]), default=None)


def _name(customer: Mapping[str, Any]) -> list[str]:
    return sorted(folding.words(str(customer.get("name", ""))))
