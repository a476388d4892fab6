"""The ids and numbers of customers who became a part of another one: they name who was kept."""

from collections.abc import Iterable
from uuid import UUID

from tillbook.customers.models import Customer


def kept(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return for each id the one of the customer that it names now, as far as this node knows.

    One query where nobody of them was merged. Source: AR-143.
    """
    named = {id: id for id in ids}
    looked: set[UUID] = set()
    while new := set(named.values()) - looked:
        looked |= new
        rows = Customer.objects.filter(id__in=new, merged_into__isnull=False)
        gone = dict(rows.values_list("id", "merged_into"))
        named = {id: gone.get(into) or into for id, into in named.items()}
    return named


def id_kept(id: UUID) -> UUID:
    """Return the id of the customer that one id names now."""
    return kept([id])[id]
