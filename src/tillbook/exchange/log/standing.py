"""How entities stand at this node: their version, what is undecided, whether anything moved."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tillbook.exchange.core import states
from tillbook.exchange.core.operations import CORRECTED, Outcome
from tillbook.exchange.models import Entity, Operation
from tillbook.nodes.table_rows import rows_of

_OPEN = ("id", "entity", "state", "refers")
_UNDECIDED = ("state", tuple(state.value for state in Operation.UNDECIDED))

State = Operation.State
SyncState = states.SyncState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one entity stands at this node."""

    sync_state: SyncState = SyncState.SYNCED
    #: Headquarters' version; 0 before its first decision.
    version: int = 0
    #: Newest undecided operation; None when everything is decided.
    newest: UUID | None = None

    @property
    def tag(self) -> str:
        """A token that changes whenever what this node shows may have changed."""
        return f"{self.version}.{self.newest.hex if self.newest else 0}"


def standings(entities: Collection[UUID]) -> dict[UUID, Standing]:
    """Return how entities stand; every asked id is answered. Two queries."""
    rows = rows_of(Entity, entities, ("id", "version"), by="id")
    versions = {UUID(row["id"]): row["version"] for row in rows}
    open_states: dict[UUID, list[str]] = {}
    newest: dict[UUID, UUID] = {}
    open_rows = [
        (UUID(row["id"]), UUID(row["entity"]), row["state"], row["refers"])
        for row in rows_of(
            Operation, entities, _OPEN, by="entity", order="position", among=_UNDECIDED
        )
    ]
    referred = {refers for *_, refers in open_rows}
    for id, entity, state, _refers in open_rows:
        newest[entity] = id
        if str(id) not in referred:
            open_states.setdefault(entity, []).append(state)
    return {
        id: Standing(
            sync_state=states.sync_state(open_states.get(id, ())),
            version=versions.get(id, 0),
            newest=newest.get(id),
        )
        for id in entities
    }


def has_moved(entity: UUID, *, since: str) -> bool:
    """Tell whether an entity shows anything new since somebody saw it under a tag.

    A verdict that lets stand what was on the screen already is nothing new: who edits right after
    creating is not told that somebody else was there.
    """
    now = standings([entity])[entity]
    if since == now.tag:
        return False
    version, _, newest = since.partition(".")
    rows = list(Operation.objects.filter(entity=entity).order_by("position"))
    known = [at for at, row in enumerate(rows, 1) if row.id.hex == newest]
    if not known or not _is_version(version) or now.newest not in (None, rows[known[0] - 1].id):
        return True
    seen = rows[: known[0]]
    if any(row.outcome not in _AS_SHOWN for row in seen):
        return True
    written = {row.version for row in seen if row.outcome == Outcome.APPLIED}
    return not written.issuperset(range(int(version) + 1, now.version + 1))


def _is_version(text: str) -> bool:
    return text.isdecimal() and len(text) < 20


#: Outcomes that leave an operation's effect as its node showed it before.
_AS_SHOWN = ("", Outcome.HELD.value, Outcome.APPLIED.value)


def spoken_of() -> QuerySet[Operation, UUID | None]:
    """Return the ids of what undecided operations correct or have decided anew.

    They are looked after already: the undecided operation stands for them.
    """
    rows = Operation.objects.filter(state__in=Operation.UNDECIDED, refers__isnull=False)
    return rows.values_list("refers", flat=True)


def awaits_repair(operation: UUID) -> bool:
    """Tell whether a person may still correct an operation or have it decided anew."""
    row = Operation.objects.filter(id=operation).first()
    if row is None or CORRECTED in row.params:
        return False
    is_refused = row.state == State.ATTENTION or row.outcome == Outcome.DISCARDED
    return is_refused and operation not in set(spoken_of().filter(entity=row.entity))
