"""What is in use is not removed, and whoever asked is told where; capabilities above check below."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES, WAITING, create
from tillbook import configuration
from tillbook.configuration import offers
from tillbook.configuration.uses import Use
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import Refused
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Register, Store

pytestmark = ON_REAL_DATABASES


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after the test what it offered."""
    for registry in ("_uses", "_checks"):
        before = getattr(offers, registry)
        copy = {name: list(offers) for name, offers in before.items()}
        monkeypatch.setattr(offers, registry, copy)


def remove(cast: Network, kind: str, id: UUID) -> None:
    with acting_as(cast.headquarters):
        configuration.remove(cast.headquarters.actor(), kind, id=id)


def refusal(cast: Network, kind: str, id: UUID) -> Refused:
    """Return why headquarters does not remove something."""
    with pytest.raises(Refused) as raised:
        remove(cast, kind, id)
    return raised.value


def test_a_store_with_devices_stays_and_the_refusal_names_them(cast: Network) -> None:
    refused = refusal(cast, "store", cast.store_id)
    assert refused.code == "in_use"
    assert refused.params == {
        "node": "3",
        "node.1": "store",
        "node.2": "till_1",
        "node.3": "till_2",
        "customer": "1",
        "customer.1": "000000018",
    }
    told = Use(kind="node", count=3, names=("store", "till_1", "till_2"))
    assert told in configuration.where_used(refused)
    with acting_as(cast.headquarters):
        assert Store.objects.filter(id=cast.store_id).exists()


def test_a_register_without_a_device_goes_and_one_with_a_device_stays(cast: Network) -> None:
    used, unused = cast.tills[0].identity.register, new_id()
    assert used is not None
    with acting_as(cast.headquarters):
        for number, id in enumerate((used, unused)):
            configuration.put(
                cast.headquarters.actor(),
                "register",
                id=id,
                document={"number": f"1-{number}", "name": "Kassa", "store": str(cast.store_id)},
            )
    assert refusal(cast, "register", used).params == {"node": "1", "node.1": "till_1"}
    remove(cast, "register", unused)
    cast.settle()
    with acting_as(cast.tills[0]):
        assert set(Register.objects.values_list("id", flat=True)) == {used}


@pytest.mark.usefixtures("offered")
def test_what_several_capabilities_know_of_a_thing_is_told_together(cast: Network) -> None:
    def companies(group: Document) -> Iterable[Use]:
        yield Use(kind="legal_entity", count=group["code"] == "wholesale", names=("Company",))

    def customers(group: Document) -> Iterable[Use]:
        yield Use(kind="customer", count=12, names=("Anna", "Bo"))
        yield Use(kind="customer", count=1, names=("Cy",))
        yield Use(kind="store", count=0)

    for find in (companies, customers, customers):
        offers.offer(uses={"customer_group": find})
    group = new_id()
    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(),
            "customer_group",
            id=group,
            document={"code": "wholesale", "name": "Wholesale", "financial_dimensions": {}},
        )
    assert set(configuration.where_used(refusal(cast, "customer_group", group))) == {
        Use(kind="legal_entity", count=1, names=("Company",)),
        Use(kind="customer", count=13, names=("Anna", "Bo", "Cy")),
    }


@pytest.mark.usefixtures("offered")
def test_a_capability_above_refuses_what_the_kind_itself_lets_pass(cast: Network) -> None:
    asked: list[Any] = []

    def check(proposal: Proposal) -> Ruling:
        asked.append(proposal.after["name"])
        is_wrong = proposal.after["name"] == "Nobody"
        return Ruling(refused="store.nobody" if is_wrong else "", params={"number": "1"})

    offers.offer(checks={"store": check})
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        configuration.put(actor, "store", id=cast.store_id, document={"name": "Malmö"})
        with pytest.raises(Refused) as raised:
            configuration.put(actor, "store", id=cast.store_id, document={"name": "Nobody"})
        assert (raised.value.code, raised.value.params) == ("store.nobody", {"number": "1"})
        assert Store.objects.get(id=cast.store_id).name == "Malmö"
    assert asked == ["Malmö", "Nobody"]


def test_nodes_stay_and_customers_are_no_configuration(cast: Network) -> None:
    assert refusal(cast, "node", cast.tills[0].id).code == "kind.permanent"
    customer = create(cast, cast.headquarters, patience=WAITING).entity
    assert refusal(cast, "customer", customer).code == "kind.unknown"
