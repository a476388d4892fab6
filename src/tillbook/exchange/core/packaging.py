"""What goes into a group's packages: which changes, which items they come to, in which chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from tillbook.exchange.core import heads, packages, scope
from tillbook.exchange.core.heads import Head
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.packages import GENESIS, Item, Removal, Upsert, Why
from tillbook.exchange.core.scope import Rule
from tillbook.exchange.core.units import Document, Shape

#: Rows of one package. A row is an image or a verdict.
MAX_CHANGES = 2_000


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


def claimed(waiting: Iterable[int], *, limit: int = MAX_CHANGES) -> list[int]:
    """Choose the changes of the next package: the oldest of those in no package, by no cursor."""
    return sorted(waiting)[:limit]


def items_of(
    entity: Present, rule: Rule, shape: Shape, *, is_member: bool, is_again: bool
) -> list[Item]:
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


def members_after(items: Sequence[Item], entity: UUID, *, was_member: bool) -> bool:
    """Tell whether a group's nodes hold an entity once they took the items."""
    if any(isinstance(item, Upsert) and item.id == entity for item in items):
        return True
    is_gone = any(isinstance(item, Removal) and item.id == entity for item in items)
    return was_member and not is_gone


def head_of(group: str, epoch: str, names: Sequence[str], *, signed_ms: int) -> Head:
    """Return the manifest of a group of which these packages are published."""
    return Head(
        format=heads.FORMAT,
        group=group,
        epoch=epoch,
        number=len(names),
        name=names[-1] if names else GENESIS,
        tail=tuple(names[-heads.TAIL :]),
        min_reader=heads.READS_REMOVALS,
        folding_version=packages.FORMAT,
        signed_ms=signed_ms,
    )
