"""Where a thing is in use: what stands against its removal, told by count and a few names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Names of a using kind that a refusal tells.
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How many things of one kind use another thing, and what the first of them are called."""

    #: The kind of the using things, such as "customer".
    kind: str
    count: int
    #: What a person calls them; more than NAMED are not told.
    names: tuple[str, ...] = ()


def summed(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Add up what several capabilities found: one use for each kind, none of nothing."""
    found: dict[str, Use] = {}
    for use in uses:
        known = found.get(use.kind, Use(kind=use.kind, count=0))
        names = (*known.names, *use.names)[:NAMED]
        found[use.kind] = Use(kind=use.kind, count=known.count + use.count, names=names)
    return tuple(use for use in found.values() if use.count)


def to_params(uses: Iterable[Use]) -> dict[str, str]:
    """Return uses as a refusal carries them: `customer` the count, `customer.1` … the names."""
    params = {}
    for use in uses:
        params[use.kind] = str(use.count)
        params |= {f"{use.kind}.{at}": name for at, name in enumerate(use.names[:NAMED], 1)}
    return params


def from_params(params: Mapping[str, str]) -> tuple[Use, ...]:
    """Return what `to_params` was given."""
    return tuple(
        Use(
            kind=kind,
            count=int(count),
            names=tuple(
                params[key] for at in range(1, NAMED + 1) if (key := f"{kind}.{at}") in params
            ),
        )
        for kind, count in params.items()
        if "." not in kind
    )
