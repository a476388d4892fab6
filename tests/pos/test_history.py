"""P6, History: who changed what, on the till's own page and inside the customer's."""

from collections.abc import Callable

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, cut, hire, mend
from tillbook.nodes.this_node import ThisNode

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True, databases=DATABASES),
]


def rename(till: Till, page: str, **typed: str) -> None:
    form = till.get(f"{page}/edit").page.fields | typed
    assert till.post(f"{page}/edit", form).status == 303


def test_the_section_leads_to_the_history_and_htmx_gets_it_alone(till: Till) -> None:
    page = till.create_at(name="Anna Ek")

    assert f"{page}/history" in till.get(page).page.links
    whole = till.get(f"{page}/history")
    part = till.get(f"{page}/history", **{"HX-Request": "true"})

    assert "<html" in whole.html
    assert "<html" not in part.html
    assert "Ada created the customer" in part.text
    assert part.text in whole.text


def test_a_change_at_another_till_is_told_with_before_and_after(
    cast: Network, at: Callable[[ThisNode], Till], till: Till
) -> None:
    page = till.create_at(name="Anna Ek", phone="070-174 06 12")
    cast.settle()
    hire(cast, name="Bo")
    other = at(cast.tills[1])
    other.sign_in("200")
    rename(other, page, name="Anna Berg")
    cast.settle()

    told = till.get(f"{page}/history").text

    assert told.index("Bo changed name") < told.index("Ada created the customer")
    assert "Before: Anna Ek → After: Anna Berg" in told
    assert "given by headquarters" in told


def test_without_the_parent_the_till_tells_what_it_knows_and_says_so(
    cast: Network, till: Till
) -> None:
    page = till.create_at(name="Anna Ek")
    cast.settle()
    cut(cast)
    rename(till, page, name="Anna Berg")

    told = till.get(f"{page}/history").text
    mend(cast)

    assert "Only what was done here is shown." in told
    assert "Pending sync" in told
    assert "Before: Anna Ek → After: Anna Berg" in told


def test_more_is_shown_page_by_page(cast: Network, till: Till) -> None:
    page = till.create_at(name="Anna 0")
    for number in range(1, 22):
        rename(till, page, name=f"Anna {number}")
    cast.settle()

    first = till.get(f"{page}/history")
    [further] = {link for link in first.page.links if "before=" in link}
    second = till.get(further, **{"HX-Request": "true"})

    assert "Anna 21" in first.text
    assert "created the customer" not in first.text
    assert "Ada created the customer" in second.text
    assert "Show more" not in second.text


@pytest.mark.parametrize(
    ("language", "title"), [("sv", "Ada skapade kunden"), ("zh-hans", "Ada 创建了客户")]
)
def test_the_history_speaks_the_language_of_the_page(till: Till, language: str, title: str) -> None:
    page = till.create_at(name="Anna Ek")

    assert title in till.speak(language).get(f"{page}/history").text


def test_what_is_no_history_is_not_found_and_a_changed_address_does_no_harm(till: Till) -> None:
    page = till.create_at(name="Anna Ek")

    assert till.get("/customers/00000000-0000-7000-8000-000000000000/history").status == 404
    assert "created the customer" in till.get(f"{page}/history?before=x&day=y").text
