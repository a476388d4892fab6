"""Add an affiliation to the sale."""

from tillbook.foundation.actor import Actor
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def add_affiliation(actor: Actor, code: str, *, seen: Seen | None = None) -> None:
    """Add an affiliation to the open sale, starting one where none is; once is enough."""
    with changing(actor, seen, start=True) as row:
        if code not in row.affiliations:
            row.affiliations = [*row.affiliations, code]
