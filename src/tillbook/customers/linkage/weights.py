"""What each finding weighs: the shipped figures, and what a book of customers teaches by itself.

Nobody labels anything: chances among strangers are counted in random pairs, those among records of
one customer by expectation maximisation (Splink).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException

from tillbook.customers.linkage.book import ROWS, Book
from tillbook.customers.linkage.model import Comparison, Level, Model

#: Pairs that are drawn to count chances among strangers, and looked at in one way of learning.
_RANDOM_PAIRS = 1e6
_PAIRS_TO_LEARN = 2e6
_SEED = 7
#: What is learnt about records of one person being the same must not fall below this share.
_LEAST_ALIKE = 0.5
#: No finding is quite impossible.
_LEAST = 1e-6
_MOST = 0.999_999
Chances = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What two customers' findings say: no personal data."""

    #: How likely two customers drawn at random are one.
    prior: float
    #: Comparison -> m and u of its levels, in their order.
    chances: Mapping[str, tuple[Chances, ...]]

    def as_json(self) -> str:
        """Write the weights down."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Weights":
        """Read what `as_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
        raw = json.loads(text)
        chances = {
            name: tuple((float(m), float(u)) for m, u in levels)
            for name, levels in raw["chances"].items()
        }
        return cls(prior=float(raw["prior"]), chances=chances)


def weigh(book: Book, *, household: bool = True) -> Weights:
    """Return the weights for a book: learnt from it, or the shipped ones when it is small.

    Without `household` nobody in the book shares a home, and more can be learnt.
    """
    model = book.model
    pairs = max(1.0, book.count * (book.count - 1) / 2)
    duplicates = book.certain_pairs() / model.certain_share
    prior = min(0.1, (duplicates + 1) / (pairs + 1))
    told = {one.name: tuple((level.m, level.u) for level in one.levels) for one in compared(book)}
    begun = Weights(prior=prior, chances=told)
    if book.count < model.fewest_to_learn_from:
        return begun
    begun = _by_chance(book, begun)
    ways = _ways(model, household=household)
    found = [_learn(book, begun, way) for way in ways if book.is_known(*way)]
    known = duplicates / (duplicates + model.prior_records)
    mixed = {
        name: _mixed(told, [one[name] for one in found if name in one], known=known, prior=prior)
        for name, told in begun.chances.items()
    }
    return Weights(prior=prior, chances=mixed)


def compared(book: Book) -> Iterator[Comparison]:
    """Yield the comparisons that say anything about these customers."""
    return (one for one in book.model.comparisons if book.is_known(*one.needs))


def linker_for(book: Book, weights: Weights, api: DuckDBAPI) -> Linker:
    """Return Splink with the customers of a book and what findings weigh."""
    settings = {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": weights.prior,
        "comparisons": [
            _as_splink(one, weights.chances[one.name])
            for one in book.model.comparisons
            if one.name in weights.chances
        ],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.scope = r.scope"}],
        "retain_matching_columns": True,
        "additional_columns_to_retain": ["is_known"],
        "retain_intermediate_calculation_columns": True,
    }
    return Linker(api.register(ROWS), settings, log_level=None)


def _as_splink(comparison: Comparison, chances: tuple[Chances, ...]) -> dict[str, Any]:
    missing = " or ".join(f"{name}_l is null or {name}_r is null" for name in comparison.needs)
    nothing = {"sql_condition": missing, "label_for_charts": "nothing", "is_null_level": True}
    told = zip(comparison.levels, chances, strict=True)
    return {
        "output_column_name": comparison.name,
        "comparison_levels": [nothing, *(_level(level, m, u) for level, (m, u) in told)],
    }


def _level(level: Level, m: float, u: float) -> dict[str, Any]:
    rare = {"tf_adjustment_column": level.by} if level.by else {}
    return {
        "sql_condition": level.sql or "ELSE",
        "label_for_charts": level.code,
        "m_probability": m,
        "u_probability": u,
        **rare,
    }


def _ways(model: Model, *, household: bool) -> tuple[tuple[str, ...], ...]:
    blocking = model.blocking
    return blocking.learning if household else (*blocking.learning, *blocking.learning_alone)


def _by_chance(book: Book, begun: Weights) -> Weights:
    """Count how often each level is found in random pairs."""
    linker = linker_for(book, begun, DuckDBAPI(book.connection))
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
    found = _told_by(linker)
    chances = {
        name: tuple((old[0], new[1]) for old, new in zip(levels, found[name], strict=True))
        for name, levels in begun.chances.items()
    }
    return Weights(prior=begun.prior, chances=chances)


def _learn(book: Book, begun: Weights, columns: tuple[str, ...]) -> dict[str, tuple[float, ...]]:
    """Return m of the comparisons that pairs teach which agree in some columns."""
    linker = linker_for(book, begun, DuckDBAPI(book.connection))
    rule = " and ".join(f"l.{name} = r.{name}" for name in ("scope", *columns))
    # Where hardly a pair agrees, or all are alike, there is nothing to be learnt.
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, max_pairs=_PAIRS_TO_LEARN
        )
    except (EMTrainingException, ValueError):
        return {}
    found = {name: tuple(m for m, _ in levels) for name, levels in _told_by(linker).items()}
    old = {name: tuple(m for m, _ in levels) for name, levels in begun.chances.items()}
    taught = {name: ms for name, ms in found.items() if ms != old[name]}
    return taught if all(_is_plausible(ms, old[name]) for name, ms in taught.items()) else {}


def _is_plausible(new: tuple[float, ...], old: tuple[float, ...]) -> bool:
    """Tell whether what was told apart can be people: records of one are mostly alike.

    Namesakes of one town or members of one family, taken for one person, would differ too often.
    """
    return new[0] >= _LEAST_ALIKE * old[0]


def _told_by(linker: Linker) -> dict[str, tuple[Chances, ...]]:
    comparisons = linker.misc.save_model_to_json()["comparisons"]
    return {one["output_column_name"]: tuple(map(_chances, _real(one))) for one in comparisons}


def _real(comparison: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]


def _chances(level: Mapping[str, Any]) -> Chances:
    """Return what was learnt; what was never seen is told by a word, and is nothing."""
    m, u = (level.get(f"{name}_probability") for name in "mu")
    return _number(m), _number(u)


def _number(told: object) -> float:
    return float(told) if isinstance(told, int | float) else 0.0


def _mixed(
    told: tuple[Chances, ...], learnt: list[tuple[float, ...]], *, known: float, prior: float
) -> tuple[Chances, ...]:
    """Mix what was learnt with what was told before, by how much there was to learn from.

    Random pairs hold the duplicates of a book, too; in a small one they would pass for chance.
    """
    old = [m for m, _ in told]
    new = [median(ms) for ms in zip(*learnt, strict=True)] if learnt else old
    ms = _shares([known * one + (1 - known) * other for one, other in zip(new, old, strict=True)])
    us = [_among_strangers(u, m, prior) for (_, u), m in zip(told, ms, strict=True)]
    return tuple(zip(ms, _shares(us), strict=True))


def _among_strangers(u: float, m: float, prior: float) -> float:
    least = 1 / _RANDOM_PAIRS
    return max(least, (u - prior * m) / (1 - prior))


def _shares(values: list[float]) -> list[float]:
    whole = sum(values) or 1.0
    return [min(_MOST, max(_LEAST, value / whole)) for value in values]
