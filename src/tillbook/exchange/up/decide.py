"""Headquarters' word on an operation: merged, ruled, written, put into the feed. Once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange import kinds
from tillbook.exchange.core import deciding, states
from tillbook.exchange.core.deciding import Asked, Decision, Law
from tillbook.exchange.core.merge import Loser, State
from tillbook.exchange.core.operations import By, Opened, Origin, Outcome, Verdict, origin_in
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import Refused, StaleEdit, UnknownKind, WrongKind
from tillbook.exchange.kinds import EntityKind, OperationKind, Proposal, Ruling
from tillbook.exchange.log import effective, images
from tillbook.exchange.log.chain import Log
from tillbook.exchange.log.images import Image
from tillbook.exchange.models import Conflict, LogEntry, Operation
from tillbook.foundation import clock
from tillbook.foundation.actor import ALLOWED_IN_STORES, GRANTS, Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.errors import NodeWithdrawn
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import remember, unit

#: Kinds of actors that somebody answers for; a node acts as itself only at headquarters.
_WITH_A_NAME = ("staff", "token")
#: A record with hundreds of parts stays far below; many of the largest still fit in a package.
MAX_IMAGE_BYTES = 1024 * 1024
TOO_LARGE = "record.too_large"
#: Two devices have one identity.
CLONED = "node.cloned"
#: The device is not, or no more, one of the store that it speaks for.
NOT_SERVED = "store.not_served"


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
    if doubt := doubt_of(row, opened):
        return _refuse(row, log, reason=doubt)
    try:
        entity_kind = kinds.entity_kind(row.entity_kind)
        kind = kinds.operation_kind(row.kind)
        before = images.load_one(entity_kind, row.entity)
    except (UnknownKind, WrongKind) as error:
        return _refuse(row, log, reason=error.code)
    if kind.entity not in (None, entity_kind.name):
        # Else a right to edit customers would be a right to edit anything.
        return _refuse(row, log, reason=WrongKind.code)
    if objection := objection_to(opened, kind):
        return _refuse(row, log, reason=objection)
    if kind.removes:
        return _remove(row, opened, log, kinds=(entity_kind, kind), before=before)
    decision = deciding.decide(
        images.state_of(before, entity_kind) if before else None,
        _asked(opened, kind, is_new=before is None),
        _law(opened, entity_kind, kind, before=before),
        now_ms=clock.milliseconds(),
        # Configuration alone may come again under the id of what was removed.
        version=_last_version(row.entity) if entity_kind.configuration else 0,
    )
    if decision.outcome is Outcome.QUARANTINED:
        return _refuse(row, log, reason=decision.reason, params=dict(decision.params))
    return _carry_out(row, decision, entity_kind, log, is_new=before is None)


def node_of(id: UUID) -> Node | None:
    """Return an admitted node."""
    return remember(("node", id), lambda: Node.objects.filter(id=id).first())


def doubt_of(row: Operation, opened: Opened) -> str:
    """Return why a device is not to be believed before a person looked, as a code; "" when it is.

    Two operations at one position come from two devices with one identity: one is a copy, or was
    set back to a former state. Which of them is right nobody can tell; the first one stands. Whoever
    has it decided anew has looked.
    """
    origin = opened.envelope.origin
    if row.outcome or origin.node == current().id:
        return ""
    node = node_of(origin.node)
    if node is not None and node.status == Node.Status.REVOKED:
        return NodeWithdrawn.code
    return CLONED if _is_taken(row, origin) else ""


def read_positions_ahead(origins: Iterable[Origin]) -> None:
    """Read which positions of these devices are in the log, for `doubt_of` to remember."""
    asked = {(origin.node, origin.seq) for origin in origins}
    rows = Operation.objects.filter(
        origin__in={node for node, _ in asked}, seq__in={seq for _, seq in asked}
    )
    free = asked.difference(rows.values_list("origin", "seq"))
    unit().memory.update({("free position", *position): True for position in free})


def _is_taken(row: Operation, origin: Origin) -> bool:
    """Tell whether an earlier operation of the log has the position of this one."""
    if ("free position", origin.node, origin.seq) in unit().memory:
        return False
    earlier = Operation.objects.filter(
        origin=origin.node, seq=origin.seq, position__lt=row.position
    )
    envelopes = earlier.values_list("envelope", flat=True)
    return any(origin_in(bytes(envelope)) == origin for envelope in envelopes)


def objection_to(opened: Opened, kind: OperationKind) -> str:
    """Return why the origin may not ask this for this actor, as a code; "" where it may.

    A device speaks for the people and programs of its own stores only, whatever it claims: a
    stolen register can neither configure the chain, nor act for another store, nor as nobody, nor
    as somebody who never worked there.
    """
    by, time, origin = opened.envelope.by, opened.envelope.time, opened.envelope.origin.node
    if origin == current().id:
        return ""
    node = node_of(origin)
    if node is None or not _is_granted(by, kind):
        return PermissionRefused.code
    now_ms = clock.milliseconds()
    if by.store is None or not node.speaks_for(by.store, asked_ms=time.claimed_ms, now_ms=now_ms):
        return NOT_SERVED
    is_known = remember(("speaker", by), lambda: kinds.may_speak(by))
    return "" if is_known else PermissionRefused.code


def _is_granted(by: By, kind: OperationKind) -> bool:
    is_somebody = by.kind in _WITH_A_NAME and by.role in GRANTS
    return is_somebody and kind.permission in GRANTS[Role(by.role)] & ALLOWED_IN_STORES


def _asked(opened: Opened, kind: OperationKind, *, is_new: bool) -> Asked:
    return Asked(
        edit=effective.edit_of(opened),
        creates=kind.creates,
        edits=kind.edits,
        is_orphan=is_new and not kind.creates and _is_orphan(opened),
    )


def _is_orphan(opened: Opened) -> bool:
    """Tell whether an edit comes after everything that it could belong to was given up.

    What its editor saw and headquarters does not know yet may be another creation on its way.
    """
    rows = Operation.objects.filter(entity=opened.envelope.entity.id)
    made = [outcome for kind, outcome in rows.values_list("kind", "outcome") if kinds.creates(kind)]
    if not made or any(outcome != Outcome.DISCARDED for outcome in made):
        return False
    seen = {UUID(stamp) for stamp in opened.envelope.base.values() if stamp}
    return Operation.objects.filter(id__in=seen).count() == len(seen)


def _law(
    opened: Opened, entity_kind: EntityKind, kind: OperationKind, *, before: Image | None
) -> Law:
    def rule(state: State) -> Ruling:
        entity = opened.envelope.entity.id
        asked = images.image_of(entity, state, entity_kind, with_derived=False)
        if images.is_larger(asked, entity_kind, limit=MAX_IMAGE_BYTES):
            # Before the kind decides: what it enters elsewhere stands for an accepted operation.
            return Ruling(refused=TOO_LARGE)
        proposal = Proposal(
            envelope=opened.envelope,
            before=before.document if before else None,
            after=asked.document,
            patch=opened.body.patch,
            said=opened.body.reason,
        )
        return kind.decide(proposal)

    return Law(policy_of=entity_kind.policy_of, restriction=entity_kind.restriction, rule=rule)


def _last_version(entity: UUID) -> int:
    return images.versions_of([entity]).get(entity, 0)


def _carry_out(
    row: Operation, decision: Decision, kind: EntityKind, log: Log, *, is_new: bool
) -> Decided:
    """Write what was decided, and tell everybody."""
    document = None
    if decision.state is not None:
        image = images.image_of(row.entity, decision.state, kind)
        images.store_later(kind, image)
        log.feed(kind.name, row.entity)
        document = image.document
    _keep_losers(row.entity, decision.losers)
    is_repeat = decision.outcome is Outcome.DUPLICATE
    verdict = Verdict(
        operation=row.id,
        outcome=decision.outcome,
        version=decision.version,
        assigned=_first_assigned(row) if is_repeat else dict(decision.assigned),
        reason=decision.reason,
    )
    close(row, verdict, log)
    return Decided(document=document, created=is_new and document is not None)


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
        version = _last_version(row.entity)
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
    decided_ms = int(decided_at.timestamp() * 1000)
    verdict = msgspec.structs.replace(verdict, decided_ms=decided_ms, receipt=row.position)
    row.outcome, row.version = verdict.outcome.value, verdict.version
    row.assigned, row.reason, row.params = verdict.assigned, verdict.reason, verdict.params
    row.decided_at, row.distributed_at, row.receipt = decided_at, None, row.position
    row.state = states.at_root(verdict.outcome)
    if not unit().holds(row):
        row.save()
    log.append(LogEntry.Type.VERDICT, subject=row.id, content=msgspec.json.encode(verdict))
    if row.origin != current().id:
        log.feed(row.entity_kind, row.entity, operation=row.id)


def _first_assigned(row: Operation) -> dict[str, Any]:
    """Return what the first creation of an entity was assigned, for those that came later."""
    first = (
        Operation.objects.filter(entity=row.entity, kind=row.kind, outcome=Outcome.APPLIED.value)
        .order_by("position")
        .first()
    )
    return first.assigned if first else {}


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
