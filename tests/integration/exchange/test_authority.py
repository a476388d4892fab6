"""What a device in a store may not do, whatever it claims."""

import dataclasses
import time
from uuid import UUID

import pytest

from tests.cast import ADA, Network
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    close_store,
    create,
    discard,
    operation,
)
from tillbook import configuration
from tillbook.customers import queries
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.errors import Refused, WrongKind
from tillbook.exchange.models import Entity, Operation
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.models import LATE_MS, Node
from tillbook.nodes.queries import stores_here
from tillbook.nodes.this_node import acting_as
from tillbook.stores.errors import UnknownStore
from tillbook.stores.models import Store
from tillbook.stores.operations.assign_stores import assign_stores

pytestmark = ON_REAL_DATABASES


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SYSTEM])
def test_a_till_cannot_configure_the_chain(cast: Network, role: Role) -> None:
    till = cast.tills[0]

    with acting_as(till):
        receipt = configuration.put(
            cast.associate(till, role), "store", id=cast.store_id, document={"name": "Mine"}
        )

    assert receipt.verdict is not None
    assert (receipt.verdict.outcome, receipt.verdict.reason) == (
        Outcome.QUARANTINED,
        "perm.denied",
    )
    with acting_as(cast.headquarters):
        assert Store.objects.get(id=cast.store_id).name != "Mine"


def test_a_till_cannot_speak_for_another_store(cast: Network) -> None:
    till, elsewhere = cast.tills[0], new_id()
    _open_second_store(cast, elsewhere)
    actor = dataclasses.replace(cast.associate(till), store=elsewhere)

    with acting_as(till):
        receipt = create_customer(actor, new_id(), {"name": "Anna Svensson"})

    assert receipt.verdict is not None
    assert receipt.verdict.outcome is Outcome.QUARANTINED
    assert receipt.verdict.reason == "store.not_served"


def test_a_till_cannot_close_what_another_store_asked(cast: Network) -> None:
    till = cast.tills[0]
    refused = create(cast, till)
    close_store(cast)
    cast.settle()
    with acting_as(cast.headquarters):
        Operation.objects.filter(id=refused.operation).update(store=new_id())

    closing = discard(cast, till, refused.operation)
    cast.settle()

    assert operation(cast.headquarters, closing.operation).reason == "perm.denied"
    assert operation(cast.headquarters, refused.operation).outcome == "quarantined"


def test_an_id_stays_what_it_was_first(cast: Network) -> None:
    with acting_as(cast.headquarters):
        before = Entity.objects.get(id=cast.store_id)
        with pytest.raises(Refused):
            create_customer(cast.headquarters.actor(), cast.store_id, ANNA, store="1")
    with pytest.raises(WrongKind):
        create(cast, cast.tills[0], id=cast.store_id)
    with acting_as(cast.headquarters):
        after = Entity.objects.get(id=cast.store_id)
    assert (after.kind, after.version) == (before.kind, before.version)


def _open_second_store(cast: Network, store: UUID) -> None:
    """Open another store, and let every node hear of it."""
    with acting_as(cast.headquarters):
        first = Store.objects.get(id=cast.store_id)
        configuration.put(
            cast.headquarters.actor(),
            "store",
            id=store,
            document={
                "number": "2",
                "name": "Elsewhere",
                "kind": "store",
                "legal_entity": str(first.legal_entity),
                "operating_unit": str(first.operating_unit),
                "currency": "SEK",
                "language": "sv",
                "time_zone": "Europe/Stockholm",
            },
        )
    cast.settle()


def test_a_server_speaks_for_the_stores_that_it_was_given_as_long_as_it_has_them(
    cast: Network,
) -> None:
    server, other = cast.store, new_id()
    _open_second_store(cast, other)
    clerk = new_id()
    with acting_as(cast.headquarters):
        document = ADA | {"number": "200", "store": str(other)}
        configuration.put(cast.headquarters.actor(), "associate", id=clerk, document=document)
    cast.settle()
    actor = dataclasses.replace(cast.associate(server), id=clerk, store=other)

    def ask() -> UUID:
        with acting_as(server):
            return create_customer(actor, new_id(), ANNA, patience=NONE).operation

    def told(id: UUID) -> tuple[str, str]:
        cast.settle()
        found = operation(cast.headquarters, id)
        return found.outcome, found.reason

    def give(*stores: UUID) -> None:
        with acting_as(cast.headquarters):
            assign_stores(cast.headquarters.actor(), server.id, stores)

    refused = ("quarantined", "store.not_served")
    assert told(ask()) == refused
    give(other)
    assert told(ask()) == ("applied", "")
    with acting_as(server):
        assert stores_here() == (cast.store_id, other)
    assert told(create(cast, server).operation) == ("applied", "")
    with acting_as(cast.headquarters), pytest.raises(UnknownStore):
        assign_stores(cast.headquarters.actor(), server.id, [new_id()])

    before = ask()
    time.sleep(0.002)
    give()
    time.sleep(0.002)
    after = ask()

    assert told(before) == ("applied", "")
    assert told(after) == refused
    with acting_as(server):
        assert stores_here() == (cast.store_id,)
        row = Node.objects.get(id=server.id)
    taken_ms = row.further[str(other)]
    assert not row.speaks_for(other, asked_ms=taken_ms, now_ms=taken_ms + LATE_MS + 1)


def test_a_till_cannot_take_another_customers_contact(cast: Network) -> None:
    till, other = cast.tills
    phone = {"kind": "phone", "value": "070-1740612"}
    with acting_as(till):
        first = create_customer(
            cast.associate(till), new_id(), {"name": "Anna", "contacts": [phone]}
        )
    cast.settle()
    with acting_as(other):
        document = queries.find(cast.associate(other), first.entity)
        assert document is not None
        taken = phone | {"id": document["contacts"][0]["id"]}
        second = create_customer(
            cast.associate(other), new_id(), {"name": "Bo", "contacts": [taken]}
        )

    assert second.verdict is not None
    assert (second.verdict.outcome, second.verdict.reason) == (Outcome.QUARANTINED, "part.taken")
    cast.settle()
    with acting_as(till):
        kept = queries.find(cast.associate(till), first.entity)
        assert kept is not None
        assert len(kept["contacts"]) == 1
