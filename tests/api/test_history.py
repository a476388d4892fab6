"""`GET /customers/{id}/history`: the timeline of a customer, with values before and after."""

from typing import Any

from tests.api.conftest import MARKS, Chain, Program

pytestmark = MARKS


def told(program: Program, id: str, query: str = "") -> Any:
    answer = program.get(f"/customers/{id}/history{query}")
    assert answer.status == 200, answer.body
    return answer.json


def one(entry: dict[str, Any], field: str) -> dict[str, Any]:
    [change] = [change for change in entry["changes"] if change["field"] == field]
    return dict(change)


def test_a_change_is_told_at_every_node_with_its_value_before_and_after(chain: Chain) -> None:
    id = chain.till.create(name="Hilda Historik")["id"]
    chain.cast.settle()
    chain.other_till.patch(f"/customers/{id}", {"name": "Hilda Annan"})
    chain.cast.settle()

    for program in (chain.headquarters, chain.till, chain.other_till):
        listed = told(program, id)
        edited, created = listed["items"]
        name = one(edited, "name")
        assert (name["before"], name["after"]) == ("Hilda Historik", "Hilda Annan")
        assert (name["unit"], name["written"], name["before_known"]) == ("name", True, True)
        assert one(created, "account_number")["assigned"]
        assert (edited["what"], edited["fate"]) == ("edited", "applied")
        assert (edited["store"], edited["store_name"]) == ("1", "Göteborg")
        assert edited["by_kind"] == "token"
        assert (listed["complete"], listed["next"]) == (True, None)


def test_the_value_that_lost_and_the_winner_are_told(chain: Chain) -> None:
    id = chain.till.create(name="Hilda Historik")["id"]
    chain.cast.settle()
    first, second = chain.cast.tills
    with chain.cut(first), chain.cut(second):
        chain.till.patch(f"/customers/{id}", {"name": "Hilda Först"})
        chain.other_till.patch(f"/customers/{id}", {"name": "Hilda Sedan"})
    chain.cast.settle()

    entries = told(chain.till, id)["items"]

    [lost] = [entry for entry in entries if entry["fate"] == "lost"]
    change = one(lost, "name")
    assert (change["after"], change["written"]) == ("Hilda Först", False)
    assert change["lost_to"] in [entry["id"] for entry in entries if entry != lost]


def test_a_till_that_is_cut_off_says_that_it_does_not_know_all(chain: Chain) -> None:
    id = chain.till.create(name="Hilda Historik")["id"]
    chain.cast.settle()
    with chain.cut(chain.cast.tills[0]):
        chain.till.patch(f"/customers/{id}", {"name": "Hilda Annan"})

        listed = told(chain.till, id)

    assert listed["complete"] is False
    assert [entry["fate"] for entry in listed["items"]] == ["pending", "applied"]
    chain.cast.settle()


def test_the_pages_are_linked(chain: Chain) -> None:
    id = chain.till.create(name="Hilda 0")["id"]
    for number in range(1, 4):
        chain.till.patch(f"/customers/{id}", {"name": f"Hilda {number}"})
    chain.cast.settle()
    whole = [entry["id"] for entry in told(chain.till, id)["items"]]

    found, address = [], f"/customers/{id}/history?limit=3"
    while address:
        page = chain.till.get(address)
        found += [entry["id"] for entry in page.json["items"]]
        link = page.headers.get("Link", "")
        address = link.partition(">")[0].removeprefix("</api/v1")
        assert bool(address) == bool(page.json["next"])

    assert found == whole
    assert len(whole) == 4


def test_bad_questions_are_refused(chain: Chain) -> None:
    id = chain.till.create(name="Hilda Historik")["id"]

    for query, parameter in (
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?cursor=x", "cursor"),
    ):
        answer = chain.till.get(f"/customers/{id}/history{query}")
        assert answer.status == 422
        assert [where for where, _ in answer.fields] == [parameter]
