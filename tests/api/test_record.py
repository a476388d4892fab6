"""The whole record over HTTP: every field that can be entered, and what is refused where."""

from typing import Any

import pytest

from tests.api.conftest import MARKS, Chain
from tillbook import configuration
from tillbook.exchange.kinds import entity_kind
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.nodes.transactions import write

pytestmark = MARKS
TERMS: dict[str, Any] = {
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
    "credit_limit": "1000.50",
    "credit_limit_is_mandatory": True,
    "credit_rating": "AAA",
    "blocked": "invoices",
    "on_account_allowed": True,
    "is_non_chargeable": True,
}
NAMING = {"title": "Dr", "phonetic_name": "anna", "known_as": "Ankan", "note": "one\ntwo"}
ORGNR = {"scheme": "se.orgnr", "value": "556703-7485"}
PERSON = {"name": "Bo", "role": "Buyer", "email": "Bo@EXAMPLE.com", "phone": "ask for 12"}


def test_every_field_that_can_be_entered_is_kept(chain: Chain) -> None:
    made = chain.till.create(**TERMS, **NAMING, identifiers=[ORGNR], contact_persons=[PERSON])

    assert made | TERMS | NAMING == made
    [identifier], [person] = made["identifiers"], made["contact_persons"]
    assert identifier == {
        "id": identifier["id"],
        "scheme": "se.orgnr",
        "value": "5567037485",
        "as_typed": "556703-7485",
    }
    assert person == PERSON | {"id": person["id"], "email": "Bo@example.com"}


def test_every_field_that_can_be_entered_can_be_changed_and_emptied(chain: Chain) -> None:
    path = f"/customers/{chain.till.create(prices_include_tax=True)['id']}"
    parts = {"identifiers": [ORGNR], "contact_persons": [PERSON]}

    changed = chain.till.patch(path, TERMS | NAMING | parts).json
    emptied = chain.till.patch(
        path,
        dict.fromkeys([*NAMING, *parts, "credit_limit", "tax_group", "invoice_account"])
        | {"prices_include_tax": False, "blocked": "no"},
    ).json

    assert changed | TERMS | NAMING == changed
    assert emptied["credit_limit"] is None
    assert [emptied[name] for name in ("note", "tax_group", "invoice_account")] == ["", "", ""]
    assert (emptied["identifiers"], emptied["contact_persons"]) == ([], [])
    assert (emptied["prices_include_tax"], emptied["blocked"]) == (False, "no")
    assert emptied["credit_rating"] == "AAA"


def test_parts_keep_their_ids_and_a_new_value_is_what_was_typed(chain: Chain) -> None:
    made = chain.till.create(identifiers=[ORGNR], contact_persons=[PERSON])
    [identifier], [person] = made["identifiers"], made["contact_persons"]

    after = chain.till.patch(
        f"/customers/{made['id']}",
        {
            "identifiers": [
                identifier | {"value": "5560743089"},
                {"scheme": "other", "value": "7"},
            ],
            "contact_persons": [person | {"role": "CEO"}, {"name": "Ko"}],
        },
    ).json

    changed, added = after["identifiers"]
    assert changed == identifier | {"value": "5560743089", "as_typed": "5560743089"}
    assert (added["value"], added["as_typed"]) == ("7", "7")
    assert after["contact_persons"][0] == person | {"role": "CEO"}
    assert after["contact_persons"][1]["name"] == "Ko"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"prices_include_tax": "yes"}, [("/prices_include_tax", "type.wrong")]),
        ({"on_account_allowed": 1}, [("/on_account_allowed", "type.wrong")]),
        ({"is_non_chargeable": None}, [("/is_non_chargeable", "type.wrong")]),
        ({"blocked": "maybe"}, [("/blocked", "blocked.unknown")]),
        ({"blocked": None}, [("/blocked", "type.wrong")]),
        ({"credit_limit": "1,000"}, [("/credit_limit", "amount.invalid")]),
        ({"credit_limit": "-1"}, [("/credit_limit", "amount.invalid")]),
        ({"credit_limit": 1000}, [("/credit_limit", "type.wrong")]),
        ({"note": "x" * 4001}, [("/note", "too_long")]),
        ({"tax_group": "x" * 51}, [("/tax_group", "too_long")]),
        ({"invoice_account": "\u0000"}, [("/invoice_account", "control_character")]),
        ({"customer_group": "nobody"}, [("/customer_group", "customer_group.unknown")]),
        ({"affiliations": ["gold", "nobody"]}, [("/affiliations/1", "affiliation.unknown")]),
        ({"address_books": ["nobody"]}, [("/address_books/0", "address_book.unknown")]),
        ({"currency": "XYZ"}, [("/currency", "currency.unknown")]),
        ({"language": "klingonish"}, [("/language", "language.unknown")]),
        ({"addresses": [{"purpose": "moat"}]}, [("/addresses/0/purpose", "purpose.unknown")]),
        ({"identifiers": [{"scheme": "se.orgnr"}]}, [("/identifiers/0/value", "field.required")]),
        ({"identifiers": [ORGNR | {"value": "1"}]}, [("/identifiers/0/value", "identifier.invalid")]),
        ({"identifiers": [{"scheme": "os.path", "value": "1"}]}, [("/identifiers/0/scheme", "scheme.unknown")]),
        ({"identifiers": [ORGNR, ORGNR]}, [("/identifiers/1/scheme", "identifier.repeated")]),
        ({"contact_persons": [{"name": " "}]}, [("/contact_persons/0/name", "contact_person.unnamed")]),
        ({"contact_persons": [PERSON | {"email": "a"}]}, [("/contact_persons/0/email", "email.invalid")]),
        ({"contact_persons": [PERSON | {"age": 5}]}, [("/contact_persons/0/age", "field.unknown")]),
        ({"merged_into": str(new_id())}, [("/merged_into", "field.read_only")]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_when_creating_and_when_changing(
    chain: Chain, body: dict[str, Any], fields: list[tuple[str, str]]
) -> None:
    before = chain.till.create()

    answers = [
        chain.till.post("/customers", {"name": "A", **body}),
        chain.till.patch(f"/customers/{before['id']}", body),
    ]

    for answer in answers:
        assert (answer.status, answer.fields) == (422, fields)
        for error in answer.json["errors"]:
            assert error["detail"].endswith(".")
            assert error["detail"] != error["code"]
    assert chain.till.get(f"/customers/{before['id']}").json == before


def test_a_code_that_is_gone_from_configuration_may_stay(chain: Chain) -> None:
    headquarters, id = chain.cast.headquarters, new_id()
    with acting_as(headquarters):
        club: dict[str, object] = {"code": "chess", "name": "Club"}
        configuration.put(headquarters.actor(), "affiliation", id=id, document=club)
    made = chain.headquarters.create(store="1", affiliations=["chess"])
    with acting_as(headquarters), write():
        # As a node that has not heard of the club yet, or not any more.
        entity_kind("affiliation").remove([id])

    path = f"/customers/{made['id']}"
    kept = chain.headquarters.patch(path, {"note": "n", "affiliations": ["chess", "gold"]})
    created = chain.headquarters.post(
        "/customers", {"name": "A", "store": "1", "affiliations": ["chess"]}
    )

    assert kept.status == 200
    assert kept.json["affiliations"] == ["chess", "gold"]
    assert created.fields == [("/affiliations/0", "affiliation.unknown")]


def test_a_person_that_becomes_an_organization_keeps_the_name_but_no_parts(chain: Chain) -> None:
    made = chain.till.create(name="Anna Maria Berg", contact_persons=[PERSON])
    path = f"/customers/{made['id']}"

    firm = chain.till.patch(path, {"type": "organization"}).json
    chain.till.patch(path, {"type": "person"})
    chain.cast.settle()
    person = chain.till.get(path).json

    assert (made["first_name"], made["last_name"]) == ("Anna Maria", "Berg")
    assert (firm["name"], firm["first_name"], firm["last_name"]) == ("Anna Maria Berg", "", "")
    assert firm["contact_persons"] == made["contact_persons"]
    assert person == made | {name: person[name] for name in ("inherited", "version")}


@pytest.mark.parametrize(
    ("entered", "name", "parts"),
    [
        ({"first_name": "Anna", "middle_name": "Maria", "last_name": "Berg"}, "Anna Maria Berg", ("Anna", "Maria", "Berg")),
        ({"name": "Anna Maria Berg", "middle_name": "Maria"}, "Anna Maria Berg", ("Anna", "Maria", "Berg")),
        ({"first_name": "芳", "last_name": "王"}, "王芳", ("芳", "", "王")),
        ({"name": "王小明", "language": "zh-Hans"}, "王小明", ("小明", "", "王")),
        ({"name": "Hygge AB", "type": "organization"}, "Hygge AB", ("", "", "")),
        ({"name": "Hygge AB", "type": "organization", "last_name": "Ek"}, "Hygge AB", ("", "", "Ek")),
    ],
)  # fmt: skip
def test_a_name_is_put_together_and_taken_apart(
    chain: Chain, entered: dict[str, str], name: str, parts: tuple[str, str, str]
) -> None:
    made = chain.till.post("/customers", entered).json

    assert made["name"] == name
    assert (made["first_name"], made["middle_name"], made["last_name"]) == parts


def test_a_customer_is_found_by_its_numbers_and_its_people(chain: Chain) -> None:
    number = {"scheme": "se.orgnr", "value": "556036-0793"}
    made = chain.till.create(
        name="Fynd AB",
        type="organization",
        identifiers=[number],
        contact_persons=[{"name": "Quirin Xylander"}],
    )
    chain.cast.settle()

    for program in (chain.headquarters, chain.till, chain.other_till):
        for text, field in (("5560360793", "identifier"), ("xyland", "contact_person.name")):
            [found] = program.get(f"/customers?search={text}").json["items"]
            assert found["customer"]["id"] == made["id"]
            assert found["matched"]["field"] == field
