"""Sending operations up: in order within an entity's lane, in batches, halved on failure."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, Q, When
from django.db.models.functions import Length

from tillbook.exchange import kinds, valves
from tillbook.exchange.core import lanes
from tillbook.exchange.core.lanes import BatchLimit, Waiting
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.core.states import RESEND_AFTER_MS
from tillbook.exchange.errors import (
    ParentBusy,
    ParentDistrusts,
    ParentFailed,
    ParentRefused,
    ParentUnreachable,
    UploadStuck,
)
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import Answer, Link
from tillbook.foundation import clock
from tillbook.nodes.this_node import current

RESEND_AFTER = timedelta(milliseconds=RESEND_AFTER_MS)


def upload_due(link: Link, *, allowed: BatchLimit | None = None) -> int:
    """Send what waits, if the valve lets it; return how many operations the parent answered.

    What brings records into being and what people decided about their data goes first, as long as
    nothing overtakes another operation of its record.

    An operation that the parent refuses needs attention; one over which it breaks down waits, and
    with it only its own entity. Raises ParentUnreachable, or UploadStuck at the end; what was
    taken until then is noted.
    """
    run = valves.asked(valves.UPLOAD)
    taken = 0
    stuck: set[UUID] = set()
    allowed = allowed or BatchLimit()
    # Asked before each batch: whoever holds uploads does not mean after the next thousands.
    while run is not None or valves.is_open(valves.UPLOAD):
        batch = lanes.next_batch(_waiting(stuck), limit=allowed.limit)
        if not batch:
            break
        try:
            taken += _send(batch, link, stuck)
        except (ParentBusy, ParentDistrusts):
            raise
        except ParentUnreachable:
            allowed.slower()
            raise
        allowed.faster()
    if run is not None:
        valves.finish(valves.UPLOAD, run)
    if stuck:
        raise UploadStuck(
            f"The parent breaks down over operations of {len(stuck)} records; the others went up.",
            remedy="They are tried again. If it lasts, look at the parent's log.",
        )
    return taken


def _waiting(stuck: Collection[UUID]) -> list[Waiting]:
    pending = Operation.objects.filter(state=Operation.State.PENDING)
    urgent = pending.filter(kind__in=kinds.urgent_operations())
    rows = pending.filter(_is_due()).exclude(entity__in=stuck)
    turn = Case(When(entity__in=urgent.values("entity"), then=0), default=1)
    sized = rows.order_by(turn, "position").annotate(
        size=Length("envelope") + Length("content__body")
    )
    return [
        Waiting(operation=id, lane=entity, size=size)
        for id, entity, size in sized.values_list("id", "entity", "size")[: lanes.MAX_OPERATIONS]
    ]


def _is_due() -> Q:
    """Choose what the parent does not have, or may have lost.

    Whatever it kept before the way changed was kept by somebody who may not be there any more. A
    time ahead of now was noted by a clock that has been set back since.
    """
    now, changed_at = clock.now(), current().parent.changed_way_at
    lost = now - RESEND_AFTER if changed_at is None else max(changed_at, now - RESEND_AFTER)
    return Q(relayed_at=None) | Q(relayed_at__lt=lost) | Q(relayed_at__gt=now)


def _send(batch: Sequence[Waiting], link: Link, stuck: set[UUID]) -> int:
    """Send a batch; one that fails whole is halved until the operation at fault is alone."""
    while True:
        [first, *others] = batch
        try:
            answers = link.send(_load(batch), patience=NONE)
        except (ParentRefused, ParentFailed) as error:
            if others:
                batch = lanes.halve(batch)
                continue
            if isinstance(error, ParentFailed):
                stuck.add(first.lane)
                return 0
            answers = [Answer(operation=first.operation, refused=error.code)]
        verdicts.note_answers(answers)
        return len(answers)


def _load(batch: Sequence[Waiting]) -> list[Signed]:
    ids = [entry.operation for entry in batch]
    rows = Operation.objects.filter(id__in=ids).select_related("content").order_by("position")
    return [signed_of(row) for row in rows]
