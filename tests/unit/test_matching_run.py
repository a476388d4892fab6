"""A run over invented customers: whom it finds, whom it leaves alone, and that it goes on.

Splink takes a second to load: what needs it stands in this one module.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest

from tillbook.cli.bench.invented import BIRTH, invented
from tillbook.customers.linkage.book import Book
from tillbook.customers.linkage.features import features_of
from tillbook.customers.linkage.model import shipped
from tillbook.customers.linkage.pairs import Pair
from tillbook.customers.linkage.run import Plan, Run

PLAN = Plan(threshold=0.5, births=(), household=True, parts=3)
Truth = set[tuple[str, str]]


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture(scope="module")
def invented_book() -> Iterator[tuple[Book, Truth]]:
    """Give customers of whom some stand there twice, and the truth: too few to learn from."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    people, documents = defaultdict(list), []
    for language in ("sv", "zh"):
        for position, one in enumerate(invented(language, 60, seed=3)):
            id = f"{language}{position:04}"
            people[language, one.person].append(id)
            documents.append(one.document(id, with_birth=True))
    book = Book(shipped())
    book.add(features_of(one, births=[BIRTH]) for one in documents)
    book.block()
    yield book, {pair for ids in people.values() for pair in combinations(sorted(ids), 2)}
    book.close()


def _match(run: Run, book: Book, *, parts: int | None = None) -> int:
    """Match, as far as so many parts; return how many were done."""
    done: list[int] = []

    def compared() -> None:
        done.append(1)
        if len(done) == parts:
            raise Stopped

    with suppress(Stopped):
        run.match(book, weighed=lambda: None, compared=compared)
    return len(done)


def _found(run: Run) -> dict[tuple[str, str], Pair]:
    return {(one.first, one.second): one for one in run.pairs()}


@pytest.fixture(scope="module")
def whole(
    invented_book: tuple[Book, Truth], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Pair]:
    """Give what a run finds that nobody interrupts."""
    run = Run(tmp_path_factory.mktemp("whole"), PLAN)
    assert _match(run, invented_book[0]) == PLAN.parts
    return _found(run)


def test_people_are_found_and_families_left_alone(
    invented_book: tuple[Book, Truth], whole: dict[tuple[str, str], Pair]
) -> None:
    _, truth = invented_book

    right = len(whole.keys() & truth)
    assert right / len(whole) > 0.9
    assert right / len(truth) > 0.9
    assert all(one.findings and one.probability >= PLAN.threshold for one in whole.values())


def test_an_interrupted_run_goes_on_and_finds_the_same(
    invented_book: tuple[Book, Truth], whole: dict[tuple[str, str], Pair], tmp_path: Path
) -> None:
    book, _ = invented_book
    assert _match(Run(tmp_path, PLAN), book, parts=1) == 1

    again = Run(tmp_path, PLAN)
    assert again.done() == 1
    assert _match(again, book) == PLAN.parts - 1
    assert _found(again) == whole
    kept = "".join(path.read_text() for path in tmp_path.iterdir())
    assert "Andersson" not in kept
    assert "+46" not in kept


def test_a_run_with_another_question_begins_anew(
    invented_book: tuple[Book, Truth], tmp_path: Path
) -> None:
    book, _ = invented_book
    _match(Run(tmp_path, PLAN), book, parts=1)

    other = Run(tmp_path, Plan(threshold=0.9, births=(), household=True, parts=2))
    assert (other.done(), other.parts) == (0, 2)
