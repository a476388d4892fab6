"""The log of a node: one chain that shows every alteration, and a sequence without gaps."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    nodes_of,
    operation,
    shown,
)
from tillbook.exchange.core.operations import open_operation
from tillbook.exchange.errors import Refused
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.chain import Log, first_broken_link, write_log
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.models import LogEntry, Operation, OperationBody
from tillbook.exchange.up import accept, minting, submit
from tillbook.nodes.models import LocalState
from tillbook.nodes.parent import Parent
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def some_history(cast: Network) -> None:
    for till in cast.tills:
        created = create(cast, till, patience=WAITING)
        edit(cast, till, created.entity, name="Anna Berg")
    cast.settle()


Tampering = Callable[[int], object]
TAMPERINGS: dict[str, Tampering] = {
    "content": lambda at: LogEntry.objects.filter(position=at).update(content=b"other"),
    "subject": lambda at: LogEntry.objects.filter(position=at).update(subject=UUID(int=at)),
    "type": lambda at: LogEntry.objects.filter(position=at).update(type="other"),
    "hash": lambda at: LogEntry.objects.filter(position=at).update(hash="0" * 64),
}


def test_an_altered_row_is_found_at_its_position(cast: Network) -> None:
    some_history(cast)
    for node in nodes_of(cast):
        with acting_as(node):
            at = LogEntry.objects.filter(type="operation").order_by("position")[1].position
            untouched = LogEntry.objects.get(position=at)
            for tamper in TAMPERINGS.values():
                assert first_broken_link() is None
                tamper(at)
                assert first_broken_link() == at
                untouched.save()


def test_a_removed_row_is_found_by_the_row_after_it(cast: Network) -> None:
    some_history(cast)
    with acting_as(cast.headquarters):
        LogEntry.objects.filter(position=3).delete()
        assert first_broken_link() == 4


def test_emptying_a_body_leaves_the_chain_whole(cast: Network) -> None:
    some_history(cast)
    for node in nodes_of(cast):
        with acting_as(node):
            OperationBody.objects.update(body=b"", salt=b"")
            assert first_broken_link() is None


def test_positions_in_the_log_and_of_the_device_have_no_gaps(cast: Network) -> None:
    some_history(cast)
    for node in nodes_of(cast):
        with acting_as(node):
            positions = list(LogEntry.objects.values_list("position", flat=True).order_by("pk"))
            assert positions == list(range(1, len(positions) + 1))
            own = Operation.objects.filter(origin=node.id).order_by("seq")
            assert list(own.values_list("seq", flat=True)) == list(range(1, own.count() + 1))


def _append_and_take_back(log: Log) -> None:
    with log.savepoint():
        log.next_origin()
        log.append(LogEntry.Type.VERDICT, subject=UUID(int=1), content=b"x")
        raise Refused("test", "Taken back.")


def test_an_operation_that_is_taken_back_leaves_neither_position_nor_entry(cast: Network) -> None:
    with acting_as(cast.headquarters):
        before = (LocalState.objects.get().seq, LogEntry.objects.count())
        with write_log() as log, pytest.raises(Refused):
            _append_and_take_back(log)
        assert (LocalState.objects.get().seq, LogEntry.objects.count()) == before
        assert first_broken_link() is None
    create(cast, cast.headquarters)
    with acting_as(cast.headquarters):
        assert first_broken_link() is None


def test_a_node_that_starts_again_goes_on_where_it_was(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    with acting_as(till):
        seq = LocalState.objects.get().seq
    again = restarted(till)
    link = cast.links[till.id]
    link.child = again
    edit(cast, again, created.entity, patience=WAITING, name="Anna Berg")
    with acting_as(again):
        assert LocalState.objects.get().seq == seq + 1
    assert shown(cast, again, created.entity)["name"] == "Anna Berg"
    again.parent.answered()
    cast.settle()
    assert_everywhere_alike(cast, created.entity)
    assert_at_rest(cast)


def restarted(node: ThisNode) -> ThisNode:
    """Make the node of a new process: nothing is left but its folder and its database."""
    return replace(node, parent=Parent(), wake=type(node.wake)())


def test_the_bytes_of_an_operation_are_the_same_at_every_node(cast: Network) -> None:
    created = create(cast, cast.tills[0], patience=WAITING)
    stored = set()
    for node in (cast.tills[0], cast.store, cast.headquarters):
        with acting_as(node):
            signed = signed_of(verdicts.find(created.operation))
        open_operation(signed)
        stored.add((signed.envelope, signed.signature, signed.salt, signed.body))
    assert len(stored) == 1


def test_a_kill_between_minting_and_commit_leaves_nothing(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]

    class Killed(Exception):
        pass

    def kill(*arguments: object, **named: object) -> None:
        raise Killed

    for module, step in ((minting, "sign"), (accept, "show_first"), (submit, "signed_of")):
        with acting_as(till):
            before = (LocalState.objects.get().seq, Operation.objects.count())
        with monkeypatch.context() as patched:
            patched.setattr(module, step, kill)
            with pytest.raises(Killed):
                create(cast, till)
        with acting_as(till):
            after = (LocalState.objects.get().seq, Operation.objects.count())
        # The last step is after the commit: the operation is safe although nobody heard of it.
        grown = 1 if step == "signed_of" else 0
        assert after == (before[0] + grown, before[1] + grown)
    cast.settle()
    with acting_as(till):
        [row] = Operation.objects.all()
    assert operation(cast.headquarters, row.id).outcome == "applied"
    assert_at_rest(cast)
