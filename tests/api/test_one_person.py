"""One person by several ways: the store and the shop, an email in other letters."""

from typing import Any

import pytest

from tests.api.conftest import MARKS, Answer, Chain
from tests.api.test_merging import administrator, queue
from tests.cast import open_store
from tillbook import configuration
from tillbook.customers.operations import notice_pairs
from tillbook.customers.parameters import parameters_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Store

pytestmark = MARKS


def _pairs(chain: Chain, *ids: str) -> list[dict[str, Any]]:
    """Let headquarters look at who was written; return the open pairs of some customers."""
    chain.cast.settle()
    with acting_as(chain.cast.headquarters):
        while notice_pairs.step():
            pass
    found = queue(administrator(chain))
    return [one for one in found if {each["id"] for each in one["customers"]} <= set(ids)]


def _email(value: str, **more: str) -> list[dict[str, str]]:
    return [{"kind": "email", "value": value, **more}]


def _created_where(chain: Chain, policy: str) -> Answer:
    """Create somebody with the email once more where the chain has a policy for it."""
    with acting_as(chain.cast.headquarters):
        document = {"store": None, "duplicates": {"email": policy}}
        actor = chain.cast.headquarters.actor()
        configuration.put(actor, "commerce_parameters", id=parameters_id(), document=document)
    chain.cast.settle()
    again = {"name": "Tora L", "contacts": _email("TORA.lindh@example.com")}
    return chain.till.post("/customers", again)


@pytest.mark.pain("Store and web create separate records of one person")
def test_who_shops_in_a_store_and_on_the_web_is_one_question_to_a_person(chain: Chain) -> None:
    hq, shop = administrator(chain), "95"
    with acting_as(chain.cast.headquarters):
        open_store(chain.cast.headquarters, shop, kind=Store.Kind.ONLINE_STORE.value)
    phone = [{"kind": "phone", "value": "+46701740633"}]
    email = _email("selma@example.com")
    store = chain.till.create(name="Selma Wennberg", contacts=email + phone)
    web = hq.create(name="Wennberg, Selma", store=shop, contacts=email)
    mother = hq.create(name="Gerda Wennberg", store=shop, contacts=email)

    pairs = _pairs(chain, store["id"], web["id"], mother["id"])

    by_name = {
        frozenset(each["name"] for each in pair["customers"]): pair["reasons"] for pair in pairs
    }
    assert by_name[frozenset({"Selma Wennberg", "Wennberg, Selma"})] == ["email", "name"]
    assert all(pair["state"] == "open" for pair in pairs), "a person is asked"
    for one in (store, web, mother):
        stands = hq.get(f"/customers/{one['id']}").json
        assert (stands["id"], stands["merged_into"]) == (one["id"], None)


@pytest.mark.pain("The same email in other letters is a second account")
def test_an_email_is_the_same_in_other_letters_wherever_it_is_compared(chain: Chain) -> None:
    hq = administrator(chain)
    one = chain.till.create(name="Tora Lindh", contacts=_email("Tora.Lindh@example.com"))
    [contact] = one["contacts"]
    path = f"/customers/{one['id']}"

    asked = chain.till.patch(path, {"contacts": _email("tora.lindh@EXAMPLE.com", marketing="no")})
    assert [each["id"] for each in asked.json["contacts"]] == [contact["id"]], "changing"
    found = chain.till.get("/customers?search=TORA.LINDH@example.com").json["items"]
    assert [each["customer"]["id"] for each in found] == [one["id"]], "searching"
    made = [_created_where(chain, policy) for policy in ("block", "warn")]
    assert [each.status for each in made] == [409, 201], "creating"
    other = made[1].json
    [pair] = _pairs(chain, one["id"], other["id"])
    assert pair["reasons"] == ["email"], "noticing"
    merged = hq.post(f"{path}/merge", {"customers": [{"id": other["id"]}]}).json
    assert [each["id"] for each in merged["contacts"]] == [contact["id"]], "merging"
    assert merged["contacts"][0]["marketing"] == "no"
