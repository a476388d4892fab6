"""Hidden fields of the form that a browser changed: nothing of another customer moves."""

from uuid import UUID

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, cut
from tests.pos.test_addresses import HOME
from tests.pos.test_names import stored
from tillbook.customers import queries
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def cities(cast: Network, url: str) -> set[str]:
    """Return the towns of a customer, as the first till shows them."""
    till = cast.tills[0]
    with acting_as(till):
        customer = queries.find(cast.associate(till), UUID(url.split("/")[2]))
    assert customer is not None
    return {address["city"] for address in customer["addresses"]}


@pytest.mark.parametrize("place", ["edit", "new"])
def test_the_id_of_another_customers_address_takes_nothing_away(
    cast: Network, till: Till, place: str
) -> None:
    anna, bo = (till.create_at(name=name, **HOME) for name in ("Anna", "Bo"))
    cast.settle()
    id = stored(cast, anna)["addresses"][0]["id"]
    cut(cast)

    address = f"{bo}/edit" if place == "edit" else "/customers/new"
    form = till.get(address).page.typed(name="Bo", **HOME)
    saved = till.post(address, form | {"address-0-id": id, "address-0-city": "Borås"})

    assert saved.status == 303
    assert cities(cast, anna) == {"Göteborg"}
    assert "Borås" in cities(cast, saved.location.partition("?")[0])


@pytest.mark.parametrize(
    "sent",
    [
        {"address-0-id": "x"},
        {"identifier-0-id": "x", "identifier-0-scheme": "other", "identifier-0-value": "1"},
        {"contact_person-0-id": "x", "contact_person-0-name": "Cia"},
    ],
    ids=lambda sent: next(iter(sent)),
)
@pytest.mark.parametrize("place", ["edit", "new"])
def test_what_is_no_id_is_none(cast: Network, till: Till, sent: dict[str, str], place: str) -> None:
    url = till.create_at(name="Anna", type="organization", **HOME)
    address = f"{url}/edit" if place == "edit" else "/customers/new"
    form = till.get(address).page.typed(name="Anna", type="organization", **HOME)

    assert till.post(address, form | sent).status == 303
