"""Who may be the default customer of a store."""

from collections.abc import Mapping
from typing import Any

UNKNOWN = "default_customer.unknown"
OTHER_COMPANY = "default_customer.other_company"
BLOCKED = "default_customer.blocked"
MERGED = "default_customer.merged"


def objection(customer: Mapping[str, Any] | None, *, legal_entity: str) -> str:
    """Return the code of what keeps a customer from being a default customer, "" for nothing.

    `customer` is None for one that nobody knows; `legal_entity` is the code of the store's.
    """
    if customer is None:
        return UNKNOWN
    if customer["legal_entity"] != legal_entity:
        return OTHER_COMPANY
    return unusable(customer)


def unusable(customer: Mapping[str, Any]) -> str:
    """Return the code of what makes a customer unusable as anybody's default customer, or ""."""
    if customer.get("merged_into"):
        return MERGED
    return BLOCKED if customer.get("blocked", "no") != "no" else ""
