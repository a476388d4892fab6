"""Changing customers over HTTP: merge patches, conditions, and what stays as it was."""

import pytest

from tests.api.conftest import MARKS, Chain

pytestmark = MARKS
KINDS = ["phone", "email", "url"]
CONTACTS = [
    {"kind": "phone", "value": "070-174 06 12"},
    {"kind": "email", "value": "a@example.com"},
]


def test_a_change_touches_only_what_it_names(chain: Chain) -> None:
    before = chain.till.create(contacts=CONTACTS, receipt_email="r@example.com")

    answer = chain.till.patch(f"/customers/{before['id']}", {"receipt_email": "n@example.com"})

    changed = before | {"receipt_email": "n@example.com"}
    assert answer.status == 200
    assert answer.json == changed | {"sync_state": "pending"}
    assert chain.till.get(f"/customers/{before['id']}").headers["ETag"] == answer.headers["ETag"]
    chain.cast.settle()
    settled = chain.till.get(f"/customers/{before['id']}").json
    assert settled == changed | {"version": settled["version"]}


def test_null_empties_a_field_and_a_list(chain: Chain) -> None:
    before = chain.till.create(contacts=CONTACTS, customer_group="retail")

    after = chain.till.patch(
        f"/customers/{before['id']}", {"customer_group": None, "contacts": None}
    ).json

    assert after["customer_group"] == ""
    assert after["contacts"] == []


@pytest.mark.parametrize("field", ["type", "currency", "language", "receipt_option"])
def test_what_every_customer_has_cannot_be_emptied(chain: Chain, field: str) -> None:
    before = chain.till.create()

    answer = chain.till.patch(f"/customers/{before['id']}", {field: None})

    assert (answer.status, answer.fields) == (422, [(f"/{field}", "type.wrong")])


def test_a_name_cannot_be_emptied(chain: Chain) -> None:
    before = chain.till.create()

    answer = chain.till.patch(f"/customers/{before['id']}", {"name": None})

    assert (answer.status, answer.fields) == (422, [("/name", "name.required")])


@pytest.mark.parametrize("field", ["id", "account_number", "sync_state", "store", "origin"])
def test_what_tillbook_sets_cannot_be_written(chain: Chain, field: str) -> None:
    before = chain.till.create()

    answer = chain.till.patch(f"/customers/{before['id']}", {field: "1"})

    assert (answer.status, answer.fields) == (422, [(f"/{field}", "field.read_only")])


def test_a_new_value_is_a_new_contact_and_is_what_was_typed(chain: Chain) -> None:
    before = chain.till.create(contacts=CONTACTS)
    phone, email = before["contacts"]

    after = chain.till.patch(
        f"/customers/{before['id']}",
        {"contacts": [phone | {"value": "031-390 06 12"}, email, {"kind": "url", "value": "x.example"}]},
    ).json  # fmt: skip

    changed, kept, added = sorted(after["contacts"], key=lambda one: KINDS.index(one["kind"]))
    assert changed["id"] != phone["id"]
    assert (changed["value"], changed["as_typed"], changed["is_primary"]) == (
        "+46313900612",
        "031-390 06 12",
        True,
    )
    assert kept == email
    assert (added["value"], added["as_typed"]) == ("https://x.example", "x.example")


def test_an_item_of_nobody_is_refused(chain: Chain) -> None:
    other = chain.till.create(contacts=CONTACTS)["contacts"][0]
    before = chain.till.create(contacts=CONTACTS)
    own = before["contacts"][0]

    answer = chain.till.patch(f"/customers/{before['id']}", {"contacts": [own, other, own]})

    assert answer.status == 422
    assert answer.fields == [("/contacts/1/id", "id.unknown"), ("/contacts/2/id", "id.repeated")]


@pytest.mark.rule("AR-029")
def test_a_change_of_one_address_leaves_the_others(chain: Chain) -> None:
    before = chain.till.create(
        addresses=[{"name": "Home", "phone": "1"}, {"name": "Work", "phone": "2"}]
    )
    home, work = before["addresses"]

    after = chain.till.patch(
        f"/customers/{before['id']}", {"addresses": [home | {"phone": "3"}, work]}
    ).json

    assert after["addresses"] == [home | {"phone": "3"}, work]


def test_a_stale_condition_is_refused_and_a_fresh_one_accepted(chain: Chain) -> None:
    made = chain.till.post("/customers", {"name": "Etta"})
    path, seen = f"/customers/{made.json['id']}", made.headers["ETag"]

    fresh = chain.till.patch(path, {"name": "Tvåa"}, if_match=seen)
    stale = chain.till.patch(path, {"name": "Trea"}, if_match=seen)
    any_version = chain.till.patch(path, {"name": "Fyra"}, if_match="*")
    one_of_two = chain.till.patch(
        path, {"name": "Femma"}, if_match=f"{seen}, {any_version.headers['ETag']}"
    )

    assert fresh.status == 200
    assert (stale.status, stale.code) == (412, "edit.stale")
    assert any_version.status == 200
    assert one_of_two.json["name"] == "Femma"


def test_a_condition_that_cannot_be_read_is_refused(chain: Chain) -> None:
    made = chain.till.create()

    answer = chain.till.patch(f"/customers/{made['id']}", {"name": "A"}, if_match="1.0")

    assert (answer.status, answer.code) == (400, "header.malformed")


def test_a_change_made_offline_is_shown_at_once_and_everywhere_later(chain: Chain) -> None:
    made = chain.till.create(name="Ida Innan")
    chain.cast.settle()

    with chain.cut(chain.cast.tills[0]):
        changed = chain.till.patch(f"/customers/{made['id']}", {"name": "Ida Efter"})

    assert (changed.json["name"], changed.json["sync_state"]) == ("Ida Efter", "pending")
    chain.cast.settle()
    for node in (chain.cast.headquarters, *chain.cast.children):
        read = chain.program(node).get(f"/customers/{made['id']}").json
        assert (read["name"], read["sync_state"]) == ("Ida Efter", "synced")


def test_a_change_of_nothing_is_answered_with_what_there_is(chain: Chain) -> None:
    made = chain.till.create()

    answer = chain.till.patch(f"/customers/{made['id']}", {"name": made["name"]})

    assert answer.json == made
