"""Take a line off the sale, or put it back."""

from uuid import UUID

from tillbook.foundation.actor import Actor
from tillbook.sales.errors import UnknownLine
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def remove_line(actor: Actor, line: UUID, *, seen: Seen | None = None) -> None:
    """Take a line off the open sale; it can be put back. Raises UnknownLine."""
    _mark(actor, line, seen, removed=True)


def restore_line(actor: Actor, line: UUID, *, seen: Seen | None = None) -> None:
    """Put a line back where it was. Raises UnknownLine."""
    _mark(actor, line, seen, removed=False)


def _mark(actor: Actor, line: UUID, seen: Seen | None, *, removed: bool) -> None:
    with changing(actor, seen) as row:
        if not row.lines.filter(id=line).update(is_removed=removed):
            raise UnknownLine("The sale has no such line.")
