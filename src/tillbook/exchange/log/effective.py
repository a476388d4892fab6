"""What a node shows: headquarters' image with the node's own undecided operations laid over it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from tillbook.exchange import kinds
from tillbook.exchange.core import replaying
from tillbook.exchange.core.merge import Edit, State
from tillbook.exchange.core.operations import CONTROLS, Envelope, Opened, Signed, open_operation
from tillbook.exchange.core.packages import Why
from tillbook.exchange.core.replaying import Laid
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import EntityKind, Row
from tillbook.exchange.log import images
from tillbook.exchange.log.images import Image
from tillbook.exchange.models import Entity, Operation
from tillbook.nodes import unit as work
from tillbook.nodes.this_node import current

#: How many corrections of corrections are looked through.
_LONGEST_CHAIN = 50


def undecided(entities: Collection[UUID]) -> dict[UUID, list[Operation]]:
    """Return the operations still laid over these entities, in the order of replay. One query.

    A creation comes before the edits that overtook it, and one that headquarters refused comes
    last among creations: headquarters will decide in this order too. Headquarters itself shows
    only what it decided, and nobody shows a change of configuration before it is decided: a device
    could otherwise name associates and nodes at its parent. What is being corrected is no longer
    shown: the correction stands for it.
    """
    if current().is_root:
        return {}
    rows = (
        Operation.objects.filter(entity__in=entities, state__in=Operation.UNDECIDED)
        .exclude(kind__in=CONTROLS)
        .exclude(entity_kind__in=kinds.configuration_kinds())
        .select_related("content")
        .order_by("position")
    )
    found: dict[UUID, list[Operation]] = defaultdict(list)
    corrected = {row.refers for row in rows}
    for row in rows:
        if row.id not in corrected:
            found[row.entity].append(row)
    return {entity: sorted(waiting, key=_turn) for entity, waiting in found.items()}


def _turn(row: Operation) -> tuple[bool, bool]:
    creates, edits = kinds.creates(row.kind), kinds.edits(row.kind)
    return replaying.turn_of(creates=creates, edits=edits, state=row.state)


def _laid(row: Operation) -> Laid:
    """Return a row of the log as the law of replaying sees it."""
    return Laid(
        edit=edit_of(open_operation(signed_of(row))),
        creates=kinds.creates(row.kind),
        edits=kinds.edits(row.kind),
        state=row.state,
        assigned=row.assigned,
    )


def signed_of(row: Operation) -> Signed:
    """Return an operation as it was minted."""
    return Signed(
        envelope=bytes(row.envelope),
        signature=bytes(row.signature),
        salt=bytes(row.content.salt),
        body=bytes(row.content.body),
    )


def opened(operation: UUID) -> Opened | None:
    """Return an operation with its parts decoded; None when it is not here, or was erased."""
    row = Operation.objects.select_related("content").filter(id=operation).first()
    return open_operation(signed_of(row)) if row is not None and row.content.body else None


def corrected_by(envelope: Envelope) -> Iterator[Opened]:
    """Yield what an operation corrects, what that corrects, and so on, as far as it is here."""
    # A device could let two operations refer to each other.
    for _ in range(_LONGEST_CHAIN):
        earlier = opened(envelope.refers) if envelope.refers else None
        if earlier is None or earlier.envelope.entity != envelope.entity:
            return
        yield earlier
        envelope = earlier.envelope


def patch_of(operation: UUID) -> dict[str, Any]:
    """Return what an operation of this node's log asked for, by unit."""
    row = Operation.objects.select_related("content").get(id=operation)
    return dict(open_operation(signed_of(row)).body.patch)


def edit_of(opened: Opened) -> Edit:
    """Return what an operation asks of its entity, at the edit time that it claims."""
    envelope = opened.envelope
    return Edit(
        operation=envelope.id.hex,
        patch=opened.body.patch,
        base=envelope.base,
        edited_ms=envelope.time.claimed_ms,
        carried=_carried(opened),
    )


def _carried(correction: Opened) -> dict[str, tuple[str, int]]:
    """Return which values a correction passes on unchanged, with the operation that they are of.

    Who edited on top of the corrected operation has seen them.
    """
    carried: dict[str, tuple[str, int]] = {}
    patch = dict(correction.body.patch)
    for earlier in corrected_by(correction.envelope):
        envelope, asked = earlier.envelope, earlier.body.patch
        patch = {unit: it for unit, it in patch.items() if unit in asked and asked[unit] == it}
        carried |= dict.fromkeys(patch, (envelope.id.hex, envelope.time.claimed_ms))
    return carried


def earlier_values(entity: UUID, unit: str) -> Iterator[Any]:
    """Yield what operations on an entity asked of a unit, newest first; None where it was removed."""
    work.unit().write_out()
    rows = Operation.objects.filter(entity=entity).select_related("content").order_by("-position")
    for row in rows.iterator(chunk_size=100):
        patch = open_operation(signed_of(row)).body.patch
        if unit in patch:
            yield patch[unit]


def replay(image: Image | None, operations: Iterable[Operation], kind: EntityKind) -> State:
    """Lay operations over an image. A verdict that is known already adds what it assigned."""
    state, laid = images.state_of(image, kind), map(_laid, operations)
    return replaying.lay_over(state, laid, kind.policy_of, restriction=kind.restriction)


def shown_state(kind: EntityKind, entity: UUID, *, without: UUID | None = None) -> State:
    """Return an entity as this node shows it, with the stamps that an editor sees.

    `without` names an operation that is left out, as whoever corrects it sees the entity.
    """
    operations = [row for row in undecided([entity]).get(entity, []) if row.id != without]
    return replay(images.load(kind, [entity]).get(entity), operations, kind)


def rebuild(
    kind: EntityKind,
    entities: Collection[UUID],
    *,
    over: Mapping[UUID, list[Operation]] | None = None,
) -> dict[UUID, Document]:
    """Bring the tables to image ⊕ undecided operations, inside the caller's transaction.

    `over` are these operations, from a caller who knows them. Return what the tables show now. An
    entity of which only edits are here is not shown: its creation is still on its way.
    """
    if not entities:
        return {}
    loaded = images.load(kind, entities)
    open_operations = {
        id: waiting
        for id, waiting in (undecided(entities) if over is None else over).items()
        if id in loaded or kinds.creates(waiting[0].kind)
    }
    settled = [image for id, image in loaded.items() if id not in open_operations]
    images.store(kind, [_with_derived(kind, image) for image in settled])
    rows = {
        id: _lay_over(kind, id, image=loaded.get(id), operations=operations)
        for id, operations in open_operations.items()
    }
    kind.write(list(rows.values()))
    gone = [id for id in entities if id not in loaded and id not in open_operations]
    kind.remove(gone)
    shown = {image.id: image.document for image in settled}
    return shown | {id: row.document for id, row in rows.items()}


def show(kind: str, entities: Collection[UUID]) -> dict[UUID, Document]:
    """Rebuild entities of a named kind; what a newer release may know is only passed on."""
    return rebuild(kinds.entity_kind(kind), entities) if kinds.knows_entity(kind) else {}


def show_first(row: Operation) -> Document | None:
    """Show what a creation of this node makes of an entity that its log had not heard of.

    Nothing but the creation can lie over it, so nothing is looked for; see `undecided` for why a
    change of configuration is not shown.
    """
    kind = kinds.entity_kind(row.entity_kind)
    over = {} if kind.configuration else {row.entity: [row]}
    return rebuild(kind, [row.entity], over=over).get(row.entity)


def take_images(name: str, newer: Sequence[Image], *, also: set[UUID]) -> None:
    """Write newer images in one go; those under undecided operations are kept beside them.

    `also` are entities of the kind that are to be shown anew for another reason.
    """
    kind = kinds.entity_kind(name)
    covered = undecided([image.id for image in newer])
    images.store(kind, [image for image in newer if image.id not in covered])
    for image in newer:
        if image.id in covered:
            images.keep_beside(kind, image)
    written = {image.id for image in newer if image.id not in covered}
    rebuild(kind, [id for id in {*covered, *also} if id not in written])


def take_out(name: str, versions: Mapping[UUID, int], *, why: Why) -> None:
    """Take out what is gone; a creation that waits here is shown in its place."""
    images.bury(name, versions, why=why)
    show(name, list(versions))


def adopt_kept() -> None:
    """Bring images into tables that this release has and an older one had not.

    Runs at start, inside the caller's transaction; finds nothing when nothing was upgraded.
    """
    kept = Entity.objects.filter(image__isnull=False).values_list("kind", "id")
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for name, id in kept:
        by_kind[name].append(id)
    for name, ids in by_kind.items():
        show(name, ids)


def _with_derived(kind: EntityKind, image: Image) -> Image:
    return Image(
        id=image.id,
        version=image.version,
        stamps=image.stamps,
        document=image.document,
        derived=image.derived or kind.derive(image.document),
    )


def _lay_over(
    kind: EntityKind, entity: UUID, *, image: Image | None, operations: Sequence[Operation]
) -> Row:
    if image is not None:
        images.keep_beside(kind, image)
    shown = images.image_of(entity, replay(image, operations, kind), kind)
    return Row(document=shown.document, derived=shown.derived)
