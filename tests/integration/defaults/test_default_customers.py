"""Who may be a default customer, and that whoever is one stays usable; where things are in use."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from tests.cast import Network, open_store
from tests.integration.exchange.scenes import ON_REAL_DATABASES
from tillbook import configuration
from tillbook.customers import queries, seeds
from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.models import AddressPurpose, Customer, CustomerGroup
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.errors import Refused
from tillbook.exchange.models import Operation
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import LegalEntity

pytestmark = ON_REAL_DATABASES


def _customer(cast: Network, **entered: Any) -> UUID:
    id = new_id()
    create_customer(cast.headquarters.actor(), id, {"name": "Giver", **entered}, store="1")
    return id


def _number(cast: Network, customer: UUID) -> str:
    found = queries.find(cast.headquarters.actor(), customer)
    assert found is not None
    return str(found["account_number"])


def _unknown(cast: Network) -> UUID:
    return new_id()


def _blocked_wholly(cast: Network) -> UUID:
    return _customer(cast, blocked="all")


def _blocked_for_invoices(cast: Network) -> UUID:
    return _customer(cast, blocked="invoices")


def _merged(cast: Network) -> UUID:
    id = _customer(cast)
    Customer.objects.filter(id=id).update(merged_into=cast.default_customer)
    return id


def _of_another_company(cast: Network) -> UUID:
    id = _customer(cast)
    Customer.objects.filter(id=id).update(legal_entity="other")
    return id


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_unknown, "default_customer.unknown"),
        (_of_another_company, "default_customer.other_company"),
        (_blocked_wholly, "default_customer.blocked"),
        (_blocked_for_invoices, "default_customer.blocked"),
        (_merged, "default_customer.merged"),
    ],
)
def test_who_cannot_hand_down_values_is_refused_on_every_way(
    cast: Network, make: Callable[[Network], UUID], code: str
) -> None:
    with acting_as(cast.headquarters):
        wanted = {"default_customer": str(make(cast))}
        with pytest.raises(Refused) as refused:
            configuration.put(cast.headquarters.actor(), "store", id=cast.store_id, document=wanted)

    assert (refused.value.code, refused.value.params["field"]) == (code, "default_customer")


def test_a_store_does_not_move_to_a_company_that_its_default_customer_is_not_of(
    cast: Network,
) -> None:
    company = new_id()
    document = {"code": "cn", "name": "CN", "country": "CN", "currency": "CNY", "language": "en"}
    actor = cast.headquarters.actor()
    with acting_as(cast.headquarters):
        configuration.put(actor, "legal_entity", id=company, document=document)
        moved = {"legal_entity": str(company)}
        with pytest.raises(Refused) as refused:
            configuration.put(actor, "store", id=cast.store_id, document=moved)

    assert refused.value.code == "default_customer.other_company"


@pytest.mark.parametrize("blocked", ["all", "invoices"])
def test_a_default_customer_is_not_blocked_and_the_store_is_named(
    cast: Network, blocked: str
) -> None:
    with acting_as(cast.headquarters), pytest.raises(InvalidCustomer) as refused:
        edit_customer(cast.headquarters.actor(), cast.default_customer, {"blocked": blocked})

    [problem] = refused.value.problems
    assert (problem.code, problem.pointer) == ("customer.is_default", "/blocked")
    assert problem.params == {"stores": "Göteborg"}


def test_headquarters_keeps_its_word_when_a_till_did_not_know_of_the_choice(
    cast: Network,
) -> None:
    till = cast.tills[0]
    with acting_as(cast.headquarters):
        chosen = _customer(cast)
    cast.settle()
    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(),
            "store",
            id=cast.store_id,
            document={"default_customer": str(chosen)},
        )
    with acting_as(till):
        receipt = edit_customer(cast.associate(till), chosen, {"blocked": "all"}, patience=NONE)
    cast.settle()

    assert receipt is not None
    with acting_as(cast.headquarters):
        decided = Operation.objects.get(id=receipt.operation)
        kept = queries.find(cast.headquarters.actor(), chosen)
    assert decided.reason == "customer.is_default"
    assert decided.params == {"stores": "Göteborg", "pointer": "/blocked"}
    assert kept is not None
    assert kept["blocked"] == "no"


@pytest.mark.parametrize(
    ("kind", "document", "code"),
    [
        ("store", {"address_book": "nowhere"}, "reference.unknown"),
        ("legal_entity", {"customer_group": "nobody"}, "reference.unknown"),
        ("legal_entity", {"copied_fields": ["name"]}, "field.invalid"),
        ("legal_entity", {"copied_fields": ["contacts"]}, "field.invalid"),
    ],
)
def test_places_name_only_what_there_is_and_may_be_copied(
    cast: Network, kind: str, document: dict[str, Any], code: str
) -> None:
    with acting_as(cast.headquarters):
        id = cast.store_id if kind == "store" else LegalEntity.objects.get().id
        with pytest.raises(Refused) as refused:
            configuration.put(cast.headquarters.actor(), kind, id=id, document=document)

    assert refused.value.code == code


def test_what_is_in_use_is_told_with_counts_and_names(cast: Network) -> None:
    actor = cast.headquarters.actor()
    with acting_as(cast.headquarters):
        for kind, code in (("affiliation", "vip"), ("address_book", "west")):
            configuration.put(actor, kind, id=new_id(), document={"code": code, "name": code})
        open_store(cast.headquarters, "7", address_book="west")
        customer = _customer(
            cast,
            affiliations=["vip"],
            address_books=["west"],
            addresses=[{"city": "Lund", "purpose": "office"}],
        )

        def told(kind: str, model: str, code: str) -> dict[str, str]:
            id = apps.get_model("customers", model).objects.get(code=code).id
            with pytest.raises(Refused) as refused:
                configuration.remove(actor, kind, id=id)
            assert refused.value.code == configuration.IN_USE
            return dict(refused.value.params)

        number = _number(cast, customer)
        one = {"customer": "1", "customer.1": number}
        assert told("affiliation", "Affiliation", "vip") == one
        store = {"store": "1", "store.1": "Store 7"}
        assert told("address_book", "AddressBook", "west") == one | store
        assert told("address_purpose", "AddressPurpose", "office")["customer"] == "1"
        group = told("customer_group", "CustomerGroup", "retail")
        assert (group["customer"], group["legal_entity.1"]) == ("2", "Company")
        dimension = told("financial_dimension", "FinancialDimension", "d")
        assert dimension == {"customer_group": "1", "customer_group.1": "Retail"}


def test_a_group_that_nobody_uses_goes_from_every_node(cast: Network) -> None:
    id = new_id()
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        configuration.put(actor, "customer_group", id=id, document={"code": "x", "name": "X"})
        cast.settle()
        configuration.remove(actor, "customer_group", id=id)
    cast.settle()

    with acting_as(cast.tills[0]):
        assert not CustomerGroup.objects.filter(id=id).exists()


def test_seeds_are_planted_once_and_what_became_of_them_stays(cast: Network) -> None:
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        ids = dict(AddressPurpose.objects.values_list("code", "id"))
        changed = {"name": "Hemma", "default_for": ""}
        configuration.put(actor, "address_purpose", id=ids["home"], document=changed)
        configuration.remove(actor, "address_purpose", id=ids["post_box"])
        before = Operation.objects.count()

        seeds.plant()

        assert Operation.objects.count() == before
        assert AddressPurpose.objects.get(code="home").name == "Hemma"
        assert not AddressPurpose.objects.filter(code="post_box").exists()
        purposes = queries.purposes(actor)
    assert [one.code for one in purposes] == ["home", "business", "office"]
    assert [one.default_for for one in purposes] == ["", "organization", ""]
