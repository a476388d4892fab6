"""Searching over HTTP: ranked items with what matched, page by page, here and in all stores."""

from urllib.parse import parse_qs, urlsplit

from tests.api.conftest import MARKS, Chain, Program
from tillbook.customers.operations.create_customer import create_customers
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS


def names(program: Program, query: str) -> list[str]:
    """Return the names that one page of a search shows."""
    return [item["customer"]["name"] for item in program.get(f"/customers?{query}").json["items"]]


def test_an_item_says_which_value_matched(chain: Chain) -> None:
    made = chain.till.create(
        name="Mathilda Träff", contacts=[{"kind": "phone", "value": "070-174 06 77"}]
    )

    [by_name] = chain.till.get("/customers?search=träff").json["items"]
    [by_phone] = chain.till.get("/customers?search=0677").json["items"]

    assert by_name == {
        "customer": made,
        "matched": {"field": "name", "value": "Mathilda Träff"},
    }
    assert by_phone["matched"]["field"] == "phone"
    assert "".join(by_phone["matched"]["value"].split()) == "+46701740677"


def test_pages_follow_each_other_without_gap_or_repeat(chain: Chain) -> None:
    made = {chain.till.create(name=f"Qvixblädder Nummer {n}")["id"] for n in range(5)}

    seen: list[str] = []
    answer = chain.till.get("/customers?search=qvixblädder&limit=2")
    seen += [item["customer"]["id"] for item in answer.json["items"]]
    while "Link" in answer.headers:
        address, relation = answer.headers["Link"].split(">")
        path = address.removeprefix("</api/v1")
        assert relation == '; rel="next"'
        assert parse_qs(urlsplit(path).query)["cursor"] == [answer.json["next"]]
        answer = chain.till.get(path)
        seen += [item["customer"]["id"] for item in answer.json["items"]]

    assert answer.json["next"] is None
    assert len(seen) == 5
    assert set(seen) == made


def test_scope_store_answers_from_here_and_scope_all_asks_the_parent(chain: Chain) -> None:
    chain.till.create(name="Fjärran Ett")
    chain.till.create(name="Fjärran Två")

    here = chain.other_till.get("/customers?search=fjärran&scope=store").json
    first = chain.other_till.get("/customers?search=fjärran&scope=all&limit=1").json
    second = chain.other_till.get(
        f"/customers?search=fjärran&scope=all&limit=1&cursor={first['next']}"
    ).json

    assert here == {"items": [], "next": None, "complete": True}
    assert first["complete"]
    assert second["next"] is None
    found = [item["customer"]["name"] for page in (first, second) for item in page["items"]]
    assert sorted(found) == ["Fjärran Ett", "Fjärran Två"]


def test_a_search_in_all_stores_says_when_it_is_not_complete(chain: Chain) -> None:
    chain.till.create(name="Kvar Här")

    with chain.cut(chain.cast.tills[0]):
        cut = chain.till.get("/customers?search=kvar&scope=all").json

    assert [item["customer"]["name"] for item in cut["items"]] == ["Kvar Här"]
    assert cut["complete"] is False


def test_nobody_found_is_an_empty_list(chain: Chain) -> None:
    assert names(chain.till, "search=zzzqqqxxx") == []


def test_han_names_are_found_by_pinyin_and_mail_by_its_parts(chain: Chain) -> None:
    chain.till.create(name="欧阳小敏", contacts=[{"kind": "email", "value": "ou.yang@exempel.se"}])

    assert names(chain.till, "search=ouyang") == ["欧阳小敏"]
    assert names(chain.till, "search=小敏") == ["欧阳小敏"]
    assert names(chain.till, "search=ou.yang@exempel.se") == ["欧阳小敏"]


def test_reading_on_meets_every_customer_of_a_word_once(chain: Chain) -> None:
    with acting_as(chain.cast.headquarters):
        actor = chain.cast.associate(chain.cast.headquarters)
        made = {new_id(): {"name": f"Zqwlk Nummer {number}"} for number in range(230)}
        create_customers(actor, made, store="1")
    met: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        path = f"/customers?search=zqwlk&scope=node&limit=100&cursor={cursor}"
        page = chain.headquarters.get(path).json
        met += [item["customer"]["id"] for item in page["items"]]
        cursor = page["next"]

    assert sorted(met) == sorted(str(id) for id in made)
