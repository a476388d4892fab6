"""Which switches hold each other: none acts without those that it needs, now or when it is planned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tillbook.features.catalog import CATALOG


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How somebody set a switch, and how it is planned to turn."""

    is_on: bool
    planned_on: bool | None = None
    planned_at: datetime | None = None

    def at(self, moment: datetime) -> bool:
        """Tell how the switch stands at a moment; a plan counts from its own moment on."""
        planned, at = self.planned_on, self.planned_at
        return self.is_on if planned is None or at is None or moment < at else planned

    def is_planned(self, moment: datetime) -> bool:
        """Tell whether a plan still lies ahead."""
        return self.planned_at is not None and self.planned_at > moment


Settings = Mapping[str, Setting]


def standing(settings: Settings, moment: datetime) -> frozenset[str]:
    """Return the switches that are turned on at a moment, given those that somebody has set."""
    return frozenset(
        name
        for name, known in CATALOG.items()
        if (settings[name].at(moment) if name in settings else known.default)
    )


def on(settings: Settings, moment: datetime) -> frozenset[str]:
    """Return the switches that act at a moment.

    One that is turned on without all that it needs does not act: rows arrive in any order.
    """
    turned_on = standing(settings, moment)
    return frozenset(name for name in turned_on if _all_needed(name) <= turned_on)


def held_back(settings: Settings, moment: datetime) -> dict[str, list[str]]:
    """Return the switches that are turned on and do not act, each with what it lacks."""
    acting = on(settings, moment)
    return {
        name: [other for other in CATALOG if other in _all_needed(name) - acting]
        for name in CATALOG
        if name in standing(settings, moment) - acting
    }


def _all_needed(name: str) -> set[str]:
    needed = set(CATALOG[name].needs)
    return needed.union(*(_all_needed(other) for other in CATALOG[name].needs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacles:
    """What stands against how a switch is to be set, now or at a planned moment."""

    #: It would be on while these are off; in the order of the catalog. Source: AR-071.
    missing: tuple[str, ...]
    #: It would be off while these are on; those that others need come last. Source: AR-072.
    dependents: tuple[str, ...]


def obstacles(name: str, settings: Settings, now: datetime) -> Obstacles:
    """Return what stands against a switch as the settings have it, from now on."""
    missing, dependents = set[str](), set[str]()
    for moment in _moments(settings, now):
        turned_on = standing(settings, moment)
        if name in turned_on:
            missing |= _all_needed(name) - turned_on
        else:
            dependents |= {other for other in turned_on if name in _all_needed(other)}
    return Obstacles(
        missing=tuple(other for other in CATALOG if other in missing),
        dependents=tuple(sorted(dependents, key=lambda other: (-len(_all_needed(other)), other))),
    )


def _moments(settings: Settings, now: datetime) -> set[datetime]:
    """Return now and the planned moments after it: between two of them nothing turns."""
    planned = {one.planned_at for one in settings.values() if one.planned_at is not None}
    return {now, *(at for at in planned if at > now)}
