"""A run over all customers that can be interrupted: what is done, kept beside the node's database.

Kept are weights, ids and findings; no name and no number. Customers are read anew.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tillbook.customers.linkage.book import Book
from tillbook.customers.linkage.pairs import Finding, Pair
from tillbook.customers.linkage.scoring import Scorer
from tillbook.customers.linkage.weights import Weights, weigh

_CUSTOMERS_OF_A_PART = 20_000
_PLAN, _WEIGHTS = "plan.json", "weights.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for, and in how many parts it is done."""

    threshold: float
    births: tuple[str, ...]
    household: bool
    parts: int


class Run:
    """A run in its folder; whatever an interrupted one with the same plan left is used."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = begun_with(folder) or plan
        if self._asked(self._plan) != self._asked(plan):
            shutil.rmtree(folder)
            self._plan = plan
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / _PLAN, json.dumps(asdict(self._plan)))

    @property
    def parts(self) -> int:
        """In how many parts customers are compared."""
        return self._plan.parts

    def done(self) -> int:
        """Return how many parts are done."""
        return sum(self._file(part).exists() for part in range(self.parts))

    def match(
        self, book: Book, *, weighed: Callable[[], object], compared: Callable[[], object]
    ) -> None:
        """Find the likely pairs of every part that is not done."""
        weights = self._weights(book)
        weighed()
        scorer = Scorer(book, weights, household=self._plan.household)
        for part in range(self.parts):
            if not self._file(part).exists():
                found = scorer.pairs(threshold=self._plan.threshold, part=part, parts=self.parts)
                _write(self._file(part), "".join(f"{json.dumps(asdict(one))}\n" for one in found))
                compared()

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs that were found, part by part."""
        for part in range(self.parts):
            for line in self._file(part).read_text(encoding="utf-8").splitlines():
                raw = json.loads(line)
                findings = tuple(Finding(**one) for one in raw.pop("findings"))
                yield Pair(findings=findings, **raw)

    def end(self) -> None:
        """Forget the run."""
        shutil.rmtree(self._folder)

    def _weights(self, book: Book) -> Weights:
        """Return the weights of this run: all its parts are weighed alike."""
        kept = self._folder / _WEIGHTS
        if kept.exists():
            return Weights.from_json(kept.read_text(encoding="utf-8"))
        weights = weigh(book, household=self._plan.household)
        _write(kept, weights.as_json())
        return weights

    def _file(self, part: int) -> Path:
        return self._folder / f"pairs-{part:04}.jsonl"

    @staticmethod
    def _asked(plan: Plan) -> tuple[Any, ...]:
        return plan.threshold, plan.births, plan.household


def parts_for(customers: int) -> int:
    """Return in how many parts so many customers are compared."""
    return max(1, -(-customers // _CUSTOMERS_OF_A_PART))


def begun_with(folder: Path) -> Plan | None:
    """Return the plan of an interrupted run, None when there is none that can be read."""
    try:
        raw = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
        return Plan(**raw | {"births": tuple(raw["births"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
