"""Take an affiliation off the sale."""

from tillbook.foundation.actor import Actor
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def remove_affiliation(actor: Actor, code: str, *, seen: Seen | None = None) -> None:
    """Take an affiliation off the open sale; the customer keeps their own."""
    with changing(actor, seen) as row:
        row.affiliations = [one for one in row.affiliations if one != code]
