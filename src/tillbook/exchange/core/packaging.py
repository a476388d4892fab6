"""What a group's packages tell of an entity that changed."""

from dataclasses import dataclass
from uuid import UUID

from tillbook.exchange.core import scope
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.packages import Removal, Upsert
from tillbook.exchange.core.scope import Rule
from tillbook.exchange.core.units import Document, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """An entity that is there, as it stands at headquarters."""

    kind: str
    id: UUID
    version: int
    document: Document
    stamps: Stamps
    #: Fields that tables cannot do without, whatever a rule says.
    always: frozenset[str] = frozenset()


def told_of(
    entity: Present, rule: Rule, shape: Shape, *, is_member: bool, is_again: bool
) -> tuple[Removal | None, Upsert | None]:
    """Return what tells a group of an entity: an eviction, an image, both, or nothing.

    `is_member` says whether the group's nodes hold it by what was told before, `is_again` that
    they must take it although its version is the same. Nothing is derived yet.
    """
    gone = Removal(kind=entity.kind, id=entity.id, version=entity.version, why="evict")
    what = scope.kind_rule(rule, entity.kind)
    if what is None or not scope.holds(rule, entity.kind, entity.document):
        return gone if is_member else None, None
    document, stamps = scope.project(
        what, entity.document, entity.stamps, shape, always=entity.always
    )
    told = Upsert(
        kind=entity.kind,
        id=entity.id,
        version=entity.version,
        stamps=stamps,
        document=document,
        derived={},
    )
    return gone if is_member and is_again else None, told
