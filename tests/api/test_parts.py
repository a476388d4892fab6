"""Addresses and contacts one by one: conditions, repeats, and what others do meanwhile."""

import threading
from typing import Any

import pytest
from django.db import connections

from tests.api.conftest import MARKS, Chain, Program
from tillbook.foundation.ids import new_id

pytestmark = MARKS
ADDRESS = {"street": "Provgatan", "street_number": "1", "city": "Göteborg"}
PHONE = {"kind": "phone", "value": "070-174 06 12"}
NEW: dict[str, Any] = {"addresses": ADDRESS, "contacts": PHONE}
BOTH = pytest.mark.parametrize("name", ["addresses", "contacts"])


@BOTH
def test_a_part_is_added_read_and_listed(chain: Chain, name: str) -> None:
    made = chain.till.create()
    path = f"/customers/{made['id']}/{name}"

    added = chain.till.post(path, NEW[name])

    assert added.status == 201
    assert (
        added.json.items()
        >= (ADDRESS if name == "addresses" else {"as_typed": PHONE["value"]}).items()
    )
    assert added.headers["Location"] == f"/api/v1{path}/{added.json['id']}"
    read = chain.till.get(f"{path}/{added.json['id']}")
    assert read.json == added.json
    assert read.headers["ETag"] == added.headers["ETag"]
    assert chain.till.get(path).json == {"items": [added.json]}
    assert chain.till.get(f"/customers/{made['id']}").json[name] == [added.json]


@BOTH
def test_a_part_that_is_not_there_is_told(chain: Chain, name: str) -> None:
    path = f"/customers/{chain.till.create()['id']}/{name}/{new_id()}"

    for answer in (chain.till.get(path), chain.till.patch(path, {}), chain.till.delete(path)):
        assert (answer.status, answer.code) == (404, "part.unknown")


@BOTH
def test_parts_of_nobody_are_told(chain: Chain, name: str) -> None:
    path = f"/customers/{new_id()}/{name}"

    for answer in (chain.till.get(path), chain.till.post(path, NEW[name])):
        assert (answer.status, answer.code) == (404, "customer.unknown")


@BOTH
def test_a_repeated_addition_adds_one(chain: Chain, name: str) -> None:
    path = f"/customers/{chain.till.create()['id']}/{name}"

    first, repeat = (
        chain.till.post(path, NEW[name], idempotency_key=f"add {name}") for _ in range(2)
    )

    assert (first.status, repeat.status) == (201, 201)
    assert repeat.json == first.json
    assert chain.till.get(path).json["items"] == [first.json]


@BOTH
def test_a_change_of_another_version_is_refused(chain: Chain, name: str) -> None:
    path = f"/customers/{chain.till.create()['id']}/{name}"
    added = chain.till.post(path, NEW[name])
    one, seen = f"{path}/{added.json['id']}", added.headers["ETag"]
    field = "label" if name == "contacts" else "attention"

    fresh = chain.till.patch(one, {field: "a"}, if_match=seen)
    stale = [
        chain.till.patch(one, {field: "b"}, if_match=seen),
        chain.till.delete(one, if_match=seen),
        chain.till.post(path, NEW[name], if_match=seen),
    ]
    unconditional = chain.till.patch(one, {field: "c"})

    assert (fresh.status, fresh.json[field]) == (200, "a")
    assert [(answer.status, answer.code) for answer in stale] == [(412, "edit.stale")] * 3
    assert unconditional.json[field] == "c"


def test_a_change_touches_only_what_it_names_and_null_empties(chain: Chain) -> None:
    made = chain.till.create(addresses=[ADDRESS, {"city": "Oslo"}])
    first, second = made["addresses"]
    path = f"/customers/{made['id']}/addresses/{first['id']}"

    after = chain.till.patch(path, {"city": "Malmö", "street_number": None})

    assert after.json == first | {"city": "Malmö", "street_number": ""}
    assert chain.till.get(f"/customers/{made['id']}").json["addresses"] == [after.json, second]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"country": "XX"}, [("/addresses/0/country", "country.unknown")]),
        ({"purpose": "moon"}, [("/addresses/0/purpose", "purpose.unknown")]),
        ({"is_active": None}, [("/is_active", "type.wrong")]),
        ({"id": "1"}, [("/id", "field.read_only")]),
        ({"planet": "Mars"}, [("/planet", "field.unknown")]),
    ],
)
def test_a_change_that_breaks_a_rule_is_told_where(
    chain: Chain, body: object, fields: list[tuple[str, str]]
) -> None:
    made = chain.till.create(addresses=[ADDRESS])
    path = f"/customers/{made['id']}/addresses/{made['addresses'][0]['id']}"

    answer = chain.till.patch(path, body)

    assert (answer.status, answer.fields) == (422, fields)


def test_retiring_an_address_twice_is_as_good_as_once(chain: Chain) -> None:
    made = chain.till.create(addresses=[ADDRESS])
    path = f"/customers/{made['id']}/addresses/{made['addresses'][0]['id']}"

    answers = [chain.till.delete(path) for _ in range(2)]

    assert [(answer.status, answer.body) for answer in answers] == [(204, b"")] * 2
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert chain.till.get(path).json == made["addresses"][0] | {
        "is_active": False,
        "is_primary": False,
    }


def test_a_repeated_removal_with_its_key_is_answered_alike(chain: Chain) -> None:
    made = chain.till.create(addresses=[ADDRESS])
    path = f"/customers/{made['id']}/addresses/{made['addresses'][0]['id']}"

    answers = [chain.till.delete(path, idempotency_key="retire") for _ in range(2)]

    assert [answer.status for answer in answers] == [204, 204]


@pytest.mark.usefixtures("several")
def test_a_contact_is_removed_and_made_primary(chain: Chain) -> None:
    email = {"kind": "email", "value": "a@example.com"}
    made = chain.till.create(contacts=[PHONE, {"kind": "phone", "value": "031-390 06 12"}, email])
    path = f"/customers/{made['id']}/contacts"
    first, second, kept = made["contacts"]

    chosen = chain.till.patch(f"{path}/{second['id']}", {"is_primary": True, "label": "work"})
    removed = chain.till.delete(f"{path}/{first['id']}")

    assert chosen.json == second | {"is_primary": True, "label": "work"}
    assert removed.status == 204
    assert chain.till.get(path).json["items"] == [chosen.json, kept]


def test_a_changed_contact_is_answered_as_it_stands_now(chain: Chain) -> None:
    made = chain.till.create(contacts=[PHONE])
    path = f"/customers/{made['id']}/contacts"

    changed = chain.till.patch(f"{path}/{made['contacts'][0]['id']}", {"value": "031-390 06 12"})

    assert (changed.status, changed.json["value"]) == (200, "+46313900612")
    assert changed.json["as_typed"] == "031-390 06 12"
    assert chain.till.get(path).json["items"] == [changed.json]


@pytest.mark.parametrize("place", ["headquarters", "till"])
def test_what_others_add_at_the_same_moment_is_not_undone(chain: Chain, place: str) -> None:
    program: Program = getattr(chain, place)
    made = program.create(store="1")
    path, cities = f"/customers/{made['id']}/addresses", {"Borås", "Lund", "Umeå", "Ystad"}
    statuses: list[int] = []

    def add(city: str) -> None:
        try:
            statuses.append(program.post(path, {"city": city}).status)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=[city]) for city in cities]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [201] * len(cities)
    items = program.get(path).json["items"]
    assert {one["city"] for one in items if one["is_active"]} == cities
    assert sum(one["is_primary"] for one in items) == 1


def test_an_address_added_offline_has_its_id_and_time_at_once(chain: Chain) -> None:
    made = chain.till.create()
    chain.cast.settle()

    with chain.cut(chain.cast.tills[0]):
        added = chain.till.post(f"/customers/{made['id']}/addresses", ADDRESS)

    assert added.status == 201
    assert added.json["created_at"]
    chain.cast.settle()
    read = chain.headquarters.get(f"/customers/{made['id']}/addresses/{added.json['id']}")
    assert read.json == added.json
