"""Which switches hold each other: none is on without those that it needs."""

from collections.abc import Mapping

from tillbook.features.catalog import CATALOG


def on(stands: Mapping[str, bool]) -> frozenset[str]:
    """Return the switches that act, given how those stand that somebody has set.

    One that stands on without all that it needs does not act: rows arrive in any order.
    """
    standing = {name for name, known in CATALOG.items() if stands.get(name, known.default)}
    return frozenset(name for name in standing if _all_needed(name) <= standing)


def _all_needed(name: str) -> set[str]:
    needed = set(CATALOG[name].needs)
    return needed.union(*(_all_needed(other) for other in CATALOG[name].needs))


def missing_for(name: str, acting: frozenset[str]) -> list[str]:
    """Return what has to be turned on before a switch can be, in the order of the catalog.

    Source: AR-071.
    """
    needed = _all_needed(name)
    return [other for other in CATALOG if other in needed and other not in acting]


def dependents_of(name: str, acting: frozenset[str]) -> list[str]:
    """Return the switches that are on and need this one; those that others need come last.

    Source: AR-072.
    """
    found = [other for other in acting if name in _all_needed(other)]
    return sorted(found, key=lambda other: (-len(_all_needed(other)), other))
