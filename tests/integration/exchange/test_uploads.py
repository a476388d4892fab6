"""What goes up: one bad operation never holds up another customer's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    close_store,
    create,
    discard,
    edit,
    look,
    open_store,
    operation,
    shown,
)
from tillbook.customers import queries
from tillbook.exchange import parent_link, serve
from tillbook.exchange.core.operations import (
    Envelope,
    Signed,
    hash_body,
    open_operation,
    seal_body,
    sign,
)
from tillbook.exchange.core.retry import DEFAULT, NONE, Patience
from tillbook.exchange.errors import ParentFailed, ParentUnreachable, UploadStuck
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.models import Operation, OperationBody
from tillbook.exchange.parent_link import Answer
from tillbook.exchange.up import minting, upload
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import make_keys
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES
State = Operation.State


def signed_at(node: ThisNode, id: Any) -> Signed:
    with acting_as(node):
        return signed_of(verdicts.find(id))


def rewrite(
    cast: Network, node: ThisNode, change: Callable[[Envelope, dict[str, Any]], Envelope]
) -> Signed:
    """Mint a creation, change it before it is signed, and keep it as this device's own."""
    created = create(cast, node)
    opened = open_operation(signed_at(node, created.operation))
    patch = dict(opened.body.patch)
    envelope = change(opened.envelope, patch)
    body = seal_body(patch)
    envelope = msgspec.structs.replace(envelope, body_hash=hash_body(opened.signed.salt, body))
    signed = sign(envelope, body, salt=opened.signed.salt, key=node.keys.signing)
    with acting_as(node):
        rows = Operation.objects.filter(id=created.operation)
        rows.update(envelope=signed.envelope, signature=signed.signature)
        OperationBody.objects.filter(operation=created.operation).update(body=body)
    return signed


def go_up(node: ThisNode) -> None:
    with acting_as(node):
        upload.upload_due(parent_link.link())


@pytest.mark.rule("AR-096")
def test_a_bad_operation_blocks_only_its_own_customer(cast: Network) -> None:
    till = cast.tills[0]
    close_store(cast)
    refused = create(cast, till, patience=WAITING)
    open_store(cast)
    edit(cast, till, refused.entity, name="Anna Berg")
    others = [create(cast, till).entity for _ in range(3)]
    cast.settle()
    for id in others:
        assert_everywhere_alike(cast, id)
    assert shown(cast, till, refused.entity)["sync_state"] == "attention"
    assert operation(till, refused.operation).reason == "store.unknown"
    discard(cast, till, refused.operation)
    cast.settle()
    assert look(cast, till, refused.entity) is None
    assert_at_rest(cast)


def _garbled(cast: Network, till: ThisNode) -> None:
    """Let the disk change bytes of an envelope."""
    created = create(cast, till)
    with acting_as(till):
        Operation.objects.filter(id=created.operation).update(envelope=b"{")


def _altered(cast: Network, till: ThisNode) -> None:
    """Let the disk change bytes of a body."""
    created = create(cast, till)
    with acting_as(till):
        rows = OperationBody.objects.filter(operation=created.operation)
        rows.update(body=bytes(rows.get().body).replace(b"Anna", b"Hans"))


def _at_the_end_of_the_calendar(cast: Network, till: ThisNode) -> None:
    def change(envelope: Envelope, patch: dict[str, Any]) -> Envelope:
        time = msgspec.structs.replace(envelope.time, wall_ms=253_402_300_799_999)
        return msgspec.structs.replace(envelope, time=time)

    rewrite(cast, till, change)


def _with_a_name_that_no_column_holds(cast: Network, till: ThisNode) -> None:
    def change(envelope: Envelope, patch: dict[str, Any]) -> Envelope:
        patch["name"] = {**patch["name"], "name": "x" * 500}
        return envelope

    rewrite(cast, till, change)


def _with_a_nul(cast: Network, till: ThisNode) -> None:
    def change(envelope: Envelope, patch: dict[str, Any]) -> Envelope:
        patch["name"] = {**patch["name"], "name": "An\0na"}
        return envelope

    rewrite(cast, till, change)


def _without_what_a_customer_needs(cast: Network, till: ThisNode) -> None:
    def change(envelope: Envelope, patch: dict[str, Any]) -> Envelope:
        del patch["party"]
        return envelope

    rewrite(cast, till, change)


SPOILED: list[Callable[[Network, ThisNode], None]] = [
    _garbled,
    _altered,
    _at_the_end_of_the_calendar,
    _with_a_name_that_no_column_holds,
    _with_a_nul,
    _without_what_a_customer_needs,
]


def test_operations_that_no_parent_can_keep_need_attention_and_the_queue_drains(
    cast: Network,
) -> None:
    till = cast.tills[0]
    good = [create(cast, till)]
    for spoil in SPOILED:
        spoil(cast, till)
        good.append(create(cast, till))
    cast.settle()
    for receipt in good:
        assert_everywhere_alike(cast, receipt.entity)
    with acting_as(till):
        unsettled = Operation.objects.exclude(state=State.SETTLED)
        assert {row.state for row in unsettled} == {State.ATTENTION}
        assert all(row.reason for row in unsettled)
        assert len(unsettled) == len(SPOILED)


@dataclass
class Breaking:
    """A parent that breaks down over one operation, and says 500."""

    poison: bytes
    inner: Any

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        if any(signed.envelope == self.poison for signed in operations):
            raise ParentFailed("The parent broke down over this request.")
        answers: list[Answer] = self.inner.send(operations, patience=patience)
        return answers


def test_an_operation_that_breaks_the_parent_waits_alone_and_is_said(cast: Network) -> None:
    till = cast.tills[0]
    made = [create(cast, till) for _ in range(5)]
    poison = made[2]
    link = cast.links[till.id]
    breaking = Breaking(signed_at(till, poison.operation).envelope, link)
    with acting_as(till), pytest.raises(UploadStuck):
        upload.upload_due(breaking)  # type: ignore[arg-type]
    waiting = [r for r in made if operation(till, r.operation).relayed_at is None]
    assert waiting == [poison]
    cast.settle()
    for receipt in made:
        assert_everywhere_alike(cast, receipt.entity)
    assert_at_rest(cast)


def test_a_batch_with_one_bad_operation_gets_an_answer_for_each(cast: Network) -> None:
    close_store(cast)
    bad = create(cast, cast.tills[0])
    go_up(cast.tills[0])
    go_up(cast.store)
    open_store(cast)
    good = create(cast, cast.tills[1])
    with acting_as(cast.headquarters):
        answers = serve.take(
            [
                signed_at(cast.tills[0], bad.operation),
                signed_at(cast.tills[1], good.operation),
            ],
            child=cast.store.id,
            patience=NONE,
        )
    outcomes = [answer.verdict and answer.verdict.outcome.value for answer in answers]
    assert outcomes == ["quarantined", "applied"]


def test_a_device_that_was_not_admitted_is_refused(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(cast.headquarters):
        Node.objects.filter(id=till.id).delete()
    created = create(cast, till)
    with acting_as(cast.headquarters):
        [answer] = serve.take(
            [signed_at(till, created.operation)], child=cast.tills[0].id, patience=NONE
        )
    assert answer.refused == "operation.altered"
    assert look(cast, cast.headquarters, created.entity) is None


def test_a_refusal_further_up_reaches_the_till_although_the_store_kept_it(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(cast.headquarters):
        Node.objects.filter(id=till.id).delete()
    created = create(cast, till)
    go_up(till)
    go_up(cast.store)
    assert operation(cast.store, created.operation).state == State.ATTENTION
    with acting_as(till):
        Operation.objects.update(relayed_at=None)
    go_up(till)
    row = operation(till, created.operation)
    assert (row.state, row.reason) == (State.ATTENTION, "operation.altered")


def test_a_relay_that_alters_a_body_is_caught(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    go_up(till)
    with acting_as(cast.store):
        rows = OperationBody.objects.filter(operation=created.operation)
        rows.update(body=bytes(rows.get().body).replace(b"Anna", b"Hans"))
    go_up(cast.store)
    assert look(cast, cast.headquarters, created.entity) is None
    assert operation(cast.store, created.operation).reason == "operation.altered"


def test_a_relay_that_signs_in_the_place_of_a_till_is_caught(cast: Network, tmp_path: Any) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    signed = signed_at(till, created.operation)
    forged = msgspec.structs.replace(
        signed, signature=make_keys(tmp_path).signing.sign(signed.envelope)
    )
    with acting_as(cast.headquarters):
        [answer] = serve.take([forged], child=cast.tills[0].id, patience=NONE)
    assert answer.refused == "operation.altered"


def test_one_id_with_two_contents_is_a_clash(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till, patience=WAITING)
    first = open_operation(signed_at(till, created.operation))
    other = msgspec.structs.replace(first.envelope, schema=2)
    body = first.signed.body
    cloned = sign(other, body, salt=first.signed.salt, key=till.keys.signing)
    with acting_as(cast.headquarters):
        [answer] = serve.take([cloned], child=cast.tills[0].id, patience=NONE)
    assert answer.refused == "operation.clash"


def test_what_a_lost_relay_took_is_sent_again(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    go_up(till)
    with acting_as(cast.store):
        OperationBody.objects.filter(operation=created.operation).delete()
        Operation.objects.filter(id=created.operation).delete()
    cast.settle()
    assert look(cast, cast.headquarters, created.entity) is None
    with acting_as(till):
        Operation.objects.filter(id=created.operation).update(
            relayed_at=clock.now() - upload.RESEND_AFTER * 2
        )
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_a_clock_that_was_set_back_does_not_delay_what_must_be_sent_again(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    with acting_as(till):
        Operation.objects.filter(id=created.operation).update(
            relayed_at=clock.now() + upload.RESEND_AFTER * 1000
        )
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_a_wrong_clock_neither_wins_nor_stops_an_edit_that_saw_the_value(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, other = cast.tills
    created = create(cast, till, patience=WAITING)
    cast.settle()
    for wall_ms in (0, 253_402_214_399_999):
        with monkeypatch.context() as patched:
            patched.setattr(clock, "milliseconds", lambda: wall_ms)  # noqa: B023 (used at once)
            patched.setattr(minting, "new_id", lambda: SOME_ID[wall_ms])  # noqa: B023
            edit(cast, till, created.entity, name=f"Anna {wall_ms}")
        cast.settle()
        assert assert_everywhere_alike(cast, created.entity)["name"] == f"Anna {wall_ms}"
        edit(cast, other, created.entity, name="Anna Rightclock")
        cast.settle()
        assert assert_everywhere_alike(cast, created.entity)["name"] == "Anna Rightclock"


#: A version 7 id holds 48 bits of milliseconds; the clock does not bend it here.
SOME_ID = {0: new_id(), 253_402_214_399_999: new_id()}


def test_a_parent_that_is_cut_off_leaves_everything_pending_and_readable(cast: Network) -> None:
    till = cast.tills[0]
    break_link(cast, till)
    created = create(cast, till, patience=DEFAULT)
    assert created.verdict is None
    with acting_as(till), pytest.raises(ParentUnreachable):
        upload.upload_due(parent_link.link())
    assert shown(cast, till, created.entity)["sync_state"] == "pending"
    with acting_as(till):
        found = queries.search(cast.associate(till), str(ANNA["name"])[:5]).items
    assert [item.customer["id"] for item in found] == [str(created.entity)]


def test_bytes_that_went_bad_at_a_relay_are_made_good_by_the_till(cast: Network) -> None:
    """The store's own copy would be refused for ever, and with it what the till has."""
    till = cast.tills[0]
    created = create(cast, till)
    go_up(till)
    with acting_as(cast.store):
        rows = OperationBody.objects.filter(operation=created.operation)
        rows.update(body=bytes(rows.get().body).replace(b"Anna", b"Hans"))
    go_up(cast.store)
    assert operation(cast.store, created.operation).state == State.ATTENTION
    with acting_as(till):
        Operation.objects.update(relayed_at=None)
    go_up(till)
    assert signed_at(cast.store, created.operation) == signed_at(till, created.operation)
    cast.settle()
    assert shown(cast, till, created.entity)["account_number"]
    assert_at_rest(cast)


def test_what_an_erasure_emptied_is_not_filled_again_by_a_repeat(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    signed = signed_at(till, created.operation)
    go_up(till)
    with acting_as(cast.store):
        OperationBody.objects.filter(operation=created.operation).update(body=b"", salt=b"")
        serve.take([signed], child=till.id, patience=NONE)
        assert not signed_at(cast.store, created.operation).body
