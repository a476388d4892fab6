"""What looks unusual in a customer's addresses: hints for who types, never a refusal."""

from collections.abc import Mapping
from typing import Any

from tillbook.customers.rules.validation import ADDRESS_LIMITS, Problem
from tillbook.foundation import addresses


def warnings(document: Mapping[str, Any]) -> list[Problem]:
    """List what an address lacks by the customs of its country, in the order of the form.

    Codes are "address.missing", "address.postal_code_form", "address.unknown_state" and
    "address.unknown_country"; a postal code as it should look is in `params["example"]`.
    Retired addresses are not looked at.
    """
    found = []
    for position, address in enumerate(document.get("addresses") or ()):
        if address.get("is_active", True):
            texts = {name: address.get(name) or "" for name in ADDRESS_LIMITS}
            found += [
                Problem(
                    code=f"address.{warning.reason.value}",
                    pointer=f"/addresses/{position}/{warning.field}",
                    params={"example": warning.example} if warning.example else {},
                )
                for warning in addresses.check(texts)
            ]
    return found
