"""Creating customers over HTTP: what comes back, what is inherited, what survives."""

from uuid import UUID

import pytest
from pydantic import ConfigDict, TypeAdapter, with_config

from tests.api.conftest import MARKS, Chain
from tillbook.api.schemas import Customer
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Store

pytestmark = MARKS


@with_config(ConfigDict(extra="forbid"))
class Described(Customer):
    """The described document, and nothing besides."""


def test_a_created_customer_comes_back_as_the_described_document(chain: Chain) -> None:
    made = chain.till.post(
        "/customers",
        {
            "first_name": "Anna",
            "last_name": "Exempelsson",
            "contacts": [
                {"kind": "phone", "value": "070-174 06 12", "label": "work"},
                {"kind": "email", "value": "Anna@EXAMPLE.com"},
            ],
            "addresses": [{"street": "Provgatan 1", "city": "Göteborg"}],
        },
    )

    TypeAdapter(Described).validate_json(made.body, strict=True)
    document = made.json
    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/customers/{document['id']}"
    assert made.headers["Cache-Control"] == "no-store"
    assert document["name"] == "Anna Exempelsson"
    assert document["contacts"][0] | {"id": ""} == {
        "id": "",
        "kind": "phone",
        "value": "+46701740612",
        "as_typed": "070-174 06 12",
        "extension": "",
        "label": "work",
        "is_primary": True,
        "is_mobile": True,
        "marketing": "not_asked",
    }
    assert document["contacts"][1]["value"] == "Anna@example.com"
    assert document["addresses"][0]["country"] == "SE"
    assert document["addresses"][0]["purpose"] == "home"
    assert document["store"] == "1"
    assert document["party"] == document["id"]


@pytest.mark.rule("AR-061")
def test_an_answered_creation_has_its_account_number_and_every_node_finds_it(chain: Chain) -> None:
    document = chain.till.create(name="Ann Vittnesbörd")

    assert document["sync_state"] == "synced"
    assert document["account_number"]
    chain.cast.settle()
    for node in (chain.cast.headquarters, *chain.cast.children):
        found = chain.program(node).get("/customers?search=vittnesbord").json["items"]
        assert [item["customer"]["account_number"] for item in found] == [
            document["account_number"]
        ]


@pytest.mark.rule("AR-063")
def test_until_the_number_comes_the_document_says_pending(chain: Chain) -> None:
    till = chain.cast.tills[0]
    with chain.cut(till):
        made = chain.till.post("/customers", {"name": "Olle Frånkopplad"})

    assert made.status == 201
    assert made.headers["ETag"]
    assert made.json["sync_state"] == "pending"
    assert made.json["account_number"] == ""
    assert made.json["origin"] == "sync"
    chain.cast.settle()
    later = chain.till.get(f"/customers/{made.json['id']}")
    assert later.json["sync_state"] == "synced"
    assert later.json["account_number"]
    assert later.json["version"] == 1


def test_the_tag_of_a_creation_is_the_tag_of_what_is_then_read(chain: Chain) -> None:
    made = chain.till.post("/customers", {"name": "Tag Ett"})

    read = chain.till.get(f"/customers/{made.json['id']}")

    assert read.json == made.json
    assert read.headers["ETag"] == made.headers["ETag"]


def test_headquarters_creates_for_the_store_that_is_named(chain: Chain) -> None:
    document = chain.headquarters.create(store="1")

    assert document["store"] == "1"
    assert document["account_number"]
    assert document["default_customer"] == str(chain.cast.default_customer)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë 👩🏽‍🚀 Müller",
        "שרה לוי",
        "e\u0301mile combining",
        "محمد العربي",
        "王小明",
        "Ⅳ ﬁne ½",
        'O\'Brien "Pat" <b>&amp;',
        "𠮷野家",
    ],
)
def test_a_name_survives_letter_by_letter_on_every_node(chain: Chain, name: str) -> None:
    document = chain.till.create(name=name)
    chain.cast.settle()

    for node in (chain.cast.headquarters, *chain.cast.children):
        read = chain.program(node).get(f"/customers/{document['id']}")
        assert read.json["name"] == name


def test_a_customer_that_is_not_here_yet_is_read_from_the_parent(chain: Chain) -> None:
    document = chain.till.create(name="Bara Ovanför")

    read = chain.other_till.get(f"/customers/{document['id']}")
    by_account = chain.other_till.get(f"/customers/by-account/{document['account_number']}")

    assert read.status == 200
    assert read.json["name"] == "Bara Ovanför"
    assert "ETag" not in read.headers
    assert by_account.json["id"] == document["id"]


def test_a_customer_is_found_by_its_account_number(chain: Chain) -> None:
    document = chain.till.create()

    found = chain.till.get(f"/customers/by-account/{document['account_number']}")

    assert found.json == document
    assert found.headers["ETag"]


def test_history_tells_who_asked_for_what_and_the_three_times(chain: Chain) -> None:
    document = chain.till.create(name="Hilda Historik")
    chain.till.patch(f"/customers/{document['id']}", {"last_name": "Annan"})
    chain.cast.settle()

    newest, oldest = chain.till.get(f"/customers/{document['id']}/history").json["items"]

    assert (oldest["kind"], newest["kind"]) == ("customer.create", "customer.edit")
    assert oldest["store"] == "1"
    assert UUID(oldest["by"]).version == 7
    assert oldest["state"] == "settled"
    assert oldest["outcome"] == "applied"
    assert oldest["uploaded_at"]
    assert oldest["decided_at"]
    assert oldest["distributed_at"]


@pytest.mark.rule("AR-065")
def test_a_refusal_by_headquarters_is_told_and_nothing_of_the_customer_stays(chain: Chain) -> None:
    with acting_as(chain.cast.headquarters):
        removed = Store.objects.get(number="1")
        Store.objects.filter(number="1").delete()
    try:
        refused = [
            chain.till.post("/customers", {"name": "Nils Nekad"}, idempotency_key="refused")
            for _ in range(2)
        ]
    finally:
        with acting_as(chain.cast.headquarters):
            removed.save(force_insert=True)

    assert [(answer.status, answer.code) for answer in refused] == [(422, "store.unknown")] * 2
    assert chain.till.get("/customers?search=nekad").json["items"] == []
    assert chain.till.get("/status").json["attention"] == 0
    chain.cast.settle()
    assert chain.till.get("/customers?search=nekad").json["items"] == []


@pytest.mark.parametrize("where", ["headquarters", "till"])
def test_what_a_creation_answers_is_what_reading_answers(chain: Chain, where: str) -> None:
    program = chain.headquarters if where == "headquarters" else chain.till
    made = program.post(
        "/customers",
        {
            "name": "Anna Exempelsson",
            "contacts": [{"kind": "phone", "value": "070-174 06 12"}],
            "addresses": [{"street": "Provgatan 1"}, {"city": "Borås"}],
            "store": "1",
        },
    )

    read = program.get(f"/customers/{made.json['id']}")

    assert made.json == read.json
    assert made.headers["ETag"] == read.headers["ETag"]
