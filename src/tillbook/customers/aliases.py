"""The ids and numbers of customers who became a part of another one: they name who was kept."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef

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
    return names_of_all([id])[id]


def names_of_all(ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return for each id all that name the same customer and were merged into it.

    One query where nobody was merged into any of them.
    """
    names = {id: {id} for id in ids}
    into: dict[UUID, UUID] = {}
    new = set(names)
    while new:
        rows = Customer.objects.filter(merged_into__in=new).values_list("id", "merged_into")
        found = {loser: kept for loser, kept in rows if kept is not None}
        new = found.keys() - into.keys()
        into |= found
    for loser in into:
        id = loser
        while id in into:
            id = into[id]
            if id in names:
                names[id].add(loser)
    return names


def is_gone(column: str) -> Exists:
    """Tell in a query whether the customer in a column is a part of another one."""
    return Exists(Customer.objects.filter(id=OuterRef(column), merged_into__isnull=False))


def id_kept(id: UUID) -> UUID:
    """Return the id of the customer that one id names now."""
    return kept([id])[id]
