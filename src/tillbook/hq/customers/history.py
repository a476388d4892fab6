"""What was asked of a customer, by whom, where and when, with its three times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tillbook.exchange.core.operations import open_operation
from tillbook.exchange.effective import signed_of
from tillbook.exchange.models import Operation
from tillbook.exchange.queries import operations_of
from tillbook.hq import words
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current
from tillbook.staff.queries import names_of
from tillbook.stores.models import Register, Store

_LIMIT = 50
#: Units that say nothing to people.
_QUIET = frozenset(
    """legal_entity party inherited default_customer origin created_at created_by store register
    account_number""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One operation in words."""

    what: str
    #: Names of the fields that it changes; a creation sets them all.
    fields: tuple[str, ...]
    who: str
    where: str
    asked_at: datetime
    uploaded_at: datetime
    decided_at: datetime | None
    distributed_at: datetime | None
    #: How it stands: "fine", "pending" or "attention".
    state: str
    reason: str


def history(entity: UUID) -> list[Event]:
    """Return the newest operations of an entity, newest first."""
    rows = operations_of(entity, limit=_LIMIT)
    people, places = names_of([row.actor for row in rows]), _places(rows)
    return [_event(row, people, places) for row in rows]


def _event(row: Operation, people: dict[UUID, str], places: dict[UUID, str]) -> Event:
    is_new = row.kind.endswith(".create")
    patch = {} if is_new else open_operation(signed_of(row)).body.patch
    units = dict.fromkeys(unit.partition("/")[0] for unit in patch)
    return Event(
        what=_("Created") if is_new else _("Edited"),
        fields=tuple(dict.fromkeys(words.field_name(unit) for unit in units if unit not in _QUIET)),
        who=people.get(row.actor) or _("A program"),
        where=_where(row, places),
        asked_at=row.minted_at,
        uploaded_at=row.received_at,
        decided_at=row.decided_at,
        distributed_at=row.distributed_at,
        state=_state(row),
        reason=words.message(row.reason, row.params) if row.reason else "",
    )


def _state(row: Operation) -> str:
    if row.state == Operation.State.ATTENTION:
        return "attention"
    return "fine" if row.outcome else "pending"


def _where(row: Operation, places: dict[UUID, str]) -> str:
    named = [places[id] for id in (row.store, row.register) if id in places]
    return " · ".join(named) or places.get(row.origin, "")


def _places(rows: Sequence[Operation]) -> dict[UUID, str]:
    names: dict[UUID, str] = {current().id: _("Headquarters")}
    ids = {id for row in rows for id in (row.store, row.register, row.origin) if id is not None}
    names |= dict(Node.objects.filter(id__in=ids - names.keys()).values_list("id", "name"))
    names |= {store.id: store.name for store in Store.objects.filter(id__in=ids)}
    names |= {register.id: register.name for register in Register.objects.filter(id__in=ids)}
    return names
