"""Settling operations whose verdict came as an answer, and in no package that is still to come.

A group that excludes their entity is not told of it; an operation that was late at a store came after
the package. Headquarters, which has every package, is asked.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange import parent_link
from tillbook.exchange.core.operations import FINAL
from tillbook.exchange.down import cursors, groups
from tillbook.exchange.log.chain import write_log
from tillbook.exchange.log.effective import show
from tillbook.exchange.models import Change, Operation
from tillbook.exchange.parent_link import Link
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current

QUESTION = "exchange.untold"
#: A package mostly comes sooner; so long nobody asks, and not more often either.
PATIENCE_S = 60.0
#: Operations of one question, and how long its answer may take. Seconds.
_ASKED = 500
_TIMEOUT_S = 8.0


class Asked(msgspec.Struct, frozen=True):
    """Operations that were answered, and how far the node that asks is with its group."""

    group: str
    package: int
    operations: list[UUID]


def settle_untold(link: Link, *, after_s: float = PATIENCE_S) -> int:
    """Settle what no package will tell of; return how many operations were asked for.

    Raises ParentUnreachable or ParentRefused.
    """
    before = clock.now() - timedelta(seconds=after_s)
    rows = Operation.objects.filter(state=Operation.State.ANSWERED, relayed_at__lte=before)
    ids = list(rows.order_by("position").values_list("id", flat=True)[:_ASKED])
    group = groups.followed()
    if not ids or group is None:
        return 0
    asked = Asked(group=group, package=cursors.cursor_of(group).number, operations=ids)
    told = link.ask(QUESTION, msgspec.to_builtins(asked), timeout_s=_TIMEOUT_S)
    _settle(msgspec.convert(told, list[UUID]))
    return len(ids)


def answer_untold(actor: Actor, params: dict[str, Any]) -> Any:
    """Name the operations of which the rest of a group's packages says nothing; at headquarters.

    Relays pass the question on.
    """
    if not current().is_root:
        return parent_link.link().ask(QUESTION, params, timeout_s=_TIMEOUT_S)
    asked = msgspec.convert(params, Asked)
    decided = Operation.objects.filter(id__in=asked.operations[:_ASKED], outcome__in=FINAL)
    told = Change.objects.filter(group=asked.group, operation__in=asked.operations)
    to_come = told.exclude(package__lte=asked.package).values_list("operation", flat=True)
    found = decided.values_list("id", flat=True)
    return msgspec.to_builtins(sorted(set(found).difference(to_come)))


def _settle(ids: list[UUID]) -> None:
    with write_log():
        rows = Operation.objects.filter(id__in=ids, state=Operation.State.ANSWERED)
        touched: dict[str, set[UUID]] = {}
        for kind, entity in rows.values_list("entity_kind", "entity"):
            touched.setdefault(kind, set()).add(entity)
        rows.update(state=Operation.State.SETTLED, distributed_at=clock.now())
        for kind, entities in touched.items():
            show(kind, list(entities))
