"""Making an operation: position, base stamps, salted hash, signature."""

import secrets

from tillbook.exchange import kinds
from tillbook.exchange.core.operations import (
    CONTROLS,
    DISCARD,
    SCHEMA,
    By,
    EditTime,
    EntityRef,
    Envelope,
    Opened,
    hash_body,
    open_operation,
    seal_body,
    sign,
)
from tillbook.exchange.errors import AlreadySettled, StaleEdit
from tillbook.exchange.kinds import Draft
from tillbook.exchange.log.chain import Log
from tillbook.exchange.log.effective import shown_state
from tillbook.exchange.log.standing import awaits_repair, has_moved
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import current

SALT_BYTES = 16


def mint(draft: Draft, log: Log) -> Opened:
    """Make an operation from a draft, in the log's transaction.

    Raises PermissionRefused, StaleEdit when the editor saw another version, or AlreadySettled
    when what it corrects needs nobody any more.
    """
    kind = kinds.operation_kind(draft.kind)
    draft.actor.require(kind.permission)
    if draft.refers and draft.kind != DISCARD and not awaits_repair(draft.refers):
        raise AlreadySettled
    stamps = _stamps_seen(draft) if kind.edits else {}
    salt, body = secrets.token_bytes(SALT_BYTES), seal_body(dict(draft.patch), reason=draft.reason)
    envelope = Envelope(
        id=new_id(),
        kind=draft.kind,
        schema=SCHEMA,
        entity=EntityRef(kind=draft.entity_kind, id=draft.entity),
        origin=log.next_origin(),
        by=_by(draft.actor),
        time=_edit_time(),
        base={unit: stamps.get(unit, "") for unit in draft.patch},
        body_hash=hash_body(salt, body),
        refers=draft.refers,
    )
    return open_operation(sign(envelope, body, salt=salt, key=current().keys.signing))


def _by(actor: Actor) -> By:
    return By(
        id=actor.id,
        kind=actor.kind,
        role=actor.role.value,
        store=actor.store,
        register=actor.register,
        approver=actor.approver,
    )


def _edit_time() -> EditTime:
    return EditTime(
        wall_ms=clock.milliseconds(),
        offset_ms=current().parent.clock_offset_ms,
        boot=clock.BOOT_ID,
        monotonic_ms=clock.monotonic_ms(),
    )


def _stamps_seen(draft: Draft) -> dict[str, str]:
    """Return the stamps of what this node shows now, which is what the editor saw.

    Who corrects an operation saw what stands without it.
    """
    if draft.kind in CONTROLS:
        return {}
    if draft.expected is not None and has_moved(draft.entity, since=draft.expected):
        raise StaleEdit
    kind = kinds.entity_kind(draft.entity_kind)
    state = shown_state(kind, draft.entity, without=draft.refers)
    return {unit: stamp.operation for unit, stamp in state.stamps.items()}
