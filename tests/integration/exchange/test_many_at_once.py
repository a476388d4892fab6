"""Many operations in one transaction are decided as if each had come by itself."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    look,
)
from tests.integration.exchange.test_uploads import signed_at
from tillbook.customers.models import AccountNumber
from tillbook.exchange import serve
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.log import images
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import Answer
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.nodes.unit import unit
from tillbook.stores.models import NumberCounter

pytestmark = ON_REAL_DATABASES


def outcomes(answers: Sequence[Answer]) -> list[str]:
    return [
        answer.verdict.outcome.value if answer.verdict else answer.refused for answer in answers
    ]


def arrive(cast: Network, made: Sequence[Receipt]) -> list[Answer]:
    """Bring operations of the first till to headquarters in one batch, in this order."""
    batch = [signed_at(cast.tills[0], one.operation) for one in made]
    return take(cast, batch)


def take(cast: Network, batch: list[Signed]) -> list[Answer]:
    with acting_as(cast.headquarters):
        return serve.take(batch, child=cast.tills[0].id, patience=NONE)


def number_of(answer: Answer) -> str:
    assert answer.verdict is not None
    return str(answer.verdict.assigned["account_number"])


def test_a_batch_may_hold_several_operations_of_one_customer_in_any_order(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    edits = [edit(cast, till, created.entity, name=f"Anna {number}") for number in range(3)]
    other = create(cast, till)
    answers = arrive(cast, [edits[0], edits[1], created, other, edits[2], created])
    assert outcomes(answers) == ["held", "held", "applied", "applied", "applied", "applied"]
    cast.settle()
    assert assert_everywhere_alike(cast, created.entity)["name"] == "Anna 2"
    assert_everywhere_alike(cast, other.entity)
    assert_at_rest(cast)


def test_a_refused_operation_in_a_batch_takes_nothing_of_the_others_along(cast: Network) -> None:
    till = cast.tills[0]
    made = [create(cast, till) for _ in range(4)]
    batch = [signed_at(till, one.operation) for one in made]
    spoiled = signed_at(cast.tills[0], made[2].operation)
    batch[2] = Signed(
        envelope=spoiled.envelope,
        signature=bytes(64),
        salt=spoiled.salt,
        body=spoiled.body,
    )
    answers = take(cast, batch)
    assert outcomes(answers) == ["applied", "applied", "operation.altered", "applied"]
    numbers = [number_of(answer) for answer in answers if answer.verdict]
    assert len(set(numbers)) == 3
    with acting_as(cast.headquarters):
        held = AccountNumber.objects.filter(number__in=numbers)
        assert {row.customer for row in held} == {made[at].entity for at in (0, 1, 3)}


def test_numbers_of_a_batch_follow_each_other_without_gaps(cast: Network) -> None:
    till = cast.tills[0]
    first = arrive(cast, [create(cast, till) for _ in range(3)])
    second = arrive(cast, [create(cast, till) for _ in range(3)])
    numbers = sorted(number_of(answer) for answer in (*first, *second))
    with acting_as(cast.headquarters):
        rows = AccountNumber.objects.order_by("number").values_list("number", flat=True)
        assert list(rows)[-6:] == numbers
        assert NumberCounter.objects.get().next == rows.count() + 1


def test_two_customers_of_one_batch_cannot_have_one_contact(cast: Network) -> None:
    till = cast.tills[0]
    contact = {"id": str(new_id()), "kind": "phone", "value": "0701740612"}
    made = [create(cast, till, {"name": name, "contacts": [contact]}) for name in ("Anna", "Bo")]
    assert outcomes(arrive(cast, made)) == ["applied", "quarantined"]
    assert look(cast, cast.headquarters, made[1].entity) is None


def test_rows_that_cannot_be_written_send_each_operation_by_itself(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]
    made = [create(cast, till) for _ in range(3)]
    store = images.store

    def refusing(kind: Any, stored: Sequence[Any]) -> None:
        if any(image.id == made[1].entity for image in stored):
            raise IntegrityError("no")
        store(kind, stored)

    monkeypatch.setattr(images, "store", refusing)
    assert outcomes(arrive(cast, made)) == ["applied", "operation.unstorable", "applied"]
    with acting_as(cast.headquarters):
        assert not Operation.objects.filter(id=made[1].operation).exists()


def test_a_relay_shows_a_whole_batch(cast: Network) -> None:
    till = cast.tills[0]
    made = [create(cast, till) for _ in range(3)]
    edited = edit(cast, till, made[0].entity, name="Anna Berg")
    batch = [signed_at(till, one.operation) for one in (*made, edited)]
    with acting_as(cast.store):
        answers = serve.take(batch, child=till.id, patience=NONE)
        assert all(not answer.refused and answer.verdict is None for answer in answers)
    names = [
        document and document["name"]
        for document in (look(cast, cast.store, one.entity) for one in made)
    ]
    assert names == ["Anna Berg", "Anna Svensson", "Anna Svensson"]
    cast.settle()
    assert_at_rest(cast)


def test_nothing_is_behind_outside_of_a_batch(cast: Network) -> None:
    with acting_as(cast.headquarters):
        assert not unit().is_behind
        create(cast, cast.headquarters)
        assert not unit().memory
