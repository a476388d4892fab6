"""The ids and numbers of customers who became a part of another one: they name who was kept."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from tillbook.customers.models import Customer


def kept(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return for each id the one of the customer that it names now, as far as this node knows.

    One query where nobody of them was merged. Source: AR-143.
    """
    asked = list(ids)
    into: dict[UUID, UUID] = {}
    new = set(asked)
    while new:
        rows = Customer.objects.filter(id__in=new, merged_into__isnull=False)
        found = dict(rows.values_list("id", "merged_into"))
        into |= {id: kept for id, kept in found.items() if kept is not None}
        new = set(into.values()) - into.keys() - new
    return {id: _end(id, into) for id in asked}


def _end(id: UUID, into: Mapping[UUID, UUID]) -> UUID:
    """Follow a chain of merges; headquarters lets no circle through."""
    while id in into:
        id = into[id]
    return id


def names_of(id: UUID) -> set[UUID]:
    """Return every id that names a customer now: its own, and those merged into it."""
    known, new = {id}, {id}
    while new:
        rows = Customer.objects.filter(merged_into__in=new).values_list("id", flat=True)
        new = set(rows) - known
        known |= new
    return known


def id_kept(id: UUID) -> UUID:
    """Return the id of the customer that one id names now."""
    return kept([id])[id]
