"""Headquarters' word on an operation: merged, ruled, written, put into the feed. Once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from tillbook.exchange import effective, images, kinds
from tillbook.exchange.core.merge import Loser, Merged, assign, clamp, merge
from tillbook.exchange.core.operations import FINAL, Opened, Outcome, Verdict
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import Refused, StaleEdit, UnknownKind, WrongKind
from tillbook.exchange.images import Image
from tillbook.exchange.kinds import EntityKind, OperationKind, Proposal
from tillbook.exchange.log import Log
from tillbook.exchange.models import Conflict, LogEntry, Operation
from tillbook.foundation import clock
from tillbook.foundation.actor import ALLOWED_IN_STORES, GRANTS, Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current

State = Operation.State
#: Kinds of actors that somebody answers for; a node acts as itself only at headquarters.
_WITH_A_NAME = ("staff", "token")
#: A record with hundreds of parts stays far below; many of the largest still fit in a package.
MAX_IMAGE_BYTES = 1024 * 1024
TOO_LARGE = "record.too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of a decision, for what follows from it."""

    #: The document as written, or as it was before it was removed; None when nothing changed.
    document: Document | None = None
    created: bool = False


def decide(row: Operation, opened: Opened, log: Log) -> Decided:
    """Decide an operation that stands in the log, in the caller's transaction.

    It never asks whether someone waits. Raises StaleEdit or Refused only for an operation minted
    at headquarters itself: its asker is here, so nothing is stored.
    """
    try:
        entity_kind = kinds.entity_kind(row.entity_kind)
        kind = kinds.operation_kind(row.kind)
        before = images.load(entity_kind, [row.entity]).get(row.entity)
    except (UnknownKind, WrongKind) as error:
        return _refuse(row, log, reason=error.code)
    if kind.entity not in (None, entity_kind.name):
        # Else a right to edit customers would be a right to edit anything.
        return _refuse(row, log, reason=WrongKind.code)
    if not is_authorised(opened, kind):
        return _refuse(row, log, reason=PermissionRefused.code)
    if kind.removes:
        return _remove(row, opened, log, kinds=(entity_kind, kind), before=before)
    if before is None and not kind.creates:
        close(row, Verdict(operation=row.id, outcome=Outcome.HELD, reason="entity"), log)
        return Decided()
    if before is not None and not kind.edits:
        close(row, _already_there(row, before), log)
        return Decided()
    merged = _merge(opened, before, entity_kind)
    if merged.stale:
        return _refuse(row, log, reason=StaleEdit.code)
    return _rule(row, opened, log, kinds=(entity_kind, kind), before=before, merged=merged)


def is_authorised(opened: Opened, kind: OperationKind) -> bool:
    """Tell whether the origin may speak for this actor, and the actor may do this.

    A device in a store speaks for the store's own people and programs only, whatever it claims: a
    stolen register can neither configure the chain, nor act for another store, nor as nobody.
    """
    by, origin = opened.envelope.by, opened.envelope.origin.node
    if origin == current().id:
        return True
    store = Node.objects.values_list("store", flat=True).filter(id=origin).first()
    return (
        by.kind in _WITH_A_NAME
        and by.role in GRANTS
        and kind.permission in GRANTS[Role(by.role)] & ALLOWED_IN_STORES
        and by.store is not None
        and by.store == store
    )


def _merge(opened: Opened, before: Image | None, kind: EntityKind) -> Merged:
    """Merge an edit whose claimed time is brought between the entity's creation and now."""
    entity, edit = opened.envelope.entity.id, effective.edit_of(opened)
    # Configuration alone may come again under the id of what was removed.
    again = before is None and kind.configuration
    version = images.versions_of([entity]).get(entity, 0) if again else 0
    state = images.state_of(before, kind, version=version)
    created_ms = min((stamp.edited_ms for stamp in state.stamps.values()), default=0)
    edited_ms = clamp(edit.edited_ms, not_before_ms=created_ms, not_after_ms=clock.milliseconds())
    edit = replace(edit, edited_ms=edited_ms)
    return merge(state, edit, kind.policy_of, restriction=kind.restriction)


def _rule(
    row: Operation,
    opened: Opened,
    log: Log,
    *,
    kinds: tuple[EntityKind, OperationKind],
    before: Image | None,
    merged: Merged,
) -> Decided:
    entity_kind, kind = kinds
    asked = images.image_of(row.entity, merged.state, entity_kind)
    if images.size_of(asked) > MAX_IMAGE_BYTES:
        # Before the kind decides: what it enters elsewhere stands for an accepted operation.
        return _refuse(row, log, reason=TOO_LARGE)
    proposal = Proposal(
        envelope=opened.envelope,
        before=before.document if before else None,
        after=asked.document,
        patch=opened.body.patch,
    )
    ruling = kind.decide(proposal)
    if ruling.refused:
        return _refuse(row, log, reason=ruling.refused, params=dict(ruling.params))
    state = assign(
        merged.state, ruling.assigned, operation=row.id.hex, edited_ms=clock.milliseconds()
    )
    image = images.image_of(row.entity, state, entity_kind)
    if merged.written or ruling.assigned:
        images.store(entity_kind, [image])
        log.feed(entity_kind.name, row.entity)
    _keep_losers(row.entity, merged.losers)
    verdict = Verdict(
        operation=row.id,
        outcome=Outcome.MERGED if merged.losers else Outcome.APPLIED,
        version=state.version,
        assigned=dict(ruling.assigned),
    )
    close(row, verdict, log)
    return Decided(document=image.document, created=before is None)


def _remove(
    row: Operation,
    opened: Opened,
    log: Log,
    *,
    kinds: tuple[EntityKind, OperationKind],
    before: Image | None,
) -> Decided:
    """End an entity: its rows go, here at once and everywhere by the feed. A repeat changes nothing."""
    entity_kind, kind = kinds
    if before is None:
        version = images.versions_of([row.entity]).get(row.entity, 0)
        close(row, Verdict(operation=row.id, outcome=Outcome.DUPLICATE, version=version), log)
        return Decided()
    proposal = Proposal(envelope=opened.envelope, before=before.document, after={})
    ruling = kind.decide(proposal)
    if ruling.refused:
        return _refuse(row, log, reason=ruling.refused, params=dict(ruling.params))
    version = before.version + 1
    images.bury(entity_kind.name, {row.entity: version}, why="delete")
    entity_kind.remove([row.entity])
    log.feed(entity_kind.name, row.entity)
    close(row, Verdict(operation=row.id, outcome=Outcome.APPLIED, version=version), log)
    return Decided(document=before.document)


def close(row: Operation, verdict: Verdict, log: Log) -> None:
    """Record a verdict in the row, the log and, when a child waits for it, the feed."""
    decided_at = clock.now()
    verdict = msgspec.structs.replace(verdict, decided_ms=int(decided_at.timestamp() * 1000))
    row.outcome, row.version = verdict.outcome.value, verdict.version
    row.assigned, row.reason, row.params = verdict.assigned, verdict.reason, verdict.params
    row.decided_at = decided_at
    row.state = _state_after(verdict.outcome)
    row.save()
    log.append(LogEntry.Type.VERDICT, subject=row.id, content=msgspec.json.encode(verdict))
    if row.origin != current().id:
        log.feed(row.entity_kind, row.entity, operation=row.id)


def _state_after(outcome: Outcome) -> Operation.State:
    if outcome in FINAL:
        return State.SETTLED
    return State.HELD if outcome is Outcome.HELD else State.ATTENTION


def _already_there(row: Operation, before: Image) -> Verdict:
    """Answer a second creation of one entity with what the first one was assigned."""
    first = (
        Operation.objects.filter(entity=row.entity, kind=row.kind, outcome=Outcome.APPLIED.value)
        .order_by("position")
        .first()
    )
    return Verdict(
        operation=row.id,
        outcome=Outcome.DUPLICATE,
        version=before.version,
        assigned=first.assigned if first else {},
    )


def _refuse(
    row: Operation, log: Log, *, reason: str, params: dict[str, str] | None = None
) -> Decided:
    """Quarantine what came from a child; tell a person at headquarters at once."""
    if row.origin == current().id:
        if reason == StaleEdit.code:
            raise StaleEdit
        raise Refused(reason, "Headquarters' rules do not allow this change.", params)
    verdict = Verdict(
        operation=row.id, outcome=Outcome.QUARANTINED, reason=reason, params=params or {}
    )
    close(row, verdict, log)
    return Decided()


def _keep_losers(entity: UUID, losers: Sequence[Loser]) -> None:
    Conflict.objects.bulk_create(
        [
            Conflict(
                entity=entity,
                unit=loser.unit,
                value=loser.value,
                loser=UUID(loser.operation),
                winner=UUID(loser.winner),
                at=clock.now(),
            )
            for loser in losers
        ]
    )
