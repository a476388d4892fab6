"""A scanned code finds exactly who has it."""

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import create
from tests.pos.conftest import DATABASES, Till, cut
from tests.pos.test_sale import COAT, sell
from tillbook.customers import queries
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
HTMX = {"HX-Request": "true"}


def number_of(till: Till, url: str) -> str:
    """Return the account number of the customer at an address."""
    with acting_as(till.node):
        [found] = queries.newest(till.node.actor(), limit=1)
    assert str(found["id"]) in url
    return str(found["account_number"])


def test_a_scan_of_a_number_a_phone_or_an_email_opens_exactly_that_customer(
    cast: Network, till: Till
) -> None:
    till.create_at(name="Annan", phone="070-174 06 131", email="anna@example.com.au")
    url = till.create_at(name="Anna", phone="070-174 06 13", email="anna@example.com")
    cast.settle()
    number = number_of(till, url)

    for code in (number, "0701740613", "+46 70 174 06 13", "ANNA@example.com", f"{number}\r"):
        assert till.post("/scan", {"code": code}, **HTMX).location == url, code

    for code in (number[:-1], "70174061", "anna", "", " "):
        answer = till.post("/scan", {"code": code}, **HTMX)
        assert answer.location == "", code
        assert f"No customer has the code {code.strip()}." in answer.text


def test_a_scan_leads_nobody_away_from_unsaved_text(till: Till) -> None:
    url = till.create_at(name="Anna", phone="070-174 06 13")

    answer = till.post("/scan", {"code": "0701740613", "stay": ""}, **HTMX)

    assert answer.location == ""
    assert url in answer.page.links
    assert "Anna" in answer.text


def test_on_the_sale_a_code_of_nobody_begins_a_line_with_the_price_in_focus(till: Till) -> None:
    on_sale = {"HX-Current-URL": "http://testserver/sale/"}
    sell(till, **COAT)

    assert till.post("/scan", {"code": "7310865004703"}, **HTMX, **on_sale).location == "/sale/"

    page = till.get("/sale/")
    assert page.page.value("item") == "7310865004703"
    assert "autofocus" in page.html.partition('name="price"')[2].partition(">")[0]
    till.post("/sale/lines", page.page.typed(price="10"))
    assert "7310865004703" in till.get("/sale/").text
    assert till.get("/sale/").page.value("item") == ""
    till.post("/scan", {"code": "4006381333931"}, Referer="http://testserver/sale/?line=1")
    assert till.get("/sale/").page.value("item") == "4006381333931"  # without scripts too


def test_a_code_that_several_have_or_nobody_has_leads_to_the_list(
    cast: Network, till: Till
) -> None:
    phone = {"kind": "phone", "value": "070-174 06 13"}
    for name in ("Anna", "Bo"):
        create(cast, cast.tills[0], {"name": name, "contacts": [phone]})

    both = till.post("/scan", {"code": "0701740613"}, **HTMX)
    assert both.location == "/customers/"
    assert {"Anna", "Bo"} <= set(till.get(both.location).page.words)
    # Without scripts a scan of nobody is a search, too.
    assert till.post("/scan", {"code": "nobody"}).location == "/customers/"


def test_a_code_that_only_another_store_has_is_asked_for_there(
    cast: Network, till: Till, at: type[Till]
) -> None:
    other = at(cast.tills[1])
    other.sign_in()
    cut(cast, cast.store)  # the store knows, and tells nobody
    url = other.create_at(name="Anna", email="anna@example.com")

    assert till.post("/scan", {"code": "anna@example.com"}, **HTMX).location == url
