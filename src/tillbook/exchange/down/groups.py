"""Channel database groups: who follows which packages, and what they hold."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from django.db import connections

from tillbook.exchange.core.scope import EVERYTHING, Rule, differing_kinds, read_rule
from tillbook.exchange.log.chain import write_log_along
from tillbook.exchange.models import Change, Entity, Group, GroupKey
from tillbook.foundation import clock
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current

#: The group of channel databases, and that of the registers' offline databases.
CHANNELS, OFFLINE = "all-stores", "offline"
_KEY_BYTES = 32
_ID_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """What an administrator says of a group."""

    offline: bool = False
    rule: Rule = EVERYTHING
    paused: bool = False
    tries: int = 3


def plant() -> None:
    """Make the two groups that every chain has, at headquarters. Safe to repeat."""
    for name, offline in ((CHANNELS, False), (OFFLINE, True)):
        if not Group.objects.filter(name=name).exists():
            put_group(name, GroupSettings(offline=offline))


def put_group(name: str, settings: GroupSettings) -> None:
    """Make a group with its first key, or change it; nodes get and lose what the rule says now.

    At headquarters; safe to repeat. Decisions wait: one that were packaged by the former rule
    after the entities are read would be sent to nobody again.
    """
    with write_log_along():
        group = Group.objects.filter(name=name).first() or _make(name)
        before, after = read_rule(group.rule), settings.rule
        group.offline, group.paused = settings.offline, settings.paused
        group.tries, group.rule = settings.tries, msgspec.to_builtins(after)
        group.save()
        changed = differing_kinds(before, after, _kinds_here())
        if changed:
            _send_again(name, changed)


def full_sync(name: str, kinds_of_job: Collection[str]) -> None:
    """Send everything of some kinds to a group anew, and evict what is out of its scope."""
    with write_log_along():
        _send_again(name, kinds_of_job)


def _make(name: str) -> Group:
    group = Group.objects.create(name=name, epoch=secrets.token_hex(_ID_BYTES))
    GroupKey.objects.create(
        id=secrets.token_hex(_ID_BYTES),
        group=name,
        key=secrets.token_bytes(_KEY_BYTES),
        made_at=clock.now(),
    )
    _send_again(name, _kinds_here())
    return group


def _kinds_here() -> list[str]:
    return list(Entity.objects.order_by().values_list("kind", flat=True).distinct())


def _send_again(group: str, names: Collection[str]) -> None:
    """Put every entity of some kinds into a group's feed, in one statement."""
    if not names:
        return
    rows = Entity.objects.filter(kind__in=list(names), version__gt=0, removed="")
    sql, params = rows.order_by("id").values_list("kind", "id").query.sql_with_params()
    connection = connections[current().database]
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, ("group", "kind", "entity", "again")))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Change._meta.db_table)} ({columns}) "  # noqa: S608
            f"SELECT %s, kind, id, %s FROM ({sql}) AS chosen",
            (group, True, *params),
        )


def of(node: Node) -> str:
    """Return the group that a node follows."""
    return node.group or of_role(NodeRole(node.role))


def of_role(role: NodeRole) -> str:
    """Return the group of nodes of which nothing else is said."""
    return OFFLINE if role is NodeRole.REGISTER else CHANNELS


def followed() -> str | None:
    """Return the group that this node follows, None before it has a key of any.

    A node that was told of another group goes there once it has that group's key.
    """
    here = list(Group.objects.order_by("name").values_list("name", flat=True))
    node = Node.objects.filter(id=current().id).first()
    wanted = of(node) if node else of_role(current().identity.role)
    return wanted if wanted in here else next(iter(here), None)


def passed_on() -> list[str]:
    """Name the groups whose packages this node holds for its children without applying them."""
    if current().identity.role is NodeRole.REGISTER:
        return []
    own = followed()
    return [name for name in Group.objects.values_list("name", flat=True) if name != own]
