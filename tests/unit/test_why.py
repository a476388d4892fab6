"""What the facts of a record's way come to, where no scene of the chain shows it yet."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation.ids import new_id
from tillbook.health.rules.why import (
    Answer,
    AtRoot,
    Facts,
    Here,
    Outcome,
    Seen,
    Waiting,
    explain,
)
from tillbook.screens import why as words

TILL = new_id()
ROOT = AtRoot(version=3, group="offline", is_member=True, packages=[7, 4])
NODE = Seen(node=TILL, name="till", package=7)
PARENT = Seen(node=new_id(), name="store", package=7)
HERE = Here(has_row=True, is_indexed=True, version=3)
WELL = Facts(root=ROOT, parent=PARENT, node=NODE, here=HERE)


def _with(part: str, **changes: object) -> Facts:
    changed = msgspec.structs.replace(getattr(WELL, part), **changes)
    return msgspec.structs.replace(WELL, **{part: changed})


def _waiting(state: str) -> Waiting:
    return Waiting(operation=new_id(), state=state, reason="name.required", since_ms=1, origin=TILL)


@pytest.mark.parametrize(
    ("facts", "answer", "code"),
    [
        (WELL, Answer.VISIBLE, ""),
        (_with("root", removed="delete"), Answer.OLD, "removed.delete"),
        (_with("root", removed="erase"), Answer.OLD, "removed.erase"),
        (
            _with("here", waiting=_waiting("attention")),
            Answer.PENDING,
            "upload.refused",
        ),
        (
            msgspec.structs.replace(
                _with("here", parent="disconnected"),
                node=msgspec.structs.replace(NODE, package=6),
            ),
            Answer.OLD,
            "node.disconnected",
        ),
        (_with("node", package=5), Answer.OLD, "node.behind"),
        (msgspec.structs.replace(WELL, root=None), Answer.VISIBLE, ""),
        (Facts(), Answer.UNKNOWN, "root.unreachable"),
    ],
)
def test_the_answer_and_the_cause(facts: Facts, answer: Answer, code: str) -> None:
    found = explain(facts)

    assert (found.answer, found.cause.code if found.cause else "") == (answer, code)


def test_what_stands_after_the_cause_is_not_reached() -> None:
    found = explain(_with("root", is_unpacked=True, job="1010"))

    outcomes = [step.outcome for step in found.steps]
    place = outcomes.index(Outcome.FAILED)
    assert set(outcomes[:place]) == {Outcome.PASSED}
    assert set(outcomes[place + 1 :]) == {Outcome.NOT_REACHED}
    assert found.cause is found.steps[place]


_NUMBERS = st.integers(min_value=0, max_value=9)
_WAITINGS = st.none() | st.sampled_from(["pending", "held", "attention"]).map(_waiting)
_ROOTS = st.builds(
    AtRoot,
    version=_NUMBERS,
    removed=st.sampled_from(["", "delete", "erase"]),
    waiting=_WAITINGS,
    group=st.just("offline"),
    is_paused=st.booleans(),
    scope=st.sampled_from(["in", "kind", "where"]),
    field=st.just("company"),
    is_member=st.booleans(),
    is_unpacked=st.booleans(),
    job=st.sampled_from(["", "1010"]),
    unpublished=_NUMBERS,
    packages=st.lists(_NUMBERS, max_size=3),
)
_SEEN = st.builds(
    Seen,
    node=st.just(TILL),
    name=st.just("till"),
    status=st.sampled_from(["missing", "silent", "revoked", "active"]),
    is_offline=st.booleans(),
    last_contact_ms=st.none() | _NUMBERS,
    package=st.none() | _NUMBERS,
    failing=st.none() | st.tuples(_NUMBERS, st.just("package.bad"), _NUMBERS),
    is_paused=st.booleans(),
)
_HERE = st.builds(
    Here,
    has_row=st.booleans(),
    is_indexed=st.none() | st.booleans(),
    version=_NUMBERS,
    waiting=_WAITINGS,
    parent=st.sampled_from(["online", "offline", "disconnected"]),
    is_upload_shut=st.booleans(),
)


@given(
    st.builds(
        Facts,
        root=st.none() | _ROOTS,
        parent=st.none() | _SEEN,
        node=st.none() | _SEEN,
        here=st.none() | _HERE,
    )
)
def test_whatever_is_known_there_are_words_and_one_cause(facts: Facts) -> None:
    found = explain(facts)

    assert sum(step.outcome is Outcome.FAILED for step in found.steps) <= 1
    assert words.answer(found.answer)
    for step in found.steps:
        assert words.title(step)
        assert "%(" not in words.told(step)
    if found.answer is Answer.HIDDEN and facts.here is not None:
        assert found.cause is not None or not facts.here.has_row
