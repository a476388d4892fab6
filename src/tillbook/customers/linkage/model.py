"""The model of `model.toml`: comparisons with their levels, blocking keys, and what relatives share."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

#: What the last level of a comparison is called where none is like the other.
DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One degree of likeness."""

    code: str
    #: None for the last one, which fits when no other does.
    sql: str | None = None
    #: The column whose rare values weigh more.
    by: str | None = None
    #: How often it is found between two records of one customer, and between two customers.
    m: float
    u: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared, from the most alike to the least."""

    name: str
    needs: tuple[str, ...]
    levels: tuple[Level, ...]

    def gamma(self, code: str) -> int:
        """Return the number under which Splink tells of a level."""
        codes = [level.code for level in self.levels]
        return len(codes) - 1 - codes.index(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What people of one household share, and how much of it counts when the names are of two."""

    #: The comparison of first names, and its levels that mean two people.
    name: str
    between_any: tuple[str, ...]
    #: Those that do where both names are well known.
    between_known: tuple[str, ...]
    #: The comparison that, found at one of these levels, speaks for one person all the same.
    unless: str
    unless_any: tuple[str, ...]
    shared: tuple[str, ...]
    most_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What changes together when somebody moves, and how little it may say against."""

    parts: tuple[str, ...]
    least_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """Whom to compare, and by what to learn."""

    keys: tuple[str, ...]
    certain: tuple[str, ...]
    learning: tuple[tuple[str, ...], ...]
    #: Further ways where no two people share a home.
    learning_alone: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """How customers are compared and whom to compare at all."""

    fewest_to_learn_from: int
    prior_records: float
    most_of_one_key: int
    certain_share: float
    known_name_share: float
    fewest_of_a_known_name: int
    household: Household
    moved: Moved
    comparisons: tuple[Comparison, ...]
    blocking: Blocking


@cache
def shipped() -> Model:
    """Return the model that Tillbook comes with."""
    text = resources.files(__package__).joinpath("model.toml").read_text(encoding="utf-8")
    return read(tomllib.loads(text))


def read(raw: dict[str, Any]) -> Model:
    """Return a model as TOML holds it. Raises KeyError or TypeError for one of another form."""
    household, moved, blocking = (raw.pop(name) for name in ("household", "moved", "blocking"))
    comparisons = tuple(_comparison(one) for one in raw.pop("comparisons"))
    return Model(
        household=Household(**_tuples(household)),
        moved=Moved(**_tuples(moved)),
        blocking=Blocking(
            keys=tuple(blocking["keys"]),
            certain=tuple(blocking["certain"]),
            learning=_ways(blocking["learning"]),
            learning_alone=_ways(blocking["learning_alone"]),
        ),
        comparisons=comparisons,
        **raw,
    )


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def _ways(raw: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(columns) for columns in raw)


def _comparison(raw: dict[str, Any]) -> Comparison:
    levels = tuple(Level(**level) for level in raw["levels"])
    return Comparison(name=raw["name"], needs=tuple(raw["needs"]), levels=levels)
