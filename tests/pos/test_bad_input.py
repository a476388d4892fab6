"""Bad input, row by row: the form comes back with the words and with all that was typed."""

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till
from tillbook.customers.models import Customer
from tillbook.exchange.models import Operation

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]

ROWS = [
    ({"name": ""}, "name", "Enter a name."),
    ({"name": "   "}, "name", "Enter a name."),
    ({"name": "\u200b\u2060"}, "name", "Enter a name."),
    ({"name": "x" * 201}, "name", "Use at most 200 characters."),
    ({"name": "An\x07na"}, "name", "Type this again: it holds control characters"),
    ({"phone": "12"}, "phone", "This does not look like a phone number in Sweden."),
    ({"phone": "call me"}, "phone", "This does not look like a phone number in Sweden."),
    ({"email": "anna@"}, "email", "Enter an email address, for example name@example.com."),
    ({"email": "anna example.com"}, "email", "Enter an email address"),
    ({"email": "a" * 300 + "@example.com"}, "email", "Use at most 254 characters."),
    ({"street": "x" * 251}, "street", "Use at most 250 characters."),
    ({"city": "Göte\x1bborg"}, "city", "Type this again: it holds control characters"),
    ({"country": "XX", "city": "Nowhere"}, "country", "Choose one of the values in the list."),
]


def test_a_bad_field_is_named_and_nothing_typed_is_lost(till: Till) -> None:
    before = Operation.objects.using("till_1").count()

    for wrong, field, words in ROWS:
        right = {"name": "Anna", "phone": "070-174 06 12", "email": "anna@example.com"}
        form = till.new_form(**(right | wrong))
        answer = till.post("/customers/new", form)
        control = answer.page.control(field)

        assert answer.status == 422, wrong
        assert words in answer.text, wrong
        assert f'href="#f-{control}"' in answer.html, wrong
        assert f'id="e-{control}"' in answer.html, wrong
        kept = answer.page.fields
        assert kept["id"] == form["id"]
        for name in map(answer.page.control, ("name", "phone", "email", "street", "city")):
            assert kept[name].strip() == form[name].strip(), (wrong, name)

    assert Operation.objects.using("till_1").count() == before
    assert Customer.objects.using("till_1").count() == 1


def test_several_faults_are_counted_and_listed(till: Till) -> None:
    answer = till.post("/customers/new", till.new_form(name="", phone="1", email="x"))

    assert "3 things need fixing" in answer.text


def test_a_corrected_form_is_saved_as_the_same_customer(till: Till) -> None:
    form = till.new_form(name="")

    corrected = till.post("/customers/new", form).page.fields | {"name": "Anna"}
    saved = till.post("/customers/new", corrected)

    assert saved.location.startswith(f"/customers/{form['id']}")


def test_editing_has_the_same_checks(till: Till) -> None:
    url = till.create_at(name="Anna", phone="070-174 06 12")

    for wrong, _, words in (ROWS[0], *ROWS[5:8]):
        answer = till.post(f"{url}/edit", till.get(f"{url}/edit").page.typed(**wrong))

        assert answer.status == 422, wrong
        assert words in answer.text, wrong
    assert "Anna" in till.get(url).text


def test_an_unusual_name_is_kept_as_typed(till: Till) -> None:
    for name in (
        "🎉 Party AB",
        "O'Brien",
        "محمد علي",
        "Zoe\u0308",
        "<b>Bold</b>",
        "{{ 7 }}",
        'Q&A "x"',
    ):
        assert name in till.create(name=name).text


def test_the_till_says_what_is_wrong_in_words_of_its_language(cast: Network, till: Till) -> None:
    till.post("/language", {"language": "sv"})

    answer = till.post("/customers/new", till.new_form(name="", phone="1"))

    assert "Ange ett namn." in answer.text
    assert "telefonnummer i Sverige" in answer.text
