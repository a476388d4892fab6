"""From likely pairs to people: who belongs together over others, and who is whose one counterpart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from tillbook.customers.linkage.pairs import Pair


def groups(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return who is connected by pairs, each group in order."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = one = above[above[one]]
        return one

    for first, second in pairs:
        above[top(first)] = top(second)
    members = defaultdict(list)
    for one in list(above):
        members[top(one)].append(one)
    return [tuple(sorted(found)) for found in members.values()]


def pairs_within(found: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield every pair of each group, the smaller first."""
    for members in found:
        yield from combinations(sorted(members), 2)


def one_to_one(pairs: Iterable[Pair]) -> list[Pair]:
    """Keep the likeliest pair of everybody: for two lists in which nobody stands twice."""
    taken: set[str] = set()
    kept = []
    for pair in sorted(pairs, key=lambda one: (-one.bits, one.first, one.second)):
        if taken.isdisjoint((pair.first, pair.second)):
            taken |= {pair.first, pair.second}
            kept.append(pair)
    return kept
