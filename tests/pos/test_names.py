"""One field for a person's name, taken apart on demand; an organization has a name and people."""

from typing import Any

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till
from tillbook.customers import queries
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def stored(cast: Network, url: str) -> dict[str, Any]:
    """Return a customer as the first till holds it."""
    with acting_as(cast.tills[0]):
        [found] = [
            customer
            for customer in queries.newest(cast.associate(cast.tills[0]))
            if url.endswith(customer["id"])
        ]
    return found


def parts(customer: dict[str, Any]) -> tuple[str, str, str]:
    """Return first, middle and last name."""
    return customer["first_name"], customer["middle_name"], customer["last_name"]


def test_the_split_is_seen_before_saving(till: Till) -> None:
    form = till.new_form(name="Anna Maria Svensson")

    page = till.post("/customers/new", form | {"show": "name"})

    assert "First name Anna Maria" in page.text
    assert "Last name Svensson" in page.text


def test_a_chinese_name_is_asked_with_the_family_name_first(till: Till) -> None:
    page = till.post("/customers/new", till.new_form(name="王芳") | {"show": "name"})

    assert page.text.index("Last name 王") < page.text.index("First name 芳")
    assert page.html.index('id="f-last_name"') < page.html.index('id="f-first_name"')


def test_another_split_of_the_same_name_is_kept(cast: Network, till: Till) -> None:
    url = till.create_at(
        name="Maria del Carmen Ruiz Soto",
        first_name="Maria del Carmen",
        last_name="Ruiz Soto",
        title="Dr",
    )

    customer = stored(cast, url)
    assert parts(customer) == ("Maria del Carmen", "", "Ruiz Soto")
    assert (customer["name"], customer["title"]) == ("Maria del Carmen Ruiz Soto", "Dr")


def test_a_split_that_was_only_proposed_gives_way_to_another_name(
    cast: Network, till: Till
) -> None:
    proposed = till.post("/customers/new", till.new_form(name="Anna Svensson") | {"show": "name"})

    saved = till.post("/customers/new", proposed.page.typed(name="Bo Ek"))

    assert parts(stored(cast, saved.location.partition("?")[0])) == ("Bo", "", "Ek")


def test_a_new_full_name_is_split_anew_and_new_parts_make_a_new_name(
    cast: Network, till: Till
) -> None:
    url = till.create_at(name="Anna Svensson")

    till.edit(url, name="Anna Ek")
    assert parts(stored(cast, url)) == ("Anna", "", "Ek")

    till.edit(url, last_name="Alm", middle_name="Maria")
    customer = stored(cast, url)
    assert parts(customer) == ("Anna", "Maria", "Alm")
    assert customer["name"] == "Anna Maria Alm"


@pytest.mark.rule("AR-008")
def test_another_type_asks_for_its_own_name_and_keeps_what_was_typed(
    cast: Network, till: Till
) -> None:
    form = till.new_form(
        name="Bygg och Färg", phone="070-174 06 12", street="Storgatan 1", first_name="Bygg"
    )
    person = till.post("/customers/new", form | {"show": "type"})
    assert "Full name" in person.text
    assert "First name" in person.text
    assert "Organization name" not in person.text

    firm = till.post("/customers/new", person.page.typed(type="organization", show="type"))

    assert "Organization name" in firm.text
    assert "Contact persons" in firm.text
    assert "f-first_name" not in firm.html
    assert [firm.page.value(name) for name in ("name", "phone", "street")] == [
        "Bygg och Färg",
        "070-174 06 12",
        "Storgatan 1",
    ]
    saved = till.post("/customers/new", firm.page.fields)
    customer = stored(cast, saved.location.partition("?")[0])
    assert (customer["type"], customer["name"], parts(customer)) == (
        "organization",
        "Bygg och Färg",
        ("", "", ""),
    )


def test_contact_persons_of_an_organization_are_added_and_removed(
    cast: Network, till: Till
) -> None:
    first = till.post(
        "/customers/new", till.new_form(name="Bygg AB", type="organization") | {"show": "type"}
    )
    one = {"contact_person-0-name": "Eva Ek", "contact_person-0-role": "Inköp"}
    second = till.post("/customers/new", first.page.fields | one | {"show": "contact_person"})
    two = {"contact_person-1-name": "Bo Alm", "contact_person-1-phone": "08-123 456 78"}
    url = till.post("/customers/new", second.page.fields | two).location.partition("?")[0]

    assert [p["name"] for p in stored(cast, url)["contact_persons"]] == ["Eva Ek", "Bo Alm"]
    page = till.get(url).text
    assert "Inköp Eva Ek" in page

    emptied = {"contact_person-0-name": "", "contact_person-0-role": ""}
    till.post(f"{url}/edit", till.get(f"{url}/edit").page.fields | emptied)

    assert [p["name"] for p in stored(cast, url)["contact_persons"]] == ["Bo Alm"]
