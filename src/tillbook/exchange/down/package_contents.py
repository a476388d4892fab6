"""What goes into a package: what is gone, the newest images in the group's scope, the verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

import msgspec

from tillbook.exchange import kinds
from tillbook.exchange.core import packaging, scope
from tillbook.exchange.core.packages import Item, Removal, Upsert, VerdictItem, Why
from tillbook.exchange.core.packaging import Present
from tillbook.exchange.core.scope import Rule
from tillbook.exchange.down import groups
from tillbook.exchange.kinds import EntityKind
from tillbook.exchange.log import images, verdicts
from tillbook.exchange.log.images import Image
from tillbook.exchange.models import Change, Entity, Group, Member, Operation, Package
from tillbook.nodes.models import Node
from tillbook.nodes.transactions import read


@dataclass(slots=True, kw_only=True)
class Contents:
    """The items of a package, and what of it changes who holds what."""

    removals: list[Removal] = field(default_factory=list)
    upserts: list[Upsert] = field(default_factory=list)
    verdicts: list[VerdictItem] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """All items in the order in which nodes take them."""
        return [*self.removals, *self.upserts, *self.verdicts]

    def remember(self, group: str) -> None:
        """Note what the group's nodes hold from now on, in the transaction of the publication."""
        Member.objects.filter(group=group, entity__in=[gone.id for gone in self.removals]).delete()
        Member.objects.bulk_create(
            [Member(group=group, kind=item.kind, entity=item.id) for item in self.upserts],
            ignore_conflicts=True,
        )
        if any(gone.why == "evict" for gone in self.removals):
            Group.objects.filter(name=group).update(evicts=True)


def load(package: Package) -> Contents:
    """Read what a claimed package carries, as things stand now.

    A verdict may be newer than its claim; the image that it speaks of comes along. What left the
    group's scope is evicted; what nodes must take again is evicted and sent anew.
    """
    with read():
        rule = scope.read_rule(Group.objects.values_list("rule", flat=True).get(name=package.group))
        rows = list(
            Change.objects.filter(group=package.group, package=package.number)
            .order_by("id")
            .values_list("entity", "operation", "again")
        )
        changed = list(dict.fromkeys(entity for entity, _, _ in rows))
        contents = Contents(removals=list(_gone(changed)))
        again = {entity for entity, _, is_again in rows if is_again}
        held = set(
            Member.objects.filter(group=package.group, entity__in=changed).values_list(
                "entity", flat=True
            )
        )
        for name, ids in _by_kind(changed).items():
            if kinds.knows_entity(name):
                _sort(kinds.entity_kind(name), ids, contents, rule=rule, held=held, again=again)
        told = [operation for _, operation, _ in rows if operation]
        contents.verdicts = list(_verdicts(told, group=package.group, rule=rule))
        return contents


def _gone(ids: Sequence[UUID]) -> Iterable[Removal]:
    for row in Entity.objects.filter(id__in=ids).exclude(removed="").order_by("id"):
        yield Removal(kind=row.kind, id=row.id, version=row.version, why=cast(Why, row.removed))


def _by_kind(ids: Sequence[UUID]) -> Mapping[str, list[UUID]]:
    """Sort changed entities by the kind that they are, whatever kind an operation took them for."""
    kind_of = dict(Entity.objects.filter(id__in=ids).values_list("id", "kind"))
    found: dict[str, list[UUID]] = {}
    for id in ids:
        if id in kind_of:
            found.setdefault(kind_of[id], []).append(id)
    return found


def _sort(
    kind: EntityKind,
    ids: Sequence[UUID],
    contents: Contents,
    *,
    rule: Rule,
    held: set[UUID],
    again: set[UUID],
) -> None:
    """Sort images into those that go along and those that leave."""
    for image in images.load(kind, ids).values():
        is_member, is_again = image.id in held, image.id in again
        gone, told = _told(kind, image, rule, is_member=is_member, is_again=is_again)
        if gone is not None:
            contents.removals.append(gone)
        if told is not None:
            contents.upserts.append(told)


def upsert_of(kind: EntityKind, image: Image, rule: Rule) -> Upsert | None:
    """Return an image as a rule lets it go along, None when it is out of scope."""
    return _told(kind, image, rule, is_member=False, is_again=False)[1]


def _told(
    kind: EntityKind, image: Image, rule: Rule, *, is_member: bool, is_again: bool
) -> tuple[Removal | None, Upsert | None]:
    present = Present(
        kind=kind.name,
        id=image.id,
        version=image.version,
        document=image.document,
        stamps=image.stamps,
        always=kind.always,
    )
    gone, told = packaging.told_of(
        present, rule, kind.shape, is_member=is_member, is_again=is_again
    )
    if told is None:
        return gone, None
    return gone, msgspec.structs.replace(told, derived=kind.derive(told.document))


def _verdicts(ids: Sequence[UUID], *, group: str, rule: Rule) -> Iterable[VerdictItem]:
    """Return the verdicts that concern a group: on what it may see, or on what it asked for.

    They name account numbers: a group that may see no customers must not see those of others.
    """
    asked_here = {node.id for node in Node.objects.all() if groups.of(node) == group}
    for row in Operation.objects.filter(id__in=ids).order_by("position"):
        verdict = verdicts.verdict_of(row)
        may_see = scope.kind_rule(rule, row.entity_kind) is not None or row.origin in asked_here
        if verdict is not None and may_see:
            yield VerdictItem(kind=row.entity_kind, id=row.entity, verdict=verdict)
