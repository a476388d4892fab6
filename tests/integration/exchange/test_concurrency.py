"""Many threads on one node: nothing is lost, doubled or out of line."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from django.db import connections

from tests.cast import Network, publish
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    assert_everywhere_alike,
    create,
    edit,
    operation,
)
from tillbook.customers.models import AccountNumber, Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange import parent_link, serve
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.down import groups, leases, packager
from tillbook.exchange.errors import IdempotencyConflict
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.chain import first_broken_link
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.models import Change, Lease, LogEntry, Operation, Package
from tillbook.exchange.up import upload
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.nodes.transactions import FairLock

pytestmark = ON_REAL_DATABASES
WRITERS = 16


def at_once(node: ThisNode, tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run tasks in threads that start together at a node; return results, raise the first error."""
    gate = threading.Barrier(len(tasks))
    results: list[Any] = [None] * len(tasks)
    errors: list[BaseException] = []

    def run(at: int, task: Callable[[], Any]) -> None:
        try:
            with acting_as(node):
                gate.wait()
                results[at] = task()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]
    return results


@contextmanager
def packaging(cast: Network) -> Iterator[None]:
    """Let the packager turn without a pause while the block runs."""
    over = threading.Event()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            with acting_as(cast.headquarters):
                while not over.is_set():
                    token = leases.hold(packager.LEASE, "test")
                    assert token is not None
                    packager.package_all(token=token)
                    over.wait(0.005)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)
    assert not errors, errors


def test_sixteen_writers_and_the_packager_lose_no_change(cast: Network) -> None:
    actor = cast.associate(cast.headquarters)

    def write_some() -> list[Any]:
        return [
            create_customer(actor, new_id(), ANNA, store="1", patience=NONE).entity
            for _ in range(4)
        ]

    with packaging(cast):
        made = [id for ids in at_once(cast.headquarters, [write_some] * WRITERS) for id in ids]
    cast.settle()
    with acting_as(cast.headquarters):
        assert first_broken_link() is None
        assert not Change.objects.filter(package=None).exists()
        numbers = list(
            Package.objects.filter(group=groups.CHANNELS)
            .order_by("number")
            .values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))
        own = Operation.objects.filter(origin=cast.headquarters.id).order_by("seq")
        assert list(own.values_list("seq", flat=True)) == list(range(1, own.count() + 1))
        assert AccountNumber.objects.count() == len(made) + 1
    for node in cast.children:
        with acting_as(node):
            assert Customer.objects.filter(id__in=made).exclude(account_number="").count() == len(
                made
            )
    assert_everywhere_alike(cast, made[0])


@pytest.mark.parametrize("where", ["till", "store"])
def test_concurrent_writers_at_one_node_leave_one_chain(cast: Network, where: str) -> None:
    node = cast.tills[0] if where == "till" else cast.store
    made = [create(cast, node).entity for _ in range(4)]

    def edit_one(id: Any, number: int) -> Callable[[], Any]:
        return lambda: edit(cast, node, id, name=f"Anna {number}")

    at_once(node, [edit_one(id, number) for id in made for number in range(3)])
    with acting_as(node):
        positions = list(LogEntry.objects.order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))
        seqs = list(Operation.objects.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, 17))
        assert first_broken_link() is None
    cast.settle()
    for id in made:
        assert_everywhere_alike(cast, id)


def test_one_operation_that_arrives_eight_times_at_once_is_decided_once(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    with acting_as(till):
        signed = signed_of(verdicts.find(created.operation))
    answers = at_once(
        cast.headquarters, [lambda: serve.take([signed], child=cast.store.id, patience=NONE)] * 8
    )
    assert len({repr(answer) for answer in answers}) == 1
    with acting_as(cast.headquarters):
        entries = LogEntry.objects.filter(type="verdict", subject=created.operation)
        assert entries.count() == 1
        assert AccountNumber.objects.filter(customer=created.entity).count() == 1


def test_a_form_sent_many_times_at_once_is_one_operation(cast: Network) -> None:
    till = cast.tills[0]
    id, actor = new_id(), cast.associate(till)
    receipts = at_once(till, [lambda: create_customer(actor, id, ANNA, patience=NONE)] * 6)
    assert len({receipt.operation for receipt in receipts}) == 1
    with acting_as(till):
        assert Operation.objects.count() == 1


def test_one_idempotency_key_used_at_once_has_one_effect(cast: Network) -> None:
    actor = cast.associate(cast.store)
    key = Idempotency(actor=cast.cashier, key="k", request_hash="a" * 64)
    other = Idempotency(actor=cast.cashier, key="k", request_hash="b" * 64)

    def ask(idempotency: Idempotency) -> Any:
        try:
            return create_customer(
                actor, new_id(), ANNA, patience=NONE, idempotency=idempotency
            ).operation
        except IdempotencyConflict:
            return None

    results = at_once(cast.store, [lambda: ask(key)] * 4 + [lambda: ask(other)] * 4)
    assert len({result for result in results if result}) == 1
    with acting_as(cast.store):
        assert Operation.objects.count() == 1


def test_uploads_and_answers_at_once_settle_alike(cast: Network) -> None:
    till = cast.tills[0]
    made = [create(cast, till) for _ in range(6)]
    at_once(till, [lambda: upload.upload_due(parent_link.link())] * 3)
    cast.settle()
    for receipt in made:
        assert_everywhere_alike(cast, receipt.entity)
        assert operation(till, receipt.operation).state == Operation.State.SETTLED


def test_two_packagers_with_two_leases_keep_the_chain(cast: Network) -> None:
    for _ in range(3):
        create(cast, cast.headquarters)

    def package() -> int:
        token = leases.hold(packager.LEASE, f"packager {threading.get_ident()}")
        return packager.package_all(token=token) if token is not None else 0

    at_once(cast.headquarters, [package] * 4)
    with acting_as(cast.headquarters):
        Lease.objects.update(until=clock.now())
    publish(cast.headquarters)
    with acting_as(cast.headquarters):
        rows = list(Package.objects.filter(group=groups.CHANNELS).order_by("number"))
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        for before, row in pairwise(rows):
            assert row.previous == before.name


def test_the_writers_lock_is_handed_on_in_the_order_of_arrival() -> None:
    lock = FairLock()
    order: list[int] = []

    def take_a_turn(number: int) -> None:
        lock.acquire()
        order.append(number)
        lock.release()

    lock.acquire()
    threads = []
    for number in range(5):
        thread = threading.Thread(target=take_a_turn, args=(number,))
        thread.start()
        threads.append(thread)
        while len(lock._queue) <= number:  # noqa: SLF001 (who waits is nobody else's business)
            threading.Event().wait(0.001)
    lock.release()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]
