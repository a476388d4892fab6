"""What a group's packages tell of an entity that changed."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from tillbook.exchange.core import scope
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.packages import Removal, Upsert, Why
from tillbook.exchange.core.scope import Rule
from tillbook.exchange.core.units import Document, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """An entity as it stands at headquarters."""

    kind: str
    id: UUID
    version: int
    document: Document
    stamps: Stamps
    #: Why it is gone; empty while it is there.
    removed: str = ""


def items_of(
    entity: Present, rule: Rule, shape: Shape, *, is_member: bool, is_again: bool
) -> list[Removal | Upsert]:
    """Return what tells a group of an entity.

    `is_member` says whether the group's nodes hold it by what was told before, `is_again` that
    they must take it although its version is the same.
    """
    gone = Removal(kind=entity.kind, id=entity.id, version=entity.version, why="evict")
    if entity.removed:
        why = cast("Why", entity.removed)
        return [Removal(kind=entity.kind, id=entity.id, version=entity.version, why=why)]
    allowed = scope.kind_rule(rule, entity.kind)
    if allowed is None or not scope.holds(rule, entity.kind, entity.document):
        return [gone] if is_member else []
    document, stamps = scope.project(allowed, entity.document, entity.stamps, shape)
    derived: dict[str, Any] = {}
    told = Upsert(
        kind=entity.kind,
        id=entity.id,
        version=entity.version,
        stamps=stamps,
        document=document,
        derived=derived,
    )
    return [gone, told] if is_again and is_member else [told]
