"""A client that repeats its request has one effect."""

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    assert_everywhere_alike,
    shown,
)
from tillbook.customers import queries
from tillbook.customers.models import Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.errors import IdempotencyConflict, StaleEdit
from tillbook.exchange.models import Operation
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


def key_of(cast: Network, *, key: str = "k-1", request: str = "a") -> Idempotency:
    return Idempotency(actor=cast.cashier, key=key, request_hash=request * 64)


def test_a_repeated_key_returns_the_first_receipt_and_stores_nothing(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(till):
        actor = cast.associate(till)
        receipts = [
            create_customer(actor, new_id(), ANNA, patience=NONE, idempotency=key_of(cast))
            for _ in range(3)
        ]
        assert len({receipt.operation for receipt in receipts}) == 1
        assert len({receipt.entity for receipt in receipts}) == 1
        assert Operation.objects.count() == 1
        assert Customer.objects.exclude(id=cast.default_customer).count() == 1
    cast.settle()
    assert_everywhere_alike(cast, receipts[0].entity)


def test_a_key_with_another_request_is_refused(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(till):
        actor = cast.associate(till)
        create_customer(actor, new_id(), ANNA, patience=NONE, idempotency=key_of(cast))
        with pytest.raises(IdempotencyConflict):
            create_customer(
                actor, new_id(), ANNA, patience=NONE, idempotency=key_of(cast, request="b")
            )
        assert Operation.objects.count() == 1


def test_keys_of_two_actors_do_not_meet(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(till):
        for actor in (cast.cashier, new_id()):
            create_customer(
                cast.associate(till),
                new_id(),
                ANNA,
                patience=NONE,
                idempotency=Idempotency(actor=actor, key="same", request_hash="a" * 64),
            )
        assert Operation.objects.count() == 2


def test_a_form_that_is_sent_twice_makes_one_customer(cast: Network) -> None:
    till = cast.tills[0]
    id = new_id()
    with acting_as(till):
        actor = cast.associate(till)
        first = create_customer(actor, id, ANNA, patience=NONE)
        second = create_customer(actor, id, {"name": "Other"}, patience=NONE)
        assert first == second
        assert Operation.objects.count() == 1


def test_an_edit_of_what_changed_meanwhile_is_refused_with_nothing_stored(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(till):
        actor = cast.associate(till)
        receipt = create_customer(actor, new_id(), ANNA, patience=NONE)
        seen = queries.tag_of(receipt.entity)
        edit_customer(actor, receipt.entity, {"name": "Anna Berg"}, patience=NONE)
        with pytest.raises(StaleEdit):
            edit_customer(actor, receipt.entity, {"name": "Anna Ek"}, expected=seen, patience=NONE)
        assert Operation.objects.count() == 2
    assert shown(cast, till, receipt.entity)["name"] == "Anna Berg"


def test_a_verdict_on_ones_own_writes_makes_no_edit_stale(cast: Network) -> None:
    till, other = cast.tills
    with acting_as(till):
        actor = cast.associate(till)
        receipt = create_customer(actor, new_id(), ANNA, patience=NONE)
        edit_customer(actor, receipt.entity, {"language": "en"}, patience=NONE)
        seen = queries.tag_of(receipt.entity)
    cast.settle()
    with acting_as(till):
        assert queries.tag_of(receipt.entity) != seen, "the account number is news"
        edit_customer(actor, receipt.entity, {"name": "Anna Ek"}, expected=seen, patience=NONE)
        seen = queries.tag_of(receipt.entity)
    with acting_as(other):
        edit_customer(cast.associate(other), receipt.entity, {"language": "zh"}, patience=NONE)
    cast.settle()
    with acting_as(till), pytest.raises(StaleEdit):
        edit_customer(actor, receipt.entity, {"name": "Anna Ask"}, expected=seen, patience=NONE)
    assert assert_everywhere_alike(cast, receipt.entity)["name"] == "Anna Ek"
