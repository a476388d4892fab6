"""What reaches the tills of what a store hands down, and what becomes of it there."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES
from tillbook import configuration
from tillbook.customers import queries, store_defaults
from tillbook.customers.models import AddressPurpose, CustomerGroup
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import LegalEntity

pytestmark = ON_REAL_DATABASES


def _put(cast: Network, kind: str, id: UUID, **document: Any) -> None:
    with acting_as(cast.headquarters):
        configuration.put(cast.headquarters.actor(), kind, id=id, document=document)


def _company(cast: Network, **document: Any) -> None:
    with acting_as(cast.headquarters):
        id = LegalEntity.objects.get().id
    _put(cast, "legal_entity", id, **document)


def _edit(cast: Network, id: UUID, **changes: Any) -> None:
    with acting_as(cast.headquarters):
        edit_customer(cast.headquarters.actor(), id, changes)


def _made(cast: Network, **entered: Any) -> dict[str, Any]:
    """Create a customer at the first till, after it followed headquarters."""
    cast.settle()
    till, id = cast.tills[0], new_id()
    with acting_as(till):
        create_customer(cast.associate(till), id, {"name": "Lisa", **entered})
        made = queries.find(cast.associate(till), id)
    assert made is not None
    return made


def test_a_till_reads_the_giver_and_the_group_once(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(cast.headquarters):
        giver = queries.find(cast.headquarters.actor(), cast.default_customer)
    assert giver is not None
    with acting_as(till), CaptureQueriesContext(connections[till.database]) as asked:
        store_defaults.handed(cast.store_id)
        handed = store_defaults.handed(cast.store_id)

    assert (handed.giver, handed.group_name) == (giver["account_number"], "Retail")
    assert handed.inherited.dimensions_of is None
    tables = [query["sql"] for query in asked if "customers_storedefaults" in query["sql"]]
    assert len(tables) == 1


def test_dimensions_stay_the_default_groups_until_the_company_says_otherwise(
    cast: Network,
) -> None:
    _put(
        cast,
        "customer_group",
        new_id(),
        code="trade",
        name="Trade",
        financial_dimensions={"d": "2"},
    )
    assert _made(cast, customer_group="trade")["financial_dimensions"] == {"d": "1"}

    _company(cast, dimensions_follow_chosen_group=True)
    followed = _made(cast, customer_group="trade")

    assert followed["financial_dimensions"] == {"d": "2"}
    assert followed["inherited"]["financial_dimensions"] == "customer_group"
    assert "customer_group" not in followed["inherited"]
    assert _made(cast)["financial_dimensions"] == {"d": "1"}


def test_fields_that_the_company_lists_are_copied_from_the_default_customer(
    cast: Network,
) -> None:
    extra = {"price_group": "vip", "on_account_allowed": True, "note": "mine alone"}
    _edit(cast, cast.default_customer, **extra)
    assert _made(cast)["price_group"] == ""

    _company(cast, copied_fields=["price_group", "on_account_allowed", "prices_include_tax"])
    made = _made(cast, on_account_allowed=False)

    assert (made["price_group"], made["on_account_allowed"], made["note"]) == ("vip", False, "")
    assert made["inherited"]["price_group"] == "default_customer"
    assert made["inherited"]["prices_include_tax"] == "default_customer"
    assert "on_account_allowed" not in made["inherited"]


def test_new_customers_join_the_address_book_of_their_store(cast: Network) -> None:
    _put(cast, "address_book", new_id(), code="west", name="West")
    _put(cast, "store", cast.store_id, address_book="west")

    made = _made(cast)

    assert (made["address_books"], made["inherited"]["address_books"]) == (["west"], "store")
    assert _made(cast, address_books=[])["address_books"] == []


def test_an_affiliation_that_was_taken_away_at_the_till_stays_away(cast: Network) -> None:
    made = _made(cast, affiliations=[])

    assert made["affiliations"] == []
    assert "affiliations" not in made["inherited"]


def test_purposes_of_addresses_follow_what_headquarters_configures(cast: Network) -> None:
    with acting_as(cast.headquarters):
        ids = dict(AddressPurpose.objects.values_list("code", "id"))
    _put(cast, "address_purpose", ids["home"], default_for="")
    _put(cast, "address_purpose", ids["office"], default_for="person")

    made = _made(cast, addresses=[{"city": "Lund"}])
    company = _made(cast, type="organization", addresses=[{"city": "Lund"}])

    assert made["addresses"][0]["purpose"] == "office"
    assert company["addresses"][0]["purpose"] == "business"


def test_a_purpose_that_is_removed_is_no_longer_handed_down(cast: Network) -> None:
    with acting_as(cast.headquarters):
        id = AddressPurpose.objects.get(code="business").id
        configuration.remove(cast.headquarters.actor(), "address_purpose", id=id)

    company = _made(cast, type="organization", addresses=[{"city": "Lund"}])

    assert company["addresses"][0]["purpose"] == "home"


def test_an_address_added_later_begins_like_the_first_and_the_others_stay(cast: Network) -> None:
    made, till = _made(cast, addresses=[{"city": "Oslo", "country": "NO"}]), cast.tills[0]
    addresses = [*made["addresses"], {"city": "Lund"}]
    with acting_as(till):
        edit_customer(cast.associate(till), UUID(made["id"]), {"addresses": addresses})
        after = queries.find(cast.associate(till), UUID(made["id"]))

    assert after is not None
    found = {one["city"]: (one["country"], one["purpose"]) for one in after["addresses"]}
    assert found == {"Oslo": ("NO", "home"), "Lund": ("SE", "home")}


def test_what_somebody_changes_later_is_no_longer_told_as_inherited(cast: Network) -> None:
    made = _made(cast, addresses=[{"city": "Lund"}])
    path = f"address/{made['addresses'][0]['id']}/country"
    assert made["inherited"][path] == "operating_unit"
    moved = [made["addresses"][0] | {"country": "NO"}]
    cast.settle()

    _edit(cast, UUID(made["id"]), currency="EUR", addresses=moved)

    with acting_as(cast.headquarters):
        after = queries.find(cast.headquarters.actor(), UUID(made["id"]))
    assert after is not None
    assert "currency" not in after["inherited"]
    assert path not in after["inherited"]
    assert after["inherited"]["language"] == "default_customer"


def test_a_changed_group_changes_what_stores_hand_down_at_once(cast: Network) -> None:
    with acting_as(cast.headquarters):
        group = CustomerGroup.objects.get()
        rows = {"financial_dimensions": {"d": "2"}}
        configuration.put(cast.headquarters.actor(), "customer_group", id=group.id, document=rows)
        assert list(store_defaults.refresh()) == []
        assert store_defaults.of_store(cast.store_id).values["financial_dimensions"] == {"d": "2"}


@pytest.mark.parametrize("language", ["sv", "zh-hans", "en"])
def test_names_of_codes_are_told_in_one_go(cast: Network, language: str) -> None:
    _put(cast, "affiliation", new_id(), code="vip", name="VIP")
    _put(cast, "address_book", new_id(), code="west", name="West")
    with acting_as(cast.headquarters):
        alias = connections[cast.headquarters.database]
        with CaptureQueriesContext(alias) as asked:
            names = queries.names(cast.headquarters.actor(), language=language)

    assert names.groups["retail"] == "Retail"
    assert (names.affiliations["vip"], "vip" in names.groups) == ("VIP", False)
    assert names.address_books["west"] == "West"
    home = {"sv": "Hem", "zh-hans": "家庭", "en": "Home"}[language]
    assert list(names.purposes) == ["home", "business", "office", "post_box"]
    assert names.purposes["home"] == home
    tables = [query for query in asked if "configurationmark" not in query["sql"]]
    assert len(tables) == 3
