"""What a node does for its children. HTTP and the in-memory link both call this."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from django.db import DataError, IntegrityError

from tillbook.exchange import valves
from tillbook.exchange.core import heads
from tillbook.exchange.core.errors import ExchangeFault
from tillbook.exchange.core.operations import Opened, Signed, Verdict, open_operation
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.core.snapshots import is_manifest
from tillbook.exchange.down import blobs
from tillbook.exchange.errors import ExchangeError, ParentRefused
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.chain import Log, write_log
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import Answer, link
from tillbook.exchange.up import accept, upload_sessions
from tillbook.exchange.up.decide_job import UNSTORABLE
from tillbook.exchange.up.submit import submit
from tillbook.exchange.up.upload_sessions import Session
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.this_node import current

#: How long a relay keeps the parts of a snapshot for further children. Seconds.
PARTS_KEPT_S = 7 * 24 * 3600.0


def take(operations: Sequence[Signed], *, child: UUID, patience: Patience) -> list[Answer]:
    """Keep operations of a child; one that somebody waits for is passed on at once."""
    if len(operations) == 1 and not patience.is_spent:
        return [_submit_one(operations[0], patience)]
    node = current()
    opened = [open_operation(signed) for signed in operations]
    with upload_sessions.upload(child, operations) as session:
        try:
            answers = _keep_many(opened, session)
        except _NOT_KEPT:
            # One of them cannot be written: each by itself shows which.
            answers = _keep_each(opened, session)
    if not node.is_root:
        valves.pass_on()
    (node.wake.package if node.is_root else node.wake.upload).set()
    return answers


def head(group: str, *, known: str) -> bytes | None:
    """Return the group's head, or None when the child has it. Raises ParentRefused."""
    published = blobs.head(group)
    if published is None:
        raise ParentRefused("This node has not followed the group yet.", remedy="Ask again soon.")
    return None if heads.tag_of(published) == known else published


def package(group: str, name: str) -> bytes:
    """Return a package, or a part of a snapshot, byte for byte.

    A relay fetches what it does not hold: parts of snapshots are few nodes' need. Raises
    ParentRefused or ParentUnreachable.
    """
    content = blobs.get(group, name)
    if content is None and not current().is_root:
        content = blobs.from_parent(group, name, link())
        if is_manifest(content):
            blobs.forget_parts(group, older_than_s=PARTS_KEPT_S)
        with suppress(OSError):  # a full disk keeps nothing, and passes on all the same
            blobs.put(group, name, content)
    if content is None:
        raise ParentRefused("This package is not here.", remedy="Ask for the head again.")
    return content


def _submit_one(signed: Signed, patience: Patience) -> Answer:
    operation = open_operation(signed).envelope.id
    try:
        receipt = submit(signed, patience=patience)
    except _NOT_KEPT as error:
        return _refusal(operation, error)
    return _answer(verdicts.find(operation), receipt.verdict)


def _keep_many(batch: Sequence[Opened], session: Session) -> list[Answer]:
    """Keep a batch, its rows written many at a time; one that is not admitted is answered so.

    Raises one of `_NOT_KEPT` for one that cannot be kept otherwise; then nothing was kept.
    """
    with write_log(behind=True) as log:
        at_once = _decides_at_once()
        accept.read_ahead(batch)
        answers = [_keep_behind(opened, log, at_once=at_once) for opened in batch]
        session.record(answers)
    return answers


def _keep_behind(opened: Opened, log: Log, *, at_once: bool) -> Answer:
    accept.make_room(opened)
    try:
        known = accept.admit(opened)
    except _REFUSALS as error:
        return _refusal(opened.envelope.id, error)
    row = known or accept.take_in(opened, log, at_once=at_once).row
    return _answer(row, verdicts.verdict_of(row))


def _keep_each(batch: Sequence[Opened], session: Session) -> list[Answer]:
    with write_log() as log:
        at_once = _decides_at_once()
        answers = [_keep_one(one, log, at_once=at_once) for one in batch]
        session.record(answers)
    return answers


def _decides_at_once() -> bool:
    return current().is_root and valves.is_open(valves.DECIDE)


def _keep_one(opened: Opened, log: Log, *, at_once: bool) -> Answer:
    """Keep one operation of a batch; a bad one is answered, not the whole batch failed."""
    try:
        with log.savepoint():
            row = accept.accept(opened, log, minted_here=False, at_once=at_once).row
    except _NOT_KEPT as error:
        return _refusal(opened.envelope.id, error)
    return _answer(row, verdicts.verdict_of(row))


_REFUSALS = (ExchangeError, ExchangeFault)
#: What one operation can do wrong. Anything else, such as a full disk, is the parent's failure.
_NOT_KEPT = (*_REFUSALS, DataError, IntegrityError)


def _refusal(operation: UUID, error: Exception) -> Answer:
    code = error.code if isinstance(error, TillbookError) else UNSTORABLE
    return Answer(operation=operation, refused=code)


def _answer(row: Operation, verdict: Verdict | None) -> Answer:
    """Answer with the verdict, or with the refusal that came from further up."""
    if verdict is None and row.state == Operation.State.ATTENTION:
        return Answer(operation=row.id, refused=row.reason)
    return Answer(operation=row.id, verdict=verdict)
