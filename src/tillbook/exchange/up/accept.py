"""Taking an operation into this node's log, and taking in what the parent says of it."""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import Q

from tillbook.exchange import kinds
from tillbook.exchange.core import deciding, patches
from tillbook.exchange.core.errors import AlteredOperation, MalformedOperation
from tillbook.exchange.core.operations import (
    ALONG_WITH,
    CONTROLS,
    DISCARD,
    FINAL,
    RETRY,
    Opened,
    Outcome,
    Signed,
    Verdict,
    open_operation,
    verify,
)
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import IdentityClash, Refused
from tillbook.exchange.log import images
from tillbook.exchange.log.chain import Log
from tillbook.exchange.log.effective import show, show_first, signed_of
from tillbook.exchange.models import LogEntry, Operation, OperationBody
from tillbook.exchange.up import controls, decide
from tillbook.exchange.up.minting import mint
from tillbook.foundation import clock
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import unit

State = Operation.State
#: What waits for a creation, also what was discarded for want of it.
_WAITS = Q(state=State.HELD) | (
    Q(outcome=Outcome.DISCARDED.value)
    & (Q(params__has_key=ALONG_WITH) | Q(reason=deciding.NO_ENTITY))
)
#: Hexadecimal digits of an id: shorter names of units are words.
_LENGTH_OF_ID = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An operation in the log, and what became of its entity."""

    row: Operation
    #: What this node shows of the entity now; None when that was not worked out.
    shown: Document | None = None


def accept(
    opened: Opened, log: Log, *, minted_here: bool, at_once: bool = True, is_first: bool = False
) -> Accepted:
    """Take in an operation of this node, or one of another device that may be taken in.

    One that is already here is returned as it stands; `is_first` promises that it is the first on
    its entity. Raises what `admit` raises.
    """
    known = None if minted_here else admit(opened)
    if known:
        return Accepted(row=known)
    return take_in(opened, log, at_once=at_once, is_first=is_first)


def admit(opened: Opened) -> Operation | None:
    """Prove that an operation may be taken in; return it when it is here already.

    Raises IdentityClash when its id is here with another content, AlteredOperation when its
    device did not sign it, and MalformedOperation when its patch has not the form of its units.
    """
    known = _known(opened.envelope.id)
    if known is not None:
        return _same(known, opened)
    check_signature(opened)
    _check_patch(opened)
    return None


def take_in(opened: Opened, log: Log, *, at_once: bool, is_first: bool = False) -> Accepted:
    """Append an operation to the log and show its effect; at the root, decide it, or later."""
    row = _append(opened, log)
    is_control = row.kind in CONTROLS and current().is_root
    if is_control and (doubt := decide.doubt_of(row, opened)):
        controls.refuse_control(row, log, reason=doubt)
    elif row.kind == DISCARD:
        controls.close_referred(row, opened, log)
    elif row.kind == RETRY:
        _retry(row, opened, log)
    elif current().is_root:
        return Accepted(row=row, shown=_decide_in_turn(row, opened, log) if at_once else None)
    if unit().is_behind:
        unit().later(_show_later(row.entity_kind), row.entity)
        return Accepted(row=row)
    if is_first:
        return Accepted(row=row, shown=show_first(row))
    return Accepted(row=row, shown=show(row.entity_kind, [row.entity]).get(row.entity))


@cache
def _show_later(kind: str) -> Callable[[list[UUID]], None]:
    def show_all(entities: list[UUID]) -> None:
        show(kind, entities)

    return show_all


def read_ahead(batch: Iterable[Opened]) -> None:
    """Read for many operations at once what accepting each of them will ask for."""
    fresh = {opened.envelope.id: opened for opened in batch}
    for id in Operation.objects.filter(id__in=list(fresh)).values_list("id", flat=True):
        del fresh[id]
    memory = unit().memory
    memory.update({("fresh", id): True for id in fresh})
    entities = {opened.envelope.entity.id for opened in fresh.values()}
    held = Operation.objects.filter(_WAITS, entity__in=entities)
    quiet = entities.difference(held.values_list("entity", flat=True))
    memory.update({("quiet", id): True for id in quiet})
    if current().is_root:
        decide.read_positions_ahead(opened.envelope.origin for opened in fresh.values())
    by_kind: dict[str, list[Opened]] = {}
    images_of: dict[str, set[UUID]] = {}
    for opened in fresh.values():
        by_kind.setdefault(opened.envelope.kind, []).append(opened)
        images_of.setdefault(opened.envelope.entity.kind, set()).add(opened.envelope.entity.id)
    for name, ids in images_of.items():
        if kinds.knows_entity(name):
            images.read_ahead(kinds.entity_kind(name), ids)
    for name, group in by_kind.items():
        if kinds.knows_operation(name):
            kinds.operation_kind(name).ahead(group)


def make_room(opened: Opened) -> None:
    """Write out what stands in the tables later, when this operation is about the same.

    That is its entity, its position, the parts that its patch names, or more than one record.
    Called before `admit` by whoever writes many at a time.
    """
    work, envelope = unit(), opened.envelope
    named = (name for path in opened.body.patch for name in path.split("/")[1:])
    ids = (name.lower() for name in named if len(name) >= _LENGTH_OF_ID)
    claims: set[Hashable] = {str(envelope.entity.id), envelope.origin, *ids}
    if not work.claims.isdisjoint(claims) or envelope.kind in kinds.far_reaching():
        work.write_out()
        work.memory.clear()
        work.claims.clear()
    work.claims |= claims


def _known(id: UUID) -> Operation | None:
    if unit().memory.pop(("fresh", id), False):
        return None
    return Operation.objects.filter(id=id).select_related("content").first()


def _decide_in_turn(row: Operation, opened: Opened, log: Log) -> Document | None:
    """Decide an operation after those on its entity that wait for their decision since before."""
    if log.has_backlog:
        earlier = Operation.objects.filter(
            entity=row.entity, state=State.PENDING, position__lt=row.position
        )
        for waiting in earlier.select_related("content").order_by("position"):
            decide_kept(waiting, open_operation(signed_of(waiting)), log)
            unit().write_out()
    return decide_kept(row, opened, log)


def decide_kept(row: Operation, opened: Opened, log: Log) -> Document | None:
    """Decide an operation and, in the same transaction, what follows from it."""
    if not unit().holds(row):
        # It waited for others, which may stand beside the tables still.
        unit().write_out()
    decided = decide.decide(row, opened, log)
    if decided.document is not None:
        for reaction in kinds.reactions_to(row.entity_kind):
            for draft in reaction(decided.document):
                unit().write_out()
                accept(mint(draft, log), log, minted_here=True)
    if row.refers and row.outcome in FINAL:
        unit().write_out()
        controls.close_corrected(row, opened, log)
    waited = _held_for(row.entity) if decided.created else []
    for held in waited:
        decide_kept(held, open_operation(signed_of(held)), log)
    return None if waited else decided.document


def _held_for(entity: UUID) -> list[Operation]:
    """Return what waited for a creation, also what was discarded for want of it."""
    if unit().memory.get(("quiet", entity)):
        return []
    rows = Operation.objects.filter(_WAITS, entity=entity).select_related("content")
    return list(rows.order_by("position"))


class _StillRefused(Exception):
    """What was discarded would be refused again."""


def _retry(row: Operation, opened: Opened, log: Log) -> None:
    """Have an operation decided anew at the root; elsewhere, send again what the parent refused.

    What was discarded stays so if it would be refused again.
    """
    referred = controls.to_be_retried(row)
    if not current().is_root:
        if referred is not None and not referred.outcome:
            referred.state, referred.reason = State.PENDING, ""
            referred.save(update_fields=["state", "reason"])
        return
    if not controls.may_speak_of(opened, referred):
        controls.refuse_control(row, log)
        return
    verdict = Verdict(operation=row.id, outcome=Outcome.APPLIED)
    if referred is not None:
        try:
            with log.savepoint():
                _decide_anew(referred, log)
        except _StillRefused:
            reason, params = referred.reason, referred.params
            if opened.envelope.origin.node == current().id:
                raise Refused(reason, "It would be refused again.", params) from None
            verdict = Verdict(
                operation=row.id, outcome=Outcome.DISCARDED, reason=reason, params=params
            )
    decide.close(row, verdict, log)


def _decide_anew(row: Operation, log: Log) -> None:
    was_discarded = row.state == State.SETTLED
    decide_kept(row, open_operation(signed_of(row)), log)
    if was_discarded and row.outcome not in FINAL:
        raise _StillRefused


def check_signature(opened: Opened) -> None:
    """Prove that an admitted device minted the operation. Raises AlteredOperation."""
    origin = opened.envelope.origin.node
    node = decide.node_of(origin)
    if node is None:
        raise AlteredOperation(
            "An operation comes from a device that headquarters did not admit.",
            remedy="Enrol the device with a new code.",
        )
    verify(opened.signed, bytes.fromhex(node.sign_key))


def _check_patch(opened: Opened) -> None:
    """Prove that a patch is one that this program could have minted. Raises MalformedOperation."""
    patch, name = opened.body.patch, opened.envelope.entity.kind
    patches.check_values(patch)
    if kinds.knows_entity(name):
        kind = kinds.entity_kind(name)
        patches.check_units(patch, kind.shape, fields=kind.fields)
        if not kind.is_well_formed(patch):
            raise MalformedOperation(f"A patch holds values that no {name} can have.")


def _same(known: Operation, opened: Opened) -> Operation:
    if bytes(known.envelope) != opened.signed.envelope:
        raise IdentityClash(
            "Two different operations carry one id.",
            remedy="A device may have been cloned: stop it and enrol it again.",
        )
    if bytes(known.content.body) and signed_of(known) != opened.signed:
        _make_good(known, opened)
    return known


def _make_good(known: Operation, opened: Opened) -> None:
    """Put an operation's bytes back that went bad here; a parent may have refused them.

    What an erasure emptied stays empty. Raises AlteredOperation when these are no better.
    """
    check_signature(opened)
    known.signature = opened.signed.signature
    known.content.salt, known.content.body = opened.signed.salt, opened.signed.body
    if known.state == State.ATTENTION and not known.outcome:
        known.state, known.reason = State.PENDING, ""
    known.content.save()
    known.save()


def _append(opened: Opened, log: Log) -> Operation:
    envelope, signed = opened.envelope, opened.signed
    row = Operation(
        id=envelope.id,
        position=log.append(LogEntry.Type.OPERATION, subject=envelope.id, content=_digest(signed)),
        kind=envelope.kind,
        entity_kind=envelope.entity.kind,
        entity=envelope.entity.id,
        origin=envelope.origin.node,
        seq=envelope.origin.seq,
        actor=envelope.by.id,
        store=envelope.by.store,
        register=envelope.by.register,
        refers=envelope.refers,
        envelope=signed.envelope,
        signature=signed.signature,
        state=State.PENDING,
        minted_at=clock.from_milliseconds(envelope.time.wall_ms),
        received_at=clock.now(),
    )
    unit().add(row)
    unit().add(OperationBody(operation=row, salt=signed.salt, body=signed.body))
    return row


def _digest(signed: Signed) -> bytes:
    return hashlib.sha256(signed.envelope + signed.signature).digest()
