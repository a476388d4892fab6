"""A contact is its value: what keeps an id, what gets a new one, and what is refused."""

from typing import Any

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    shown,
)
from tillbook.customers.errors import InvalidCustomer
from tillbook.features.operations.turn import turn
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
PHONE = {"kind": "phone", "value": "070-174 06 12"}
EMAIL = {"kind": "email", "value": "Anna@Example.com"}


def codes(refusal: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in refusal.value.problems]


def test_the_same_value_keeps_its_id_however_it_is_written(cast: Network) -> None:
    till = cast.tills[0]
    id = create(cast, till, {"name": "Anna", "contacts": [PHONE, EMAIL]}).entity
    phone, email = shown(cast, till, id)["contacts"]

    edit(
        cast,
        till,
        id,
        contacts=[
            {"kind": "phone", "value": "+46 70 1740612"},
            email | {"value": "anna@EXAMPLE.com", "as_typed": "anna@EXAMPLE.com"},
        ],
    )

    after = {contact["kind"]: contact for contact in shown(cast, till, id)["contacts"]}
    assert after["phone"]["id"] == phone["id"]
    assert after["phone"]["as_typed"] == "+46 70 1740612"
    assert (after["email"]["id"], after["email"]["value"]) == (email["id"], "anna@example.com")


def test_another_value_or_extension_is_another_contact(cast: Network) -> None:
    till = cast.tills[0]
    id = create(cast, till, {"name": "Anna", "contacts": [PHONE, EMAIL]}).entity
    phone, email = shown(cast, till, id)["contacts"]

    edit(cast, till, id, contacts=[phone | {"extension": "12"}, email | {"value": "b@example.com"}])

    after = shown(cast, till, id)["contacts"]
    assert not {phone["id"], email["id"]} & {contact["id"] for contact in after}
    assert [contact["is_primary"] for contact in after] == [True, True]
    cast.settle()
    assert assert_everywhere_alike(cast, id)["contacts"] == after
    assert_at_rest(cast)


def test_extension_and_kind_of_number_are_read_from_what_was_typed(cast: Network) -> None:
    till = cast.tills[0]
    typed = {"kind": "phone", "value": "031-390 06 12 ankn. 12"}
    id = create(cast, till, {"name": "Anna", "contacts": [PHONE, typed]}).entity

    mobile, switchboard = shown(cast, till, id)["contacts"]
    assert (mobile["is_mobile"], switchboard["is_mobile"]) == (True, False)
    assert (switchboard["value"], switchboard["extension"]) == ("+46313900612", "12")
    assert switchboard["as_typed"] == "031-390 06 12 ankn. 12"


def test_a_value_that_the_customer_has_already_is_refused(cast: Network) -> None:
    till = cast.tills[0]
    repeated = [PHONE, EMAIL, {"kind": "phone", "value": "+46701740612"}]
    with pytest.raises(InvalidCustomer) as refusal:
        create(cast, till, {"name": "Anna", "contacts": repeated})
    assert codes(refusal) == [("contact.repeated", "/contacts/2/value")]


def test_two_stores_may_add_one_number_and_later_edits_still_pass(cast: Network) -> None:
    first, second = cast.tills
    id = create(cast, first, {"name": "Anna", "contacts": [EMAIL]}).entity
    cast.settle()
    for till in (first, second):
        known = shown(cast, till, id)["contacts"]
        edit(cast, till, id, contacts=[*known, PHONE])
    cast.settle()
    both = assert_everywhere_alike(cast, id)["contacts"]
    assert [contact["kind"] for contact in both].count("phone") == 2

    edit(cast, first, id, name="Anna Berg", contacts=both)
    cast.settle()

    assert assert_everywhere_alike(cast, id)["name"] == "Anna Berg"
    assert_at_rest(cast)


def test_a_phone_that_is_no_number_is_kept_as_typed_only_when_that_is_said(cast: Network) -> None:
    till = cast.tills[0]
    odd = {"kind": "phone", "value": "växel, be om Anna", "is_mobile": True}
    with pytest.raises(InvalidCustomer) as refusal:
        create(cast, till, {"name": "Anna", "contacts": [odd]})
    assert codes(refusal) == [("phone.invalid", "/contacts/0/value")]

    id = create(cast, till, {"name": "Anna", "contacts": [odd | {"accept_as_typed": True}]}).entity
    edit(cast, till, id, name="Anna Berg")
    cast.settle()

    [contact] = assert_everywhere_alike(cast, id)["contacts"]
    assert (contact["value"], contact["as_typed"]) == ("växel, be om Anna", "växel, be om Anna")
    assert contact["is_mobile"] is False
    assert "accept_as_typed" not in contact
    with pytest.raises(InvalidCustomer) as refusal:
        edit(cast, till, id, contacts=[contact | {"marketing": "yes"}])
    assert codes(refusal) == [("consent.as_typed", "/contacts/0/marketing")]
    assert_at_rest(cast)


def test_while_switched_off_what_there_is_stays_and_nothing_is_added(cast: Network) -> None:
    till = cast.tills[0]
    second = {"kind": "email", "value": "second@example.com"}
    id = create(cast, till, {"name": "Anna", "contacts": [EMAIL, second]}).entity
    with acting_as(cast.headquarters):
        turn(cast.headquarters.actor(), "multiple_contacts", on=False)
    cast.settle()
    stored = shown(cast, till, id)["contacts"]

    edit(cast, till, id, name="Anna Berg", contacts=[*stored, PHONE])
    first = stored[0]["id"]
    contacts = shown(cast, till, id)["contacts"]
    edit(cast, till, id, contacts=[c | {"is_primary": c["id"] != first} for c in contacts])
    contacts = shown(cast, till, id)["contacts"]
    replaced = [
        c | ({} if c["id"] == first else {"value": "new@example.com"}) for c in contacts[:2]
    ]
    edit(cast, till, id, contacts=[*replaced, PHONE])
    contacts = shown(cast, till, id)["contacts"]
    assert len(contacts) == 3

    with pytest.raises(InvalidCustomer) as refusal:
        edit(cast, till, id, contacts=[*contacts, {"kind": "email", "value": "c@example.com"}])
    assert codes(refusal) == [("contact.secondary_off", "/contacts/3")]
    with pytest.raises(InvalidCustomer) as refusal:
        create(cast, till, {"name": "Bo", "contacts": [EMAIL, second]})
    assert codes(refusal) == [("contact.secondary_off", "/contacts/1")]
