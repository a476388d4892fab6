"""`submit`, the one entrance of every write on every node: till, store and headquarters.

It keeps the operation here first, in one transaction; only then may it ask the parent, whose
endpoint calls its own `submit`. The root decides. A timeout never makes a second operation.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeGuard
from uuid import UUID

from tillbook.exchange.core.operations import FINAL, Outcome, Signed, Verdict, open_operation
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import ExchangeError, ParentBusy, ParentFailed, ParentUnreachable
from tillbook.exchange.kinds import Draft, operation_kind
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.chain import write_log
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.log.standing import Standing, SyncState
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import link
from tillbook.exchange.up import accept
from tillbook.exchange.up.accept import Accepted
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.exchange.up.minting import mint
from tillbook.exchange.waiting import a_place_to_wait
from tillbook.foundation.errors import StorageFull
from tillbook.nodes.table_rows import rows_of
from tillbook.nodes.this_node import current


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is known of a write when `submit` returns. The write itself is safe at this node."""

    operation: UUID
    entity: UUID
    #: None while headquarters has not answered: the record shows *Pending sync*.
    verdict: Verdict | None
    #: What this node showed of the entity right after the write; None when it must be read.
    shown: Document | None = field(default=None, compare=False, repr=False)

    @property
    def standing_of_new(self) -> Standing:
        """How the entity stands if this created it, without asking the tables."""
        if current().is_root and self.verdict is not None:
            return Standing(version=self.verdict.version)
        is_settled = self.verdict is not None and self.verdict.outcome in FINAL
        state = SyncState.SYNCED if is_settled else SyncState.PENDING
        return Standing(sync_state=state, newest=self.operation)


#: Looks, in the transaction of the write, at what must still hold; raises what refuses it.
Guard = Callable[[], None]


def _unguarded() -> None:
    """Let every write pass."""


def submit(
    asked: Draft | Signed,
    *,
    patience: Patience,
    idempotency: Idempotency | None = None,
    guard: Guard = _unguarded,
) -> Receipt:
    """Store an operation durably, and wait for the verdict as long as the patience allows.

    Repeating it is harmless: the same operation id, or the same idempotency key with the same
    request, is answered with the stored result. The guard looks before a new one is stored.

    Raises what the guard does, PermissionRefused, StaleEdit, AlreadySettled, Refused, IdempotencyConflict or
    IdentityClash; then nothing was stored. A parent that does not answer raises nothing.
    """
    started = time.monotonic()
    signed, receipt = keep(asked, idempotency=idempotency, guard=guard)
    node = current()
    if node.is_root:
        node.wake.package.set()
        return receipt
    left = patience.passed_on(time.monotonic() - started)
    if receipt.verdict is None and not left.is_spent and node.parent.is_reachable:
        receipt = _ask_parent(signed, receipt, left)
    if receipt.verdict is None:
        node.wake.upload.set()
    return receipt


def keep(
    asked: Draft | Signed,
    *,
    idempotency: Idempotency | None = None,
    guard: Guard = _unguarded,
) -> tuple[Signed, Receipt]:
    """Store an operation at this node and show its effect, in one transaction."""
    with write_log() as log:
        repeated = idempotency.earlier_operation() if idempotency else None
        if repeated is not None:
            kept = Accepted(row=verdicts.find(repeated))
        elif not (is_first := _is_first(asked)) and (earlier := _earlier_creation(asked)):
            kept = Accepted(row=earlier)
        else:
            guard()
            opened = mint(asked, log) if isinstance(asked, Draft) else open_operation(asked)
            kept = accept.accept(
                opened, log, minted_here=isinstance(asked, Draft), is_first=is_first
            )
            if idempotency:
                idempotency.remember(opened.envelope.id)
    return signed_of(kept.row), _receipt(kept)


def repeated(operation: UUID) -> Receipt:
    """Return what is known of an operation that is in this node's log already."""
    return _receipt(Accepted(row=verdicts.find(operation)))


def _receipt(kept: Accepted) -> Receipt:
    row = kept.row
    return Receipt(
        operation=row.id, entity=row.entity, verdict=verdicts.verdict_of(row), shown=kept.shown
    )


def _is_first(asked: Draft | Signed) -> bool:
    """Tell whether a draft wants to create what no operation here speaks of: nearly always so."""
    if not _creates_anew(asked):
        return False
    return not any(rows_of(Operation, [asked.entity], ("position",), by="entity"))


def _creates_anew(asked: Draft | Signed) -> TypeGuard[Draft]:
    return isinstance(asked, Draft) and not operation_kind(asked.kind).edits and not asked.refers


def _earlier_creation(asked: Draft | Signed) -> Operation | None:
    """Return the operation that already created what a draft wants to create.

    A form that is sent twice makes one customer; asked under the writer's lock. A creation that
    headquarters could not accept does not count: its correction is a write of its own.
    """
    if not _creates_anew(asked):
        return None
    rows = (
        Operation.objects.filter(entity=asked.entity, kind=asked.kind)
        .exclude(state=Operation.State.ATTENTION)
        .exclude(outcome=Outcome.DISCARDED.value)
    )
    return rows.select_related("content").order_by("position").first()


def submit_many(drafts: Sequence[Draft]) -> list[Receipt]:
    """Store many operations in one transaction, for loading: all of them or none.

    Nobody waits for a verdict. Raises what `submit` raises; then nothing was stored.
    """
    with write_log() as log:
        kept = [accept.accept(mint(draft, log), log, minted_here=True) for draft in drafts]
    node = current()
    (node.wake.package if node.is_root else node.wake.upload).set()
    return [_receipt(one) for one in kept]


def _ask_parent(signed: Signed, receipt: Receipt, left: Patience) -> Receipt:
    """Send one operation and note the answer; any failure leaves it to the upload loop."""
    node = current()
    with a_place_to_wait() as placed:
        if not placed:
            return receipt
        try:
            [answer] = link().send([signed], patience=left)
        except (ParentBusy, ParentFailed):
            return receipt
        except ParentUnreachable:
            node.parent.failed()
            node.wake.contact.set()
            return receipt
        except ExchangeError:
            return receipt
    shown = receipt.shown
    # The write is kept already: no room to note the answer must not look like a failed save.
    with suppress(StorageFull):
        shown = verdicts.note_answers([answer]).get(receipt.entity, shown)
    return replace(receipt, verdict=answer.verdict, shown=shown)
