"""Images of entities between the engine's `Entity` rows and the capabilities' tables."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange.core import snapshots
from tillbook.exchange.core.merge import EMPTY, Stamps, State
from tillbook.exchange.core.packages import Why
from tillbook.exchange.core.units import Document, from_units, to_units
from tillbook.exchange.errors import WrongKind
from tillbook.exchange.kinds import EntityKind, Row, entity_kind
from tillbook.exchange.models import Entity
from tillbook.nodes.table_rows import rows_of
from tillbook.nodes.unit import unit
from tillbook.nodes.upserts import upsert

#: No kind derives more bytes than this many times those of its document.
_SHARE_OF_DERIVED = 8
_decode_stamps = msgspec.json.Decoder(Stamps).decode
_encode = msgspec.json.encode
_COLUMNS = ("id", "kind", "version", "stamps", "extra", "image", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An entity as headquarters decided it."""

    id: UUID
    version: int
    stamps: Stamps
    document: Document
    derived: Mapping[str, Any] = field(default_factory=dict)


def state_of(image: Image | None, kind: EntityKind, *, version: int = 0) -> State:
    """Take an image apart for the merge function.

    `version` is where the versions of an entity without an image go on: it was removed.
    """
    if image is None:
        return replace(EMPTY, version=version)
    return State(
        version=image.version,
        units=to_units(image.document, kind.shape),
        stamps=image.stamps,
    )


def image_of(entity: UUID, state: State, kind: EntityKind, *, with_derived: bool = True) -> Image:
    """Put a merged state together, with what is derived from it."""
    document = from_units(str(entity), state.units, kind.shape)
    return Image(
        id=entity,
        version=state.version,
        stamps=state.stamps,
        document=document,
        derived=kind.derive(document) if with_derived else {},
    )


def is_larger(image: Image, kind: EntityKind, *, limit: int) -> bool:
    """Tell whether an image takes more bytes in a package than this, before compression.

    What is derived from it is worked out only where it could matter.
    """
    size = len(_encode([image.document, image.stamps]))
    if size * _SHARE_OF_DERIVED <= limit:
        return False
    return size + len(_encode(kind.derive(image.document))) > limit


def store_later(kind: EntityKind, image: Image) -> None:
    """Write an image to the tables, with others of its kind where the transaction allows it."""
    if kind.configuration:
        unit().write_out()
        store(kind, [image])
    else:
        _forget(kind, [image])
        unit().later(_writer_of(kind.name), image)


@cache
def _writer_of(kind: str) -> Callable[[list[Image]], None]:
    return lambda images: store(entity_kind(kind), images)


def _forget(kind: EntityKind, images: Iterable[Image]) -> None:
    """Forget what was read before: the images, and with configuration all that hangs on it."""
    memory = unit().memory
    if kind.configuration:
        unit().forget()
    for image in images:
        memory.pop(("image", image.id), None)


def read_ahead(kind: EntityKind, ids: Collection[UUID]) -> None:
    """Read images that the transaction will load one by one."""
    try:
        loaded = load(kind, ids)
    except WrongKind:
        # Loading it by itself tells which one.
        return
    unit().memory.update({("image", id): (kind.name, loaded.get(id)) for id in ids})


def load_one(kind: EntityKind, id: UUID) -> Image | None:
    """Read headquarters' image of one entity, as `load` does."""
    read = unit().memory.get(("image", id))
    if read is not None and read[0] == kind.name:
        image: Image | None = read[1]
        return image
    return load(kind, [id]).get(id)


def load(kind: EntityKind, ids: Iterable[UUID]) -> dict[UUID, Image]:
    """Read headquarters' images. Entities that are only pending or were removed are left out.

    Raises WrongKind when an id belongs to an entity of another kind.
    """
    found = rows_of(Entity, list(ids), _COLUMNS, by="id")
    rows = [row for row in found if row["version"] > 0]
    if any(row["kind"] != kind.name for row in rows):
        raise WrongKind("This id belongs to a record of another kind.")
    there = {UUID(row["id"]): row for row in rows if not row["removed"]}
    shown = kind.read([id for id, row in there.items() if row["image"] is None])
    images = {}
    for id, row in there.items():
        kept = row["image"]
        document = msgspec.json.decode(bytes(kept)) if kept else shown.get(id)
        if document is not None:
            images[id] = Image(
                id=id,
                version=row["version"],
                stamps=_decode_stamps(bytes(row["stamps"])),
                document=document | msgspec.json.decode(bytes(row["extra"])),
            )
    return images


def versions_of(ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return headquarters' versions of entities, also of those that were removed."""
    return dict(Entity.objects.filter(id__in=list(ids)).values_list("id", "version"))


def standing_of(ids: Iterable[UUID]) -> dict[UUID, tuple[int, str]]:
    """Return headquarters' versions of entities, and why those are gone that are."""
    rows = Entity.objects.filter(id__in=list(ids)).values_list("id", "version", "removed")
    return {id: (version, removed) for id, version, removed in rows}


def stamps_of(ids: Iterable[UUID]) -> dict[UUID, Stamps]:
    """Return which writes the units of headquarters' images come from."""
    rows = Entity.objects.filter(id__in=list(ids)).values_list("id", "stamps")
    return {id: _decode_stamps(bytes(stamps)) for id, stamps in rows}


def bury(kind: str, versions: Mapping[UUID, int], *, why: Why) -> None:
    """Leave of entities only that they are gone, inside the caller's transaction.

    The caller takes them out of the tables.
    """
    _upsert(
        [{"id": id, "kind": kind, "version": at, "removed": why} for id, at in versions.items()]
    )


def store(kind: EntityKind, images: Sequence[Image]) -> None:
    """Write images to the tables, many at once, inside the caller's transaction."""
    if not images:
        return
    _forget(kind, images)
    _upsert([_entity_row(kind, image) for image in images])
    kind.write([Row(document=image.document, derived=image.derived) for image in images])


def store_rows(kind: EntityKind, rows: Sequence[snapshots.Row]) -> None:
    """Write rows of a snapshot to the tables, with their stamps as they came."""
    if not rows:
        return
    _upsert(
        [
            _row(
                kind,
                id=row.id,
                version=row.version,
                stamps=bytes(row.stamps),
                document=row.document,
            )
            for row in rows
        ]
    )
    kind.write([Row(document=row.document, derived=row.derived) for row in rows])


def keep_beside(kind: EntityKind, image: Image) -> None:
    """Keep an image out of the tables while undecided operations change what they show."""
    _upsert([_entity_row(kind, image) | {"image": _encode(image.document)}])


def keep_for_later(kind: str, images: Sequence[Image]) -> None:
    """Keep images of a kind that only a newer release can store in tables."""
    _upsert(
        [
            {
                "id": image.id,
                "kind": kind,
                "version": image.version,
                "stamps": _encode(image.stamps),
                "image": _encode(image.document),
            }
            for image in images
        ]
    )


def _upsert(rows: Sequence[Mapping[str, Any]]) -> None:
    upsert(Entity, rows, columns=_COLUMNS)


def _entity_row(kind: EntityKind, image: Image) -> dict[str, Any]:
    return _row(
        kind,
        id=image.id,
        version=image.version,
        stamps=_encode(image.stamps),
        document=image.document,
    )


def _row(
    kind: EntityKind, *, id: UUID, version: int, stamps: bytes, document: Document
) -> dict[str, Any]:
    unknown = document.keys() - kind.fields - kind.shape.computed
    return {
        "id": id,
        "kind": kind.name,
        "version": version,
        "stamps": stamps,
        "extra": _encode({name: document[name] for name in unknown}) if unknown else b"{}",
    }
