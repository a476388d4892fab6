"""Sending operations up: in order within an entity's lane, in batches, halved on failure."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Length

from tillbook.exchange import accept
from tillbook.exchange.core import lanes
from tillbook.exchange.core.lanes import Waiting
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.effective import signed_of
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.link import Link
from tillbook.exchange.models import Operation
from tillbook.foundation import clock

#: An operation that the parent took is sent again when no verdict came for this long: a relay
#: that lost its disk must not lose the sales floor's work. Headquarters answers a repeat.
RESEND_AFTER = timedelta(seconds=60)


def upload_due(link: Link) -> int:
    """Send what waits; return how many operations the parent took.

    Raises ParentUnreachable; what was taken until then is noted.
    """
    taken = 0
    while batch := lanes.next_batch(_waiting()):
        taken += _send(batch, link)
    return taken


def _waiting() -> list[Waiting]:
    due = Q(relayed_at__isnull=True) | Q(relayed_at__lt=clock.now() - RESEND_AFTER)
    rows = Operation.objects.filter(due, state=Operation.State.PENDING).order_by("position")
    sized = rows.annotate(size=Length("envelope") + Length("content__body"))
    return [
        Waiting(operation=id, lane=entity, size=size)
        for id, entity, size in sized.values_list("id", "entity", "size")[: lanes.MAX_OPERATIONS]
    ]


def _send(batch: Sequence[Waiting], link: Link) -> int:
    """Send a batch. If the parent refuses it whole, a smaller one finds the operation at fault."""
    while True:
        try:
            answers = link.send(_load(batch), patience=NONE)
        except ParentRefused:
            if len(batch) == 1:
                raise
            batch = lanes.halve(batch)
        else:
            accept.note_answers(answers)
            return len(answers)


def _load(batch: Sequence[Waiting]) -> list[Signed]:
    ids = [entry.operation for entry in batch]
    rows = Operation.objects.filter(id__in=ids).select_related("content").order_by("position")
    return [signed_of(row) for row in rows]
