"""Addresses over HTTP, as the rules of addresses say."""

import pytest

from tests.api.conftest import MARKS, Chain
from tillbook import configuration
from tillbook.customers.models import AddressPurpose
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS
PHONE = {"kind": "phone", "value": "070-174 06 12"}


@pytest.mark.rule("AR-024")
def test_all_of_many_addresses_are_stored_everywhere(chain: Chain) -> None:
    streets = [f"Provgatan {number}" for number in range(1, 13)]

    made = chain.till.create(addresses=[{"street": street} for street in streets])
    chain.cast.settle()

    for program in (chain.headquarters, chain.till, chain.other_till):
        stored = program.get(f"/customers/{made['id']}").json["addresses"]
        assert [address["street"] for address in stored] == streets


@pytest.mark.rule("AR-025")
@pytest.mark.parametrize(("type", "purpose"), [("person", "home"), ("organization", "business")])
def test_an_address_begins_with_the_purpose_of_the_type(
    chain: Chain, type: str, purpose: str
) -> None:
    made = chain.till.create(type=type, addresses=[{"city": "Göteborg"}])

    assert made["addresses"][0]["purpose"] == purpose


@pytest.mark.rule("AR-026")
@pytest.mark.parametrize("purpose", ["home", "office", "post_box", "business"])
def test_each_purpose_can_be_chosen_and_is_kept(chain: Chain, purpose: str) -> None:
    made = chain.till.create(addresses=[{"city": "Göteborg"}])
    address = made["addresses"][0]["id"]

    chosen = chain.till.patch(f"/customers/{made['id']}/addresses/{address}", {"purpose": purpose})
    chain.cast.settle()

    assert chosen.json["purpose"] == purpose
    read = chain.other_till.get(f"/customers/{made['id']}/addresses/{address}")
    assert read.json["purpose"] == purpose


@pytest.mark.rule("AR-027")
def test_the_country_begins_as_the_operating_units_and_can_be_changed(chain: Chain) -> None:
    made = chain.till.create(addresses=[{"city": "Göteborg"}, {"city": "Oslo", "country": "NO"}])
    path = f"/customers/{made['id']}/addresses/{made['addresses'][0]['id']}"

    changed = chain.till.patch(path, {"country": "DK"})

    assert [address["country"] for address in made["addresses"]] == ["SE", "NO"]
    assert changed.json["country"] == "DK"


@pytest.mark.rule("AR-028")
@pytest.mark.rule("AR-029")
def test_an_address_takes_over_name_and_phone_and_then_has_its_own(chain: Chain) -> None:
    made = chain.till.create(
        name="Anna Berg",
        contacts=[PHONE],
        addresses=[{"city": "Lund"}, {"city": "Umeå", "name": "Bo Ek", "phone": "the neighbour"}],
    )
    first, second = made["addresses"]
    assert (first["name"], first["phone"]) == ("Anna Berg", "+46701740612")
    assert (second["name"], second["phone"]) == ("Bo Ek", "the neighbour")

    path = f"/customers/{made['id']}"
    renamed = chain.till.patch(path, {"name": "Anna Ek", "contacts": None}).json
    emptied = chain.till.patch(f"{path}/addresses/{first['id']}", {"name": None, "phone": "1"})
    after = chain.till.get(path).json

    assert renamed["addresses"] == [first, second]
    assert (emptied.json["name"], emptied.json["phone"]) == ("", "1")
    assert after["addresses"] == [first | {"name": "", "phone": "1"}, second]


@pytest.mark.rule("AR-030")
def test_there_is_one_primary_whatever_is_edited(chain: Chain) -> None:
    made = chain.till.create(addresses=[{"city": "A"}, {"city": "B"}, {"city": "C"}])
    path = f"/customers/{made['id']}/addresses"
    ids = [address["id"] for address in made["addresses"]]

    def primaries() -> list[int]:
        chain.cast.settle()
        shown = {
            tuple(one["is_primary"] for one in program.get(path).json["items"])
            for program in (chain.headquarters, chain.till, chain.other_till)
        }
        [marks] = shown
        return [place for place, is_primary in enumerate(marks) if is_primary]

    assert primaries() == [0]
    chain.till.patch(f"{path}/{ids[2]}", {"is_primary": True})
    assert primaries() == [2]
    chain.till.patch(f"{path}/{ids[1]}", {"is_primary": True})
    assert primaries() == [1]
    chain.till.delete(f"{path}/{ids[1]}")
    assert primaries() == [0]
    chain.till.patch(f"{path}/{ids[1]}", {"is_primary": True})
    assert primaries() == [0], "a retired address is not primary"
    chain.till.patch(f"{path}/{ids[1]}", {"is_primary": True, "is_active": True})
    assert primaries() == [1]
    chain.till.patch(f"/customers/{made['id']}", {"addresses": None})
    assert primaries() == []


def test_an_address_that_is_left_out_is_retired_and_stays(chain: Chain) -> None:
    made = chain.till.create(addresses=[{"city": "Sundsvall"}, {"city": "Kiruna"}])
    first, second = made["addresses"]

    after = chain.till.patch(f"/customers/{made['id']}", {"addresses": [second]}).json
    later = chain.till.patch(f"/customers/{made['id']}", {"addresses": [second]}).json

    assert after["addresses"] == [
        first | {"is_active": False, "is_primary": False},
        second | {"is_primary": True},
    ]
    assert later == after
    assert after["addresses"][0]["created_at"] == first["created_at"] != ""


def test_a_purpose_that_headquarters_configures_can_be_chosen(chain: Chain) -> None:
    headquarters = chain.cast.headquarters
    with acting_as(headquarters):
        wanted = {"home", "business", "office", "post_box", "castle"}
        for code in wanted - {row.code for row in AddressPurpose.objects.all()}:
            row: dict[str, object] = {"code": code, "name": code}
            configuration.put(headquarters.actor(), "address_purpose", id=new_id(), document=row)

    castle, moon = (
        chain.headquarters.post(
            "/customers", {"name": "A", "store": "1", "addresses": [{"purpose": purpose}]}
        )
        for purpose in ("castle", "moon")
    )

    assert castle.json["addresses"][0]["purpose"] == "castle"
    assert moon.fields == [("/addresses/0/purpose", "purpose.unknown")]
