"""Headquarters looks at every customer that was written, whether somebody else is reached the same.

It works beside all decisions, a few customers at a time, and goes on where it stood after a restart.
"""

from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers.duplicates import duplicates_of
from tillbook.customers.models import PairSearch, SearchEntry
from tillbook.customers.operations.duplicate_pairs import propose_pairs
from tillbook.customers.rules.pairs import Pair, pair_of
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

EVERY_S = 5.0
_CHUNK = 50
_ROW = 1


def step() -> bool:
    """Look at the next customers that were written; tell whether there may be more.

    Pairs first, the place after: who dies in between looks at the same customers again, and finds
    the pairs there already. Source: AR-142.
    """
    if not current().is_root:
        return False
    row = PairSearch.objects.filter(id=_ROW).first() or PairSearch(id=_ROW)
    entries = list(
        SearchEntry.objects.filter(id__gt=row.done)
        .order_by("id")
        .values_list("id", "customer")[:_CHUNK]
    )
    if not entries:
        return False
    actor = current().actor()
    shown = documents.read([customer for _, customer in entries])
    pairs = [pair for one in shown.values() for pair in _pairs_of(actor, one)]
    if pairs:
        propose_pairs(actor, pairs)
    row.done = entries[-1][0]
    with write():
        row.save()
    return len(entries) == _CHUNK


def _pairs_of(actor: Actor, customer: Document) -> list[Pair]:
    """Return whom a customer may be, within its company; who is a part of another one is nobody."""
    if customer["merged_into"]:
        return []
    found = duplicates_of(actor, customer, timeout_s=0).items
    return [
        pair_of(UUID(customer["id"]), one)
        for one in found
        if one.customer["legal_entity"] == customer["legal_entity"]
    ]
