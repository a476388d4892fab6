"""Among whom a store searches: its own customers first, and everybody else's below them."""

from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest

from tests.api.conftest import MARKS, Chain
from tests.cast import COMPANY, STORE
from tillbook import configuration
from tillbook.customers.models import IndexRenewal
from tillbook.customers.parameters import parameters_id
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS


def _search(chain: Chain, text: str, scope: str = "store") -> list[dict[str, Any]]:
    found = chain.till.get(f"/customers?search={quote(text)}&scope={scope}").json["items"]
    return [item["customer"] for item in found]


def _names(chain: Chain, text: str, scope: str = "store") -> list[str]:
    return [customer["name"] for customer in _search(chain, text, scope)]


def _put(chain: Chain, kind: str, id: UUID | None = None, /, **document: object) -> str:
    id = id or uuid5(NAMESPACE_OID, f"{kind} {document.get('code') or document.get('number')}")
    with acting_as(chain.cast.headquarters):
        configuration.put(chain.cast.headquarters.actor(), kind, id=id, document=document)
    return str(id)


@pytest.fixture
def two_companies(chain: Chain, several: None) -> None:
    """Give the store an address book, and have a second store of another company, with its own.

    They are the same for every test that asks for them.
    """
    for code in ("sweden", "china"):
        _put(chain, "address_book", code=code, name=code.title())
    company = _put(chain, "legal_entity", **COMPANY | {"code": "cn", "country": "CN"})
    unit = _put(chain, "operating_unit", number="2", name="Shanghai", country="CN")
    second = {"number": "2", "address_book": "china", "name": "Shanghai"}
    _put(chain, "store", **STORE | second | {"legal_entity": company, "operating_unit": unit})
    _put(chain, "store", chain.cast.store_id, address_book="sweden")
    chain.cast.settle()


@pytest.mark.rule("AR-129")
@pytest.mark.rule("AR-135")
@pytest.mark.pain("The person exists but the till does not have them")
def test_a_store_finds_its_own_customers_and_all_others_below_them(
    chain: Chain, two_companies: None
) -> None:
    chain.headquarters.create(name="Xaver Fjäll", store="2")
    own = chain.till.create(name="Xaverina Fjäll")
    chain.headquarters.create(name="Xaver Dal", store="1", address_books=["china", "sweden"])
    chain.cast.settle()

    assert _names(chain, "xaver") == ["Xaver Dal", "Xaverina Fjäll"]
    assert "Xaver Fjäll" not in _names(chain, "xawer"), "nor by a slip of the finger"
    everybody = _search(chain, "xaver", "all")
    assert [one["name"] for one in everybody] == ["Xaver Dal", "Xaverina Fjäll", "Xaver Fjäll"]
    assert everybody[1]["id"] == own["id"]
    assert everybody[2]["account_number"] is None, "another company's number says nothing here"
    assert everybody[2]["legal_entity"] == "cn"
    assert all(one["account_number"] for one in everybody[:2])

    with chain.cut(chain.cast.tills[0]):
        assert _names(chain, "xaver", "all")[2:] == ["Xaver Fjäll"], "this node holds them, too"
    with acting_as(chain.cast.tills[0]):
        IndexRenewal.objects.update_or_create(
            id=1, defaults={"form": "0", "attributes": "", "is_whole": True, "last": 1}
        )
        assert len(_names(chain, "xaver")) == 3, "nobody is lost while an old index is made anew"
        IndexRenewal.objects.all().delete()


@pytest.mark.rule("AR-136")
def test_a_program_creates_another_companys_customer_in_its_own_once(
    chain: Chain, two_companies: None
) -> None:
    yes = {"kind": "email", "value": "yrsa@quillon.example", "marketing": "yes"}
    theirs = chain.headquarters.create(name="Yrsa Fjäll", store="2", contacts=[yes])
    chain.cast.settle()
    path = f"/customers/{theirs['id']}"
    assert chain.till.get(path).json["account_number"] is None
    assert _names(chain, "yrsa") == [], "looking at them creates nobody"

    with chain.cut(chain.cast.tills[0]):
        made = [chain.till.post(f"{path}/copy", {}) for _ in range(2)]
    chain.cast.settle()
    again = chain.headquarters.post(f"{path}/copy", {"store": "1"})

    assert [one.status for one in (*made, again)] == [201, 200, 200]
    ours = again.json
    assert {one.json["id"] for one in made} == {ours["id"]}
    assert (made[0].json["sync_state"], ours["legal_entity"]) == ("pending", "se")
    assert (ours["party"], ours["address_books"]) == (theirs["party"], ["sweden"])
    assert ours["account_number"] not in ("", theirs["account_number"])
    assert [one["marketing"] for one in ours["contacts"]] == ["not_asked"]
    assert _names(chain, "yrsa") == ["Yrsa Fjäll"], "this store finds them from now on"
    assert chain.till.post(f"/customers/{ours['id']}/copy", {}).json["id"] == ours["id"]
    assert chain.headquarters.post(f"{path}/copy", {}).fields == [("/store", "store.required")]
    assert chain.till.post(f"/customers/{UUID(int=7)}/copy", {}).status == 404


def test_a_store_changes_no_customer_of_another_company_and_learns_nothing_of_what_was_done(
    chain: Chain, two_companies: None
) -> None:
    email = {"kind": "email", "value": "ylva@quillon.example", "marketing": "yes"}
    theirs = chain.headquarters.create(
        name="Ylva Fjäll", store="2", contacts=[email], note="Pays late"
    )
    chain.cast.settle()
    path, contact = f"/customers/{theirs['id']}", theirs["contacts"][0]["id"]
    said = {"contact": contact, "purpose": "marketing", "answer": "yes"}

    refused = [
        chain.till.patch(path, {"known_as": "Yllis"}),
        chain.till.call("PUT", f"{path}/consents", said),
        chain.till.post(f"{path}/addresses", {"country": "SE", "city": "Kiruna"}),
    ]

    assert [(one.status, one.code) for one in refused] == [(409, "customer.of_another_company")] * 3
    listed = chain.till.get(f"{path}/consents").json["items"]
    assert {one["answer"] for one in listed} <= {"not_asked"}
    seen = chain.till.get(path).json
    assert (seen["name"], seen["note"], seen["account_number"]) == ("Ylva Fjäll", "", None)
    assert [one["marketing"] for one in seen["contacts"]] == ["not_asked"]
    parts = chain.till.get(f"{path}/contacts").json["items"]
    assert [one["marketing"] for one in parts] == ["not_asked"]
    assert chain.till.get(f"{path}/history").status == 404
    assert chain.headquarters.patch(path, {"known_as": "Yllan"}).status == 200
    assert len(chain.headquarters.get(f"{path}/history").json["items"]) == 2


@pytest.mark.rule("AR-130")
def test_words_are_found_in_any_order_and_more_of_them_come_first(chain: Chain) -> None:
    for first, last in (("Bergita", "Anders"), ("Berg", "Annabella"), ("Annabella", "Holmgren")):
        made = chain.till.post("/customers", {"first_name": first, "last_name": last})
        assert made.status == 201, made.body

    found = _names(chain, "Annabella Berg")

    assert found[0] == "Berg Annabella"
    assert "Annabella Holmgren" in found[1:]


@pytest.mark.rule("AR-134")
def test_a_search_in_all_stores_asks_for_as_many_characters_as_the_chain_says(
    chain: Chain, two_companies: None
) -> None:
    for name in ("Zebulon Fjäll", "龘靐"):
        chain.headquarters.create(name=name, store="2")
    chain.cast.settle()
    assert [_names(chain, text, "all") for text in ("zeb", "龘")] == [["Zebulon Fjäll"], ["龘靐"]]

    asks_for_four = {"store": None, "remote_search_length": 4}
    _put(chain, "commerce_parameters", parameters_id(), **asks_for_four)
    chain.cast.settle()

    assert [_names(chain, text, "all") for text in ("zeb", "龘")] == [[], []]
    assert [_names(chain, text, "all") for text in ("zebu", "龘靐")] == [
        ["Zebulon Fjäll"],
        ["龘靐"],
    ]
    _put(chain, "commerce_parameters", parameters_id(), remote_search_length=2)
    chain.cast.settle()


@pytest.mark.rule("AR-131")
@pytest.mark.parametrize(
    "typed", ["0406280455", "04062804", "040-628 04 55", "+46406280455", "0455"]
)
@pytest.mark.pain("A phone is found only as it was typed")
def test_a_phone_is_found_however_it_is_written(chain: Chain, typed: str) -> None:
    if not _names(chain, "telefona"):
        phone = {"kind": "phone", "value": "040-628 04 55"}
        chain.till.create(name="Telefona Nilsson", contacts=[phone])

    assert _names(chain, typed)[0] == "Telefona Nilsson"


@pytest.mark.pain("The country prefix breaks the match")
@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("070-174 06 55", ("+46701740655", "0046 70 174 06 55", "0701740655", "701740655")),
        ("+84 935 123 456", ("+84935123456", "0084935123456", "0935 123 456", "935123456")),
        ("+8615400001234", ("+86 154 0000 1234", "008615400001234", "15400001234")),
    ],
)
def test_a_phone_is_found_with_and_without_the_prefix_of_any_country(
    chain: Chain, stored: str, typed: tuple[str, ...]
) -> None:
    made = chain.till.create(name="Prefixa", contacts=[{"kind": "phone", "value": stored}])

    found = {text: [one["id"] for one in _search(chain, text)] for text in typed}

    assert {text: made["id"] in ids for text, ids in found.items()} == dict.fromkeys(typed, True)


@pytest.mark.pain("Word order and gaps hide a name")
@pytest.mark.parametrize("typed", ["Zoe Ximenez", "Ximenez Zoe", "ximenez yva", "Zoé Ximénez"])
def test_a_name_is_found_in_any_order_and_without_its_middle(chain: Chain, typed: str) -> None:
    if not _names(chain, "ximenez yvain"):
        chain.till.create(name="Zoé Yvain Ximénez")

    assert _names(chain, typed) == ["Zoé Yvain Ximénez"]


@pytest.mark.pain("Accents and special letters hide a name")
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (
            "Åsa Öbergström",
            ("asa obergstrom", "Åsa Öbergström", "A\u030asa O\u0308bergstro\u0308m"),
        ),
        ("Łukasz Żółtowski", ("lukasz zoltowski", "LUKASZ ŻÓŁTOWSKI")),
        ("Søren Æbelø", ("soren aebelo", "Søren Æbelø")),
        ("Jürgen Weißkopf", ("jurgen weisskopf", "JÜRGEN WEISSKOPF")),
        ("ＡＮＮＡ Fullbredd", ("anna fullbredd",)),
    ],
)
def test_letters_are_read_alike_at_the_till_in_the_store_and_at_headquarters(
    chain: Chain, name: str, typed: tuple[str, ...]
) -> None:
    made = chain.till.create(name=name)
    chain.cast.settle()

    for node in (chain.cast.headquarters, chain.cast.store, *chain.cast.tills):
        for text in typed:
            found = chain.program(node).get(f"/customers?search={quote(text)}&scope=node").json
            ids = [item["customer"]["id"] for item in found["items"]]
            assert made["id"] in ids, (node.identity.name, text)


@pytest.mark.rule("AR-132")
@pytest.mark.rule("AR-133")
def test_a_further_contact_finds_its_customer_and_is_the_value_that_is_shown(
    chain: Chain, several: None
) -> None:
    emails = [
        {"kind": "email", "value": value}
        for value in ("first@quillon.example", "second@zephyrine.example")
    ]
    chain.till.create(name="Cajsa Warg", contacts=emails)

    [item] = chain.till.get("/customers?search=zephyrine").json["items"]

    assert item["customer"]["name"] == "Cajsa Warg"
    assert item["matched"] == {"field": "email", "value": "second@zephyrine.example"}


@pytest.mark.rule("AR-137")
def test_workers_are_no_customers(chain: Chain) -> None:
    assert _names(chain, "Ada", "all") == []
