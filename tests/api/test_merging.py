"""Merging over HTTP: who may be one, who became one, and back."""

from typing import Any

import pytest

from tests.api.conftest import MARKS, Chain, Program
from tillbook.customers.operations import notice_pairs
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS
PHONE = [{"kind": "phone", "value": "070-174 06 12"}]
NOBODY = "00000000-0000-7000-8000-000000000000"


def administrator(chain: Chain) -> Program:
    """Return a program that may merge."""
    return chain.program(chain.cast.headquarters, Role.ADMINISTRATOR)


def queue(hq: Program, *, state: str = "open") -> list[dict[str, Any]]:
    """Return all pairs of a state, page by page."""
    page = hq.get(f"/duplicates?state={state}").json
    found = page["items"]
    while page["next"]:
        page = hq.get(f"/duplicates?state={state}&after={page['next']}").json
        found += page["items"]
    return list(found)


@pytest.mark.rule("AR-142")
def test_two_offline_registers_create_one_person_who_ends_as_a_pair(chain: Chain) -> None:
    hq = administrator(chain)
    made = [
        till.create(name="Tvilla Samtidig", contacts=[{"kind": "phone", "value": "070-174 06 88"}])
        for till in (chain.till, chain.other_till)
    ]
    chain.cast.settle()
    with acting_as(chain.cast.headquarters):
        while notice_pairs.step():
            pass

    ids = {one["id"] for one in made}
    [pair] = [one for one in queue(hq) if {each["id"] for each in one["customers"]} == ids]

    assert (pair["reasons"], pair["source"]) == (["phone", "name"], "decision")
    hq.call("PUT", f"/duplicates/{pair['id']}", {"state": "different"})
    assert pair["id"] not in {one["id"] for one in queue(hq)}
    assert pair["id"] in {one["id"] for one in queue(hq, state="different")}


def test_ids_and_numbers_of_who_was_merged_answer_with_who_was_kept(chain: Chain) -> None:
    hq = administrator(chain)
    kept = hq.create(store="1", name="Anna Svensson", contacts=PHONE)
    email = {"kind": "email", "value": "annie@example.com", "marketing": "yes"}
    gone = hq.create(
        store="1",
        name="Anna Svenson",
        known_as="Annie",
        receipt_email="a@example.com",
        contacts=[email],
    )

    answer = hq.post(
        f"/customers/{kept['id']}/merge", {"customers": [{"id": gone["id"], "takes": ["name"]}]}
    )

    assert answer.status == 200, answer.body
    assert (answer.json["name"], answer.json["known_as"]) == ("Anna Svenson", "Annie")
    number = gone["account_number"]
    for path in (f"/customers/{gone['id']}", f"/customers/by-account/{number}"):
        assert hq.get(path).json["id"] == kept["id"]
    hits = hq.get("/customers?search=Annie").json["items"]
    assert hits[0]["customer"]["id"] == kept["id"]
    for path in (f"/customers/{one['id']}/consents" for one in (kept, gone)):
        assert [one["answer"] for one in hq.get(path).json["items"]] == ["not_asked", "yes"]
        [proof] = hq.get(f"{path}/ledger").json["items"]
        assert (proof["customer"], proof["answer"]) == (gone["id"], "yes")
    assert gone["id"] not in {hit["customer"]["id"] for hit in hits}
    changed = hq.patch(f"/customers/{gone['id']}", {"known_as": "Nan"}).json
    assert (changed["id"], changed["known_as"]) == (kept["id"], "Nan")

    back = hq.post(f"/customers/{gone['id']}/unmerge", {})

    assert back.json | {"version": 0} == gone | {"version": 0}
    shown = hq.get(f"/customers/{kept['id']}").json
    assert (shown["name"], shown["known_as"]) == ("Anna Svensson", "Nan")


def test_what_cannot_be_merged_says_why(chain: Chain) -> None:
    hq = administrator(chain)
    kept, gone = hq.create(store="1", name="Anna"), hq.create(store="1", name="Anne")
    tag = hq.get(f"/customers/{gone['id']}").headers["ETag"].strip('"')
    hq.patch(f"/customers/{gone['id']}", {"name": "Anna-Lena"})

    def refusal(*customers: object, into: str = kept["id"]) -> tuple[int, str]:
        answer = hq.post(f"/customers/{into}/merge", {"customers": list(customers)})
        return answer.status, answer.code

    assert refusal({"id": gone["id"], "etag": tag}) == (409, "merge.changed")
    assert refusal({"id": kept["id"]}) == (409, "merge.itself")
    assert refusal({"id": NOBODY}) == (404, "customer.unknown")
    assert refusal({"id": gone["id"], "takes": ["party"]}) == (409, "merge.unknown_choice")
    assert refusal()[0] == 422
    assert hq.post(f"/customers/{gone['id']}/unmerge", {}).code == "merge.not_merged"
    assert hq.call("PUT", f"/duplicates/{NOBODY}", {"state": "open"}).code == "pair.unknown"
