"""What headquarters requires is asked for on the form, at the field, and follows the store."""

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till
from tillbook import configuration
from tillbook.customers.parameters import parameters_id
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


@pytest.mark.rule("AR-057")
@pytest.mark.rule("AR-138")
def test_a_required_email_is_asked_for_and_the_search_field_follows(
    cast: Network, till: Till
) -> None:
    criteria = [{"code": "phone", "is_shown": True, "translations": {"en": "mobile"}}]
    said = {"required_fields": {"person": ["email"]}, "search_criteria": criteria}
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        document = {"store": None, **said}
        configuration.put(actor, "commerce_parameters", id=parameters_id(), document=document)
    cast.settle()

    refused = till.post("/customers/new", till.new_form(name="Anna", phone="070-174 06 12"))

    assert refused.status == 422
    assert "Enter an email address. It is needed here." in refused.text
    assert f'href="#f-{refused.page.control("email")}"' in refused.html
    assert 'placeholder="Mobile"' in refused.html
    made = till.create(name="Anna", phone="070-174 06 12", email="a@example.com")
    assert "Anna" in made.text
    assert "mobile" in till.search("0612").text
