"""Contacts and consent over HTTP: several of them, an answer each, with its proof and the ledger."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import MARKS, Chain

pytestmark = MARKS
PHONE = {"kind": "phone", "value": "070-174 06 12"}
FIRST = {"kind": "email", "value": "a@example.com"}
SECOND = {"kind": "email", "value": "b@example.com"}


def _ledger(chain: Chain, id: str, query: str = "") -> Any:
    chain.cast.settle()
    return chain.headquarters.get(f"/customers/{id}/consents/ledger{query}").json


@pytest.mark.rule("AR-036")
def test_while_the_feature_is_off_only_primary_email_and_phone_are_taken(chain: Chain) -> None:
    answer = chain.till.post("/customers", {"name": "A", "contacts": [PHONE, FIRST, SECOND]})

    assert (answer.status, answer.fields) == (422, [("/contacts/2", "contact.secondary_off")])
    made = chain.till.create(contacts=[PHONE, FIRST, {"kind": "url", "value": "example.com"}])
    added = chain.till.patch(f"/customers/{made['id']}", {"contacts": [*made["contacts"], SECOND]})
    assert (added.status, added.fields) == (422, [("/contacts/3", "contact.secondary_off")])
    replaced = chain.till.patch(f"/customers/{made['id']}", {"contacts": [PHONE, SECOND]})
    assert replaced.status == 200


@pytest.mark.rule("AR-037")
@pytest.mark.usefixtures("several")
def test_while_it_is_on_several_emails_and_phones_are_taken(chain: Chain) -> None:
    other = {"kind": "phone", "value": "031-390 06 12 anknytning 7"}

    made = chain.till.create(contacts=[PHONE, other, FIRST, SECOND])

    assert [contact["kind"] for contact in made["contacts"]].count("email") == 2
    [work] = [one for one in made["contacts"] if one["value"] == "+46313900612"]
    assert (work["extension"], work["is_mobile"]) == ("7", False)
    assert sum(contact["is_primary"] for contact in made["contacts"]) == 2


def test_a_contact_twice_and_an_impossible_web_address_are_refused(chain: Chain) -> None:
    same = {"kind": "phone", "value": "+46701740612"}
    url = {"kind": "url", "value": "no address"}

    twice = chain.till.post("/customers", {"name": "A", "contacts": [PHONE, same]})
    no_url = chain.till.post("/customers", {"name": "A", "contacts": [url]})

    assert (twice.status, twice.fields) == (422, [("/contacts/1/value", "contact.repeated")])
    assert (no_url.status, no_url.fields) == (422, [("/contacts/0/value", "url.invalid")])


def test_a_phone_that_cannot_be_read_is_kept_when_the_client_says_so(chain: Chain) -> None:
    odd = {"kind": "phone", "value": "ask for Anna"}
    assert chain.till.post("/customers", {"name": "A", "contacts": [odd]}).status == 422

    made = chain.till.create(contacts=[odd | {"accept_as_typed": True}])

    assert made["contacts"][0]["value"] == "ask for Anna"
    again = chain.till.patch(f"/customers/{made['id']}", {"contacts": made["contacts"]})
    assert (again.status, again.json["contacts"]) == (200, made["contacts"])


@pytest.mark.rule("AR-038")
@pytest.mark.usefixtures("several")
def test_consent_on_a_secondary_email_is_carried_by_that_email_only(chain: Chain) -> None:
    made = chain.till.create(contacts=[PHONE, FIRST, SECOND])
    [second] = [one for one in made["contacts"] if one["value"] == "b@example.com"]
    path = f"/customers/{made['id']}"

    given = chain.till.call(
        "PUT", f"{path}/consents", {"contact": second["id"], "answer": "yes", "language": "en"}
    )

    assert (given.status, given.json["answer"], given.json["value"]) == (
        200,
        "yes",
        "b@example.com",
    )
    after = chain.till.get(path).json
    assert after["contacts"] == [
        one | {"marketing": "yes" if one["id"] == second["id"] else "not_asked"}
        for one in made["contacts"]
    ]
    assert list(after["consents"]) == [f"{second['id']}/marketing"]


@pytest.mark.rule("AR-042")
def test_consent_given_and_withdrawn_keeps_time_who_where_and_wording(chain: Chain) -> None:
    made = chain.till.create(contacts=[FIRST | {"marketing": "yes"}])
    [email] = made["contacts"]
    path = f"/customers/{made['id']}"
    stamped = made["consents"][f"{email['id']}/marketing"]
    assert str(UUID(stamped["by"])) == stamped["by"]
    assert stamped | {"at": "", "by": ""} == {
        "answer": "yes",
        "wording": 1,
        "language": "sv",
        "source": "api",
        "at": "",
        "by": "",
        "store": "1",
        "register": "",
    }

    withdrawn = chain.till.patch(path, {"contacts": [email | {"marketing": "no"}]})

    assert withdrawn.json["contacts"][0]["marketing"] == "no"
    items = _ledger(chain, made["id"])["items"]
    assert [(line["answer"], line["took_effect"]) for line in items] == [
        ("no", True),
        ("yes", True),
    ]
    assert items[1] == stamped | {
        "customer": made["id"],
        "contact": email["id"],
        "kind": "email",
        "value": "a@example.com",
        "purpose": "marketing",
        "operation": items[1]["operation"],
        "took_effect": True,
    }


@pytest.mark.rule("AR-044")
def test_consent_does_not_move_when_the_primary_email_is_replaced(chain: Chain) -> None:
    made = chain.till.create(contacts=[FIRST | {"marketing": "yes"}])
    [old] = made["contacts"]

    # As a program does that reads, changes one field, and writes all of it back.
    after = chain.till.patch(
        f"/customers/{made['id']}",
        {"contacts": [old | {"value": "new@example.com"}], "consents": made["consents"]},
    ).json

    [new] = after["contacts"]
    assert (new["id"] != old["id"], new["marketing"], after["consents"]) == (True, "not_asked", {})
    chain.cast.settle()
    assert chain.other_till.get(f"/customers/{made['id']}").json["consents"] == {}


def test_the_answers_are_listed_with_those_that_nobody_asked_for(chain: Chain) -> None:
    made = chain.till.create(
        contacts=[PHONE, FIRST | {"marketing": "no"}, {"kind": "url", "value": "example.com"}]
    )

    listed = chain.till.get(f"/customers/{made['id']}/consents")

    found = {(one["kind"], one["purpose"]): one["answer"] for one in listed.json["items"]}
    assert found == {("phone", "marketing"): "not_asked", ("email", "marketing"): "no"}
    assert listed.headers["ETag"]


def test_an_answer_with_a_stale_condition_is_refused(chain: Chain) -> None:
    made = chain.till.post("/customers", {"name": "A", "contacts": [FIRST]})
    id, [email] = made.json["id"], made.json["contacts"]
    chain.till.patch(f"/customers/{id}", {"name": "B"})
    asked = {"contact": email["id"], "answer": "yes"}

    stale = chain.till.call(
        "PUT", f"/customers/{id}/consents", asked, if_match=made.headers["ETag"]
    )
    key = {"idempotency_key": f"answer {id}"}
    once = chain.till.call("PUT", f"/customers/{id}/consents", asked, **key)
    twice = chain.till.call("PUT", f"/customers/{id}/consents", asked, **key)

    assert (stale.status, stale.code) == (412, "edit.stale")
    assert (once.status, once.json) == (200, twice.json)
    assert len(_ledger(chain, id)["items"]) == 1


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"answer": "perhaps"}, "/answer", "consent.answer_unknown"),
        ({"purpose": "surveys"}, "/purpose", "consent.purpose_unknown"),
        (
            {"contact": "00000000-0000-7000-8000-000000000000"},
            "/contact",
            "consent.no_contact",
        ),
        ({"answer": "not_asked"}, "/answer", "consent.not_taken_back"),
    ],
)
def test_an_answer_that_cannot_be_recorded_points_at_what_is_wrong(
    chain: Chain, asked: dict[str, str], pointer: str, code: str
) -> None:
    made = chain.till.create(contacts=[FIRST | {"marketing": "yes"}])
    [email] = made["contacts"]

    answer = chain.till.call(
        "PUT",
        f"/customers/{made['id']}/consents",
        {"contact": email["id"], "answer": "no", **asked},
    )

    assert (answer.status, answer.fields) == (422, [(pointer, code)])


def test_the_ledger_is_paged_and_kept_at_headquarters_only(chain: Chain) -> None:
    made = chain.till.create(contacts=[PHONE | {"marketing": "yes"}, FIRST | {"marketing": "no"}])

    first = _ledger(chain, made["id"], "?limit=1")
    second = _ledger(chain, made["id"], f"?limit=1&cursor={first['next']}")
    path = f"/customers/{made['id']}/consents/ledger"

    assert {first["items"][0]["kind"], second["items"][0]["kind"]} == {"phone", "email"}
    assert second["next"] is None
    assert chain.till.get(path).code == "node.not_headquarters"
    assert chain.headquarters.get(f"{path}?cursor=x").fields == [("cursor", "cursor.unknown")]
    nobody = "/customers/00000000-0000-7000-8000-000000000000/consents/ledger"
    assert chain.headquarters.get(nobody).code == "customer.unknown"
