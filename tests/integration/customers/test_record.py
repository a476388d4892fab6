"""The whole record on its way: what one till was told, another till shows, byte for byte."""

from typing import Any

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    shown,
)
from tillbook.customers.models import Identifier
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
#: Long, of one letter, right to left, joined emoji, combining marks not composed, compatibility
#: letters, rare Han, invisible joiners and spaces at both ends: nothing of it is made nicer.
NAMES = [
    "x" * 200,
    "Å",
    "א",
    "محمد \u200fالعربي",
    "👩\u200d👩\u200d👧\u200d👦 Familj",
    "e\u0301mile A\u030asa",
    "Ⅳ ﬁne ½",
    "𠮷野家",
    "நி \u0915\u094d\u200d\u0937",
    "  Anna  Berg  ",
]
WHOLE: dict[str, Any] = {
    "name": "Hygge & Son AB",
    "type": "organization",
    "title": "Dr h.c.",
    "phonetic_name": "hygge och son",
    "known_as": "Hyggis 🛋️",
    "note": "first line\nsecond line\t– שלום",
    "language": "sv",
    "currency": "EUR",
    "tax_exempt_number": "EX-1",
    "tax_group": "full",
    "sales_tax_group": "se",
    "tax_office": "Göteborg",
    "prices_include_tax": True,
    "price_group": "p",
    "line_discount_group": "l",
    "multiline_discount_group": "m",
    "total_discount_group": "t",
    "charge_group": "c",
    "invoice_account": "000000001",
    "credit_limit": "9 999 999 999 999,99",
    "credit_limit_is_mandatory": True,
    "credit_rating": "AAA",
    "blocked": "invoices",
    "on_account_allowed": True,
    "is_non_chargeable": True,
    "identifiers": [
        {"scheme": "se.orgnr", "value": "556703-7485"},
        {"scheme": "other", "value": "№ ７ "},
    ],
    "contact_persons": [
        {"name": "王小明", "role": "Inköp", "email": "w@example.com", "phone": "ring 070, ankn 5"}
    ],
    "addresses": [{"street": "Storgatan 1\nport B", "attention": "c/o Ek", "purpose": "office"}],
}


def test_names_of_every_kind_survive_from_till_to_till(cast: Network) -> None:
    first, second = cast.tills
    made = [create(cast, first, {"name": name}).entity for name in NAMES]
    cast.settle()

    for id, name in zip(made, NAMES, strict=True):
        assert assert_everywhere_alike(cast, id)["name"] == name
        edit(cast, second, id, known_as=name[:100])
    cast.settle()

    for id, name in zip(made, NAMES, strict=True):
        document = assert_everywhere_alike(cast, id)
        assert (document["name"], document["known_as"]) == (name, name[:100])
    assert_at_rest(cast)


def test_every_field_of_the_record_arrives_as_it_was_entered(cast: Network) -> None:
    made = create(cast, cast.tills[0], WHOLE).entity
    cast.settle()

    document = assert_everywhere_alike(cast, made)

    lists = ("identifiers", "contact_persons", "addresses")
    plain = {name: value for name, value in WHOLE.items() if name not in (*lists, "credit_limit")}
    assert {name: document[name] for name in plain} == plain
    assert document["credit_limit"] == "9999999999999.99"
    for name in lists:
        for entered, stored in zip(WHOLE[name], document[name], strict=True):
            assert stored | entered | {"value": stored.get("value")} == stored | {
                "value": stored.get("value")
            }
    assert [(one["value"], one["as_typed"]) for one in document["identifiers"]] == [
        ("5567037485", "556703-7485"),
        ("№ ７ ", "№ ７ "),
    ]
    assert document["addresses"][0]["created_at"]


def test_an_address_retired_here_and_made_primary_there_is_not_primary(cast: Network) -> None:
    first, second = cast.tills
    entered = {"name": "Anna", "addresses": [{"city": "Umeå"}, {"city": "Lund"}]}
    made = create(cast, first, entered, patience=WAITING).entity
    cast.settle()
    one, two = shown(cast, first, made)["addresses"]
    for till in cast.tills:
        break_link(cast, till)
    edit(cast, first, made, addresses=[one])
    edit(cast, second, made, addresses=[one | {"is_primary": False}, two | {"is_primary": True}])
    for till in cast.tills:
        break_link(cast, till, None)
    cast.settle()

    addresses = assert_everywhere_alike(cast, made)["addresses"]

    assert [(each["city"], each["is_active"], each["is_primary"]) for each in addresses] == [
        ("Umeå", True, True),
        ("Lund", False, False),
    ]
    assert_at_rest(cast)


def test_what_a_newer_release_wrote_into_a_part_survives_an_edit(cast: Network) -> None:
    first = cast.tills[0]
    entered = {"name": "Anna", "identifiers": [{"scheme": "other", "value": "1"}]}
    made = create(cast, first, entered, patience=WAITING).entity
    cast.settle()
    with acting_as(first):
        Identifier.objects.filter(customer=made).update(
            scheme="xx.newer", extra={"valid_until": "2031-01-01"}
        )
    [known] = shown(cast, first, made)["identifiers"]

    edit(cast, first, made, identifiers=[{"id": known["id"], "scheme": "xx.newer", "value": "2"}])
    cast.settle()

    [kept] = assert_everywhere_alike(cast, made)["identifiers"]
    assert (kept["scheme"], kept["value"], kept["valid_until"]) == ("xx.newer", "2", "2031-01-01")
    assert_at_rest(cast)


def test_a_number_that_another_customer_has_is_no_obstacle(cast: Network) -> None:
    first, second = cast.tills
    entered = {"name": "Anna", "identifiers": [{"scheme": "se.orgnr", "value": "556703-7485"}]}
    for till in (first, second):
        made = create(cast, till, entered).entity
        cast.settle()
        assert assert_everywhere_alike(cast, made)["identifiers"][0]["value"] == "5567037485"
    assert_at_rest(cast)
