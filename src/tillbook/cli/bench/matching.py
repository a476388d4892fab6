"""How well duplicates are found: on FEBRL 1 to 4 beside plain Splink, and on invented customers.

A pair counts as found when it is likelier one person than two. Nothing is learnt from the truth.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tillbook.cli.bench import febrl, invented, plain_splink
from tillbook.cli.console import err
from tillbook.customers.linkage.book import Book
from tillbook.customers.linkage.features import features_of
from tillbook.customers.linkage.groups import groups, one_to_one, pairs_within
from tillbook.customers.linkage.model import shipped
from tillbook.customers.linkage.pairs import Pair
from tillbook.customers.linkage.scoring import Scorer
from tillbook.customers.linkage.weights import weigh

_LIKELIER_ONE = 0.5
_SEED = 1
Pairs = set[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Customers of whom it is known who is who."""

    documents: Sequence[dict[str, Any]]
    #: Every pair that is one person.
    pairs: Pairs
    #: Id -> list; only customers of different lists are compared. Empty when there is one list.
    lists: dict[str, int]


def measure(households: int, sets: Sequence[int]) -> dict[str, Any]:
    """Find the duplicates of FEBRL sets and of invented customers; F1 and its parts."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    found: dict[str, Any] = {}
    for number in sets:
        for with_birth in (True, False):
            name = f"febrl{number}_{'with_birth' if with_birth else 'name_and_address'}"
            err.print(f"Matches {name}.")
            found[name] = _on_febrl(number, with_birth=with_birth)
    for language in ("sv", "zh"):
        for with_birth in (True, False):
            name = f"invented_{language}{'' if with_birth else '_without_birth'}"
            err.print(f"Matches {name}.")
            found[name] = _on_invented(language, households, with_birth=with_birth)
    return found


def _on_febrl(number: int, *, with_birth: bool) -> dict[str, Any]:
    """Match a set as what it is, people without families, and as a store's customers."""
    rows = list(febrl.rows_of(number))
    people = defaultdict(list)
    for _, row in rows:
        people[febrl.person_of(row)].append(row["rec_id"])
    truth = Truth(
        documents=[febrl.document_of(row, with_birth=with_birth) for _, row in rows],
        pairs=_pairs(people.values()),
        lists={row["rec_id"]: side for side, row in rows} if len(febrl.SETS[number]) > 1 else {},
    )
    lists: dict[int, list[febrl.Row]] = defaultdict(list)
    for side, row in rows:
        lists[side].append(row)
    plain, compared = plain_splink.likely_pairs(lists.values(), with_birth=with_birth)
    ours = _matched(truth, household=False, grouped=True)
    families = _matched(truth, household=True, grouped=True)
    return {
        **ours,
        "f1_with_families": families["f1"],
        "plain_f1": _scores(plain, truth.pairs)["f1"],
        "plain_lost_to_blocking": _share(len(truth.pairs - compared), len(truth.pairs)),
    }


def _on_invented(language: str, households: int, *, with_birth: bool) -> dict[str, Any]:
    people = defaultdict(list)
    documents = []
    for position, one in enumerate(invented.invented(language, households, seed=_SEED)):
        id = f"{position:08}"
        people[one.person].append(id)
        documents.append(one.document(id, with_birth=with_birth))
    truth = Truth(documents=documents, pairs=_pairs(people.values()), lists={})
    return _matched(truth, household=True, grouped=False)


def _matched(truth: Truth, *, household: bool, grouped: bool) -> dict[str, Any]:
    """Match customers; `grouped`, whoever is connected over others counts as a pair, too."""
    began = time.perf_counter()
    book = Book(shipped())
    try:
        book.add(features_of(one, births=[febrl.BIRTH]) for one in truth.documents)
        book.block()
        weights = weigh(book, household=household)
        pairs = Scorer(book, weights, household=household).pairs(threshold=_LIKELIER_ONE)
        compared = set(book.compared())
    finally:
        book.close()
    if truth.lists:
        pairs = [one for one in pairs if truth.lists[one.first] != truth.lists[one.second]]
        pairs = one_to_one(pairs)
        grouped = False
    found = _found(pairs)
    return {
        "customers": len(truth.documents),
        "duplicate_pairs": len(truth.pairs),
        **_scores(set(pairs_within(groups(found))) if grouped else found, truth.pairs),
        "lost_to_blocking": _share(len(truth.pairs - compared), len(truth.pairs)),
        "seconds": round(time.perf_counter() - began, 1),
    }


def _found(pairs: Iterable[Pair]) -> Pairs:
    return {(min(one.first, one.second), max(one.first, one.second)) for one in pairs}


def _pairs(people: Iterable[Sequence[str]]) -> Pairs:
    return {pair for ids in people for pair in combinations(sorted(ids), 2)}


def _scores(found: Pairs, true: Pairs) -> dict[str, float]:
    right = len(found & true)
    return {
        "f1": _share(2 * right, len(found) + len(true)),
        "precision": _share(right, len(found)),
        "recall": _share(right, len(true)),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
