"""What still arrives for a customer who is a part of another one: it goes to that one too."""

from collections.abc import Iterator
from uuid import UUID

from tillbook.customers.document import SHAPE
from tillbook.customers.models import CustomerMerge
from tillbook.customers.operations.merge_customers import ABSORB, draft, merge_of
from tillbook.customers.operations.ruling import rule
from tillbook.customers.rules import merging
from tillbook.exchange.core.units import Document, Units, difference, from_units, to_units
from tillbook.exchange.kinds import Draft, entity_kind
from tillbook.exchange.log import images
from tillbook.exchange.log.images import Image
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import unit


def carry_over(written: Document) -> Iterator[Draft]:
    """Draft what a customer's late change comes to at the one that it is a part of.

    Tills that do not know of the merge yet go on writing to the loser. Its record keeps that, so
    that an undo finds it there; the survivor takes it by the ordinary rules of concurrent edits.
    What the survivor cannot hold stays at the loser.
    """
    if not written.get("merged_into"):
        return
    unit().write_out()
    merge = merge_of(UUID(written["id"]))
    if merge is None:
        return
    loaded = images.load(entity_kind("customer"), [merge.survivor, merge.loser])
    if len(loaded) < 2:
        return
    patch = _late(merge, loaded[merge.loser], loaded[merge.survivor])
    if patch and _can_hold(loaded[merge.survivor], patch):
        yield draft(current().actor(), ABSORB, merge.survivor, patch, said=str(merge.loser))


def _late(merge: CustomerMerge, loser: Image, survivor: Image) -> Units:
    merged_ms = int(merge.at.timestamp() * 1000)

    def wins(unit: str) -> bool:
        return merging.is_later(
            unit, loser=loser.stamps, survivor=survivor.stamps, merged_ms=merged_ms
        )

    changed = difference(merge.carried, to_units(loser.document, SHAPE))
    return merging.brought(survivor.document, loser.document, changed, SHAPE, wins=wins)


def _can_hold(survivor: Image, patch: Units) -> bool:
    """Tell whether headquarters would accept it: nothing that arrives may fail for it."""
    units = to_units(survivor.document, SHAPE) | patch
    after = from_units(str(survivor.id), units, SHAPE)
    return not rule(after).refused
