"""How each word about an operation moves it, and what a follower takes of a package."""

from uuid import UUID

import pytest

from tillbook.exchange.core.following import takes
from tillbook.exchange.core.operations import Outcome, Verdict
from tillbook.exchange.core.packages import Removal, Upsert, Why
from tillbook.exchange.core.states import (
    RESEND_AFTER_MS,
    OperationState,
    SyncState,
    at_root,
    by_answer,
    by_package,
    is_due,
    replaces,
    sync_state,
)

PENDING, ANSWERED, HELD, ATTENTION, SETTLED = OperationState
ID = UUID(int=1)


def verdict(outcome: Outcome, *, version: int = 0) -> Verdict:
    return Verdict(operation=ID, outcome=outcome, version=version)


@pytest.mark.parametrize(
    ("outcome", "root", "package"),
    [
        (Outcome.APPLIED, SETTLED, SETTLED),
        (Outcome.DISCARDED, SETTLED, SETTLED),
        (Outcome.HELD, HELD, PENDING),
        (Outcome.QUARANTINED, ATTENTION, ATTENTION),
    ],
)
def test_a_verdict_moves_an_operation(
    outcome: Outcome, root: OperationState, package: OperationState
) -> None:
    assert at_root(outcome) is root
    assert by_package(PENDING, verdict(outcome)) is package


def test_an_answer_settles_only_where_the_image_holds_its_result() -> None:
    applied = verdict(Outcome.APPLIED, version=3)
    assert by_answer(PENDING, applied, version=2) is ANSWERED
    assert by_answer(PENDING, applied, version=3) is SETTLED
    assert by_answer(PENDING, verdict(Outcome.DISCARDED), version=0) is SETTLED
    assert by_answer(PENDING, verdict(Outcome.HELD), version=9) is PENDING
    assert by_answer(PENDING, verdict(Outcome.QUARANTINED), version=9) is ATTENTION


def test_a_final_word_is_not_taken_back() -> None:
    assert not replaces(verdict(Outcome.HELD), "applied")
    assert replaces(verdict(Outcome.DISCARDED), "quarantined")
    assert replaces(verdict(Outcome.HELD), "")


def test_custody_is_asked_about_again_whatever_the_clock_did() -> None:
    assert is_due(None, 0)
    assert not is_due(1_000, 1_000 + RESEND_AFTER_MS)
    assert is_due(1_000, 1_001 + RESEND_AFTER_MS)
    assert is_due(1_000, 999)


def test_the_worst_operation_says_how_a_record_stands() -> None:
    assert sync_state([]) is SyncState.SYNCED
    assert sync_state([ANSWERED, PENDING]) is SyncState.PENDING
    assert sync_state([ATTENTION, PENDING]) is SyncState.ATTENTION


def upsert(version: int) -> Upsert:
    return Upsert(kind="customer", id=ID, version=version, stamps={}, document={}, derived={})


def removal(version: int, why: Why) -> Removal:
    return Removal(kind="customer", id=ID, version=version, why=why)


def test_only_what_is_newer_is_taken() -> None:
    assert takes(upsert(3), version=2, removed="")
    assert not takes(upsert(2), version=2, removed="")
    assert not takes(removal(2, "delete"), version=2, removed="")
    assert not takes(upsert(2), version=2, removed="delete")


def test_leaving_and_entering_a_group_need_no_newer_version() -> None:
    assert takes(removal(2, "evict"), version=2, removed="")
    assert takes(upsert(2), version=2, removed="evict")
    assert not takes(upsert(1), version=2, removed="evict")
