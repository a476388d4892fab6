"""Turning a switch on or off, for the whole chain, at once or from a moment on."""

from datetime import datetime
from typing import Any

from tillbook import configuration
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import has_moved
from tillbook.exchange.up.submit import Receipt
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import MomentPassed, PrerequisiteMissing, SwitchNeeded, UnknownSwitch
from tillbook.features.queries import settings
from tillbook.features.rules import Setting
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor

_HELD = {one.code: one for one in (PrerequisiteMissing, SwitchNeeded)}


def turn(
    actor: Actor,
    name: str,
    *,
    on: bool,
    at: datetime | None = None,
    expected: str | None = None,
    with_others: bool = False,
) -> Receipt:
    """Turn a switch of the catalog on or off at headquarters; the nodes follow.

    With a moment `at` it is planned: every node that has heard of it turns by itself, by its own
    clock. Without one it is turned now, and what was planned is forgotten; so turning a switch to
    how it stands takes its plan back.
    `expected` is the tag of the version that the person saw. `with_others` turns on what it needs
    before it, or turns off what needs it, at the same moment. A crash between two of these leaves
    them in an order that holds. Raises UnknownSwitch, MomentPassed, PrerequisiteMissing,
    SwitchNeeded, PermissionRefused or StaleEdit; then nothing was stored.
    Source: AR-071, AR-072.
    """
    if name not in CATALOG:
        raise UnknownSwitch(name)
    now, stand = clock.now(), settings()
    if at is not None and at <= now:
        raise MomentPassed(name, at)
    wanted = _set(stand, name, on=on, at=at, now=now)
    found = rules.obstacles(name, {**stand, name: wanted}, now)
    others = found.missing if on else found.dependents
    if others and not with_others:
        raise (PrerequisiteMissing if on else SwitchNeeded)(name, others)
    if others and expected is not None and has_moved(id_of(name), since=expected):
        raise StaleEdit
    for other in others:
        _put(actor, other, _set(stand, other, on=on, at=at, now=now), expected=None)
    return _put(actor, name, wanted, expected=expected)


def _set(
    stand: rules.Settings, name: str, *, on: bool, at: datetime | None, now: datetime
) -> Setting:
    if at is None:
        return Setting(is_on=on)
    return Setting(is_on=name in rules.standing(stand, now), planned_on=on, planned_at=at)


def _put(actor: Actor, name: str, wanted: Setting, *, expected: str | None) -> Receipt:
    document: dict[str, Any] = {
        "name": name,
        "is_on": wanted.is_on,
        "planned_on": wanted.planned_on,
        "planned_at": wanted.planned_at.isoformat() if wanted.planned_at else None,
    }
    try:
        return configuration.put(
            actor, "switch", id=id_of(name), document=document, expected=expected
        )
    except Refused as refusal:
        # Somebody turned another switch after we looked.
        if held := _HELD.get(refusal.code):
            raise held(name, refusal.params["others"].split()) from refusal
        raise
