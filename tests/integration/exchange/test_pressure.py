"""A parent with too much to do, a way that carries little, and what goes up first."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    create,
    edit,
    operation,
    shown,
)
from tests.integration.exchange.test_http_link import link_to, parent_of
from tillbook.customers.operations.record_consent import record_consent
from tillbook.customers.rules.consents import MARKETING, Given
from tillbook.exchange import parent_link, serve
from tillbook.exchange.core.lanes import MAX_OPERATIONS, BatchLimit
from tillbook.exchange.core.operations import Signed, open_operation
from tillbook.exchange.core.retry import NONE, Patience, RetryPolicy
from tillbook.exchange.errors import ParentBusy, ParentUnreachable
from tillbook.exchange.links import http_server
from tillbook.exchange.links.intake import PLACES, Intake
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import Answer
from tillbook.exchange.up import upload
from tillbook.fleet.runner import Loop
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


@dataclass
class Watched:
    """A way up that remembers what went over it, and carries at most so many at once."""

    inner: Any
    carries: int = MAX_OPERATIONS
    sent: list[list[UUID]] = field(default_factory=list)

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        self.sent.append([open_operation(one).envelope.id for one in operations])
        if len(operations) > self.carries:
            raise ParentUnreachable("It took too long.")
        answers: list[Answer] = self.inner.send(operations, patience=patience)
        return answers


def go_up(node: ThisNode, way: Watched, *, allowed: BatchLimit | None = None) -> None:
    with acting_as(node):
        upload.upload_due(way, allowed=allowed)  # type: ignore[arg-type]


def test_a_full_parent_says_when_to_come_back_and_serves_who_waits(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]
    monkeypatch.setattr(http_server, "_intake", Intake())
    link = link_to(monkeypatch, till, parent_of(cast.store))
    created = create(cast, till)
    entered, leave = threading.Semaphore(0), threading.Event()
    taken = serve.take

    def slow(operations: Sequence[Signed], *, child: UUID, patience: Patience) -> list[Answer]:
        if patience.is_spent:
            entered.release()
            assert leave.wait(10)
            return []
        return taken(operations, child=child, patience=patience)

    monkeypatch.setattr(serve, "take", slow)

    def send_nothing() -> None:
        try:
            with acting_as(till):
                link.send([], patience=NONE)
        finally:
            connections.close_all()

    others = [threading.Thread(target=send_nothing) for _ in range(PLACES)]
    for other in others:
        other.start()
    try:
        for _ in range(PLACES):
            assert entered.acquire(timeout=10)
        with acting_as(till), pytest.raises(ParentBusy) as caught:
            upload.upload_due(link)
        assert 1 <= caught.value.retry_after_s <= 30
        assert operation(till, created.operation).relayed_at is None
        parent_link.use_link(till, link)
        assert create(cast, till, patience=WAITING).verdict is not None
    finally:
        leave.set()
        for other in others:
            other.join()
    monkeypatch.setattr(serve, "take", taken)
    with acting_as(till):
        assert upload.upload_due(link) == 1
    link.close()


def said(status: str, retry_after: str) -> Any:
    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start(status, [("Content-Type", "text/plain"), ("Retry-After", retry_after)])
        return [b""]

    return app


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        ("503 Busy", "7", 7.0),
        ("429 Slowly", "100000", 300.0),
        ("503 Busy", "Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_a_proxy_that_says_when_to_come_back_is_heard(
    cast: Network, monkeypatch: pytest.MonkeyPatch, status: str, retry_after: str, seconds: float
) -> None:
    link = link_to(monkeypatch, cast.tills[0], said(status, retry_after))
    with acting_as(cast.tills[0]), pytest.raises(ParentBusy) as caught:
        link.head("all-stores", known="")
    assert caught.value.retry_after_s == seconds
    link.close()


def test_a_loop_rests_as_long_as_the_parent_asks_whoever_rings(cast: Network) -> None:
    turns = 0

    def step() -> None:
        nonlocal turns
        turns += 1
        raise ParentBusy(retry_after_s=5.0)

    till = cast.tills[0]
    loop = Loop(name="upload", step=step, bell=threading.Event(), interval_s=1.0)
    with acting_as(till):
        loop.turn(RetryPolicy())
        waits = [loop.turn(RetryPolicy()) for _ in range(3)]
    assert turns == 1
    assert all(4.0 < wait <= 10.0 for wait in waits)
    assert till.parent.is_reachable
    assert loop.trouble == "parent.busy"


def test_a_way_that_carries_little_gets_small_batches_until_everything_is_up(
    cast: Network,
) -> None:
    till, allowed = cast.tills[0], BatchLimit()
    way = Watched(cast.links[till.id], carries=3)
    made = [create(cast, till) for _ in range(9)]
    for _ in range(20):
        try:
            go_up(till, way, allowed=allowed)
        except ParentUnreachable:
            continue
        break
    assert [len(batch) for batch in way.sent if len(batch) <= 3]
    assert all(operation(till, one.operation).relayed_at for one in made)


def test_creations_and_consents_go_first_and_nothing_overtakes_within_a_customer(
    cast: Network,
) -> None:
    till = cast.tills[0]
    known = [create(cast, till).entity for _ in range(2)]
    cast.settle()
    edits = [edit(cast, till, id, name=f"Anna {number}") for number, id in enumerate(known)]
    with acting_as(till):
        contact = shown(cast, till, known[1])["contacts"][0]["id"]
        given = Given(contact=contact, purpose=MARKETING, answer="no")
        consent = record_consent(cast.associate(till), known[1], given, patience=NONE)
    created = create(cast, till)
    way = Watched(cast.links[till.id])
    go_up(till, way, allowed=BatchLimit(limit=1))
    order = [one for batch in way.sent for one in batch]
    assert consent is not None
    assert order == [
        edits[1].operation,
        consent.operation,
        created.operation,
        edits[0].operation,
    ]


@pytest.mark.rule("AR-092")
def test_what_was_uploaded_is_not_uploaded_again_and_a_later_edit_is_a_new_operation(
    cast: Network,
) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    way = Watched(cast.links[till.id])
    go_up(till, way)
    go_up(till, way)
    assert way.sent == [[created.operation]]
    cast.settle()
    go_up(till, way)
    edited = edit(cast, till, created.entity, name="Anna Berg")
    go_up(till, way)
    go_up(till, way)
    assert way.sent == [[created.operation], [edited.operation]]
    with acting_as(till):
        assert Operation.objects.filter(entity=created.entity).count() == 2
