"""Questions about switches, answered the same for everybody at a node."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange.core.operations import Body, Outcome
from tillbook.exchange.models import Operation
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import SwitchOff, UnknownSwitch
from tillbook.features.models import Switch
from tillbook.features.rules import Setting
from tillbook.foundation import clock
from tillbook.nodes.configured import as_configured

_WRITTEN = (Outcome.APPLIED.value, Outcome.MERGED.value)
_decode = msgspec.json.Decoder(Body).decode
_COLUMNS = ("is_on", "planned_on", "planned_at")


def settings() -> Mapping[str, Setting]:
    """Return how those stand that somebody has set."""
    return as_configured("switches", _settings)


def _settings() -> dict[str, Setting]:
    return {row.pop("name"): Setting(**row) for row in Switch.objects.values("name", *_COLUMNS)}


def acting() -> frozenset[str]:
    """Return the names of the switches that are on at this node now."""
    return rules.on(settings(), clock.now())


def held_back() -> dict[str, list[str]]:
    """Return the switches that stand on and do not act, each with what it lacks.

    Rows arrive in any order, and a release may ask for more than the one that set them.
    """
    return rules.held_back(settings(), clock.now())


def is_on(name: str) -> bool:
    """Tell how a switch stands at this node. Raises UnknownSwitch."""
    if name not in CATALOG:
        raise UnknownSwitch(name)
    return name in acting()


def require(name: str) -> None:
    """Raise SwitchOff unless a switch is on at this node. Raises UnknownSwitch."""
    if not is_on(name):
        raise SwitchOff(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """That somebody turned a switch, or planned it."""

    at: datetime
    by: UUID
    #: How it was turned; None where only a plan was made or taken back.
    on: bool | None
    planned_on: bool | None = None
    planned_at: datetime | None = None


def turned(name: str, *, limit: int) -> list[Turned]:
    """Return who turned a switch and when, newest first, as headquarters' log tells.

    An operation says only what it changed, so what it meant follows from how the switch stood.
    """
    rows = Operation.objects.filter(entity=id_of(name), outcome__in=_WRITTEN)
    told, stood = list[Turned](), Setting(is_on=CATALOG[name].default)
    for at, by, body in rows.order_by("position").values_list(
        "minted_at", "actor", "content__body"
    ):
        wanted = _set(stood, _decode(bytes(body)).patch)
        told.append(_turned(at, by, stood, wanted))
        stood = wanted
    return told[: -limit - 1 : -1]


def _set(stood: Setting, patch: Mapping[str, Any]) -> Setting:
    changed = {column: patch[column] for column in _COLUMNS if column in patch}
    if moment := changed.get("planned_at"):
        changed["planned_at"] = datetime.fromisoformat(moment)
    return replace(stood, **changed)


def _turned(at: datetime, by: UUID, stood: Setting, wanted: Setting) -> Turned:
    """Say what a change meant when it was made: a plan whose moment had come had turned it."""
    is_plan = wanted.is_planned(at)
    only_takes_back = stood.is_planned(at) and stood.at(at) == wanted.at(at)
    return Turned(
        at=at,
        by=by,
        on=None if is_plan or only_takes_back else wanted.at(at),
        planned_on=wanted.planned_on if is_plan else None,
        planned_at=wanted.planned_at if is_plan else None,
    )
