"""Editing a customer in the same form; nobody's change is lost unseen."""

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, cut, mend
from tillbook.exchange.models import Operation

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_name_and_phone_are_changed_everywhere(cast: Network, till: Till, at: type[Till]) -> None:
    url = till.create_at(name="Anna Svensson", phone="070-174 06 12", email="anna@example.com")

    form = till.get(f"{url}/edit").page
    saved = till.post(f"{url}/edit", form.typed(name="Anna Ek", phone="070-174 06 13"))
    cast.settle()

    assert "Changes saved." in till.get(saved.location).text
    neighbour = at(cast.tills[1])
    neighbour.sign_in()
    seen = neighbour.get(url).text
    for words in ("Anna Ek", "+46 70 174 06 13", "anna@example.com"):
        assert words in seen
    assert "174 06 12" not in seen


def test_the_form_shows_what_is_stored_and_an_untouched_one_changes_nothing(till: Till) -> None:
    url = till.create_at(
        name="王芳",
        phone="070-174 06 12",
        street="Storgatan 1",
        postal_code="411 06",
        city="Göteborg",
    )
    before = Operation.objects.using("till_1").count()

    form = till.get(f"{url}/edit").page
    assert [form.value(name) for name in ("name", "phone", "street")] == [
        "王芳",
        "070-174 06 12",
        "Storgatan 1",
    ]
    saved = till.post(f"{url}/edit", form.fields)

    assert saved.status == 303
    assert Operation.objects.using("till_1").count() == before


def test_an_emptied_field_is_emptied(till: Till) -> None:
    url = till.create_at(name="Anna", phone="070-174 06 12", email="anna@example.com")

    form = till.get(f"{url}/edit").page
    till.post(f"{url}/edit", form.typed(email=""))

    page = till.get(url).text
    assert "anna@example.com" not in page
    assert "+46 70 174 06 12" in page


def test_a_stale_edit_keeps_the_text_and_shows_what_is_stored(cast: Network, till: Till) -> None:
    url = till.create_at(name="Anna", phone="070-174 06 12")
    mine, other = till.get(f"{url}/edit").page.fields, till.get(f"{url}/edit").page.fields
    till.post(f"{url}/edit", other | {"name": "Anna Ek"})

    answer = till.post(f"{url}/edit", mine | {"name": "Anna Alm"})

    assert answer.status == 409
    assert "This customer changed while you were editing. Your text is kept." in answer.text
    assert "Stored now: Anna Ek" in answer.text
    assert answer.page.fields["name"] == "Anna Alm"
    assert "Anna Ek" in till.get(url).text

    assert till.post(f"{url}/edit", answer.page.fields).status == 303
    assert "Anna Alm" in till.get(url).text


def test_a_number_that_arrives_meanwhile_is_no_reason_to_refuse_an_edit(
    cast: Network, till: Till
) -> None:
    cut(cast)
    url = till.create_at(name="Anna")
    form = till.get(f"{url}/edit").page.fields
    mend(cast)
    cast.settle()
    assert "Pending sync" not in till.get(url).text

    saved = till.post(f"{url}/edit", form | {"name": "Anna Ek"})

    assert saved.status == 303
    assert "Anna Ek" in till.get(url).text


def test_an_unknown_customer_cannot_be_edited(till: Till) -> None:
    unknown = "/customers/01890a5d-ac96-774b-bcce-b302099a8057"

    assert till.get(unknown).status == 404
    assert till.get(f"{unknown}/edit").status == 404
    assert till.post(f"{unknown}/edit", {"name": "Anna"}).status == 404
