"""All stores: what is saved here reaches the tills, and what is wrong is told."""

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.customers import queries, store_defaults
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.models import Operation
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import LegalEntity, Store

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/hq/stores/1/"


def _form(client: Client) -> dict[str, str]:
    return fields_of(client.get(PAGE).content.decode())


def _number(desk: Office, **entered: object) -> str:
    customer = queries.find(desk.actor, desk.customer(**entered))
    assert customer is not None
    return str(customer["account_number"])


@pytest.mark.rule("AR-012")
@pytest.mark.rule("AR-019")
@whole_chain
def test_a_till_follows_the_default_customer_that_headquarters_chose(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    giver = {"name": "Walk-in", "type": "organization", "receipt_option": "both", "language": "en"}
    with acting_as(cast.headquarters):
        staff: dict[str, object] = {"code": "staff", "name": "Staff"}
        configuration.put(desk.actor, "affiliation", id=new_id(), document=staff)
    number = _number(desk, **giver, affiliations=["gold", "staff"])

    answer = client.post(PAGE, _form(client) | {"default_customer": number})
    cast.settle()

    assert answer.status_code == 302
    till = cast.tills[0]
    with acting_as(till):
        given = store_defaults.of_store(desk.store)
        customer = new_id()
        create_customer(cast.associate(till), customer, {"name": "Lisa"})
        made = queries.find(cast.associate(till), customer)
    assert given.values["receipt_option"] == "both"
    assert made is not None
    assert (made["type"], made["language"], made["receipt_option"]) == (
        "organization",
        "en",
        "both",
    )
    assert made["affiliations"] == ["gold", "staff"]


@pytest.mark.rule("AR-021")
def test_customers_made_before_keep_what_they_had(client: Client, desk: Office) -> None:
    before = desk.customer(name="Made before")
    number = _number(desk, name="Another giver", receipt_option="both")

    client.post(PAGE, _form(client) | {"default_customer": number})

    kept = queries.find(desk.actor, before)
    assert kept is not None
    assert kept["receipt_option"] == "email"


def test_saving_is_an_operation_by_the_person_who_saved(client: Client, desk: Office) -> None:
    client.post(PAGE, _form(client) | {"time_zone": "Europe/Helsinki"})

    operation = Operation.objects.filter(entity=desk.store).latest("position")
    assert (operation.kind, operation.actor) == ("configuration.put", desk.administrator)
    assert Store.objects.get().time_zone == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"default_customer": "123"}, "No customer has this number."),
        ({"name": " "}, "Fill in this field."),
        ({"time_zone": "Nowhere"}, "Choose one of the values in the list."),
        ({"operating_unit": "x"}, "Choose one of the values in the list."),
        ({"currency": ""}, "Fill in this field."),
    ],
)
def test_a_wrong_field_is_told_and_everything_typed_stays(
    client: Client, desk: Office, typed: dict[str, str], said: str
) -> None:
    before = Store.objects.values().get()

    answer = client.post(PAGE, _form(client) | {"name": "Renamed"} | typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Renamed" in page or "name" in typed
    assert Store.objects.values().get() == before


def test_a_default_customer_of_another_company_is_refused(client: Client, desk: Office) -> None:
    company, store = new_id(), new_id()
    for kind, id, document in (
        ("legal_entity", company, {"code": "cn", "name": "Other", "country": "CN"}),
        ("store", store, {"number": "2", "name": "Shanghai", "kind": "store"}),
    ):
        whole = {"currency": "CNY", "language": "zh-Hans", **document}
        if kind == "store":
            unit = Store.objects.get(number="1").operating_unit
            whole |= {"legal_entity": str(company), "operating_unit": str(unit)}
            whole |= {"time_zone": "Asia/Shanghai"}
        configuration.put(desk.actor, kind, id=id, document=whole)
    foreign = new_id()
    create_customer(desk.actor, foreign, {"name": "上海散客"}, store="2")
    customer = queries.find(desk.actor, foreign)
    assert customer is not None
    assert LegalEntity.objects.count() == 2

    answer = client.post(PAGE, _form(client) | {"default_customer": customer["account_number"]})

    assert answer.status_code == 422
    assert "belongs to another company" in answer.content.decode()


def test_two_people_at_once_are_told_and_the_second_text_is_kept(
    client: Client, desk: Office
) -> None:
    form = _form(client)
    configuration.put(desk.actor, "store", id=desk.store, document={"name": "Göteborg Nord"})

    answer = client.post(PAGE, form | {"name": "Göteborg Syd"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this while you were editing" in page
    assert 'value="Göteborg Syd"' in page
    assert "<dd>Göteborg Nord" in page
    assert Store.objects.get().name == "Göteborg Nord"
    assert client.post(PAGE, fields_of(page)).status_code == 302
    assert Store.objects.get().name == "Göteborg Syd"


@pytest.mark.rule("AR-018")
def test_a_receipt_email_that_would_spread_is_warned_of(client: Client, desk: Office) -> None:
    edit_customer(desk.actor, desk.default_customer, {"receipt_email": "box@example.com"})

    page = client.post(PAGE, _form(client), follow=True).content.decode()

    warning = "Every new customer without one would get it. Leave it empty unless you want this."
    assert page.count(warning) == 2


def test_the_receipt_email_is_cleared_on_the_default_customer(client: Client, desk: Office) -> None:
    edit_customer(desk.actor, desk.default_customer, {"receipt_email": "box@example.com"})

    asked = client.get(f"{PAGE}receipt-email/").content.decode()
    giver = queries.find(desk.actor, desk.default_customer)
    assert giver is not None
    assert giver["receipt_email"] == "box@example.com"
    assert "box@example.com goes from the default customer" in asked
    client.post(f"{PAGE}receipt-email/")

    giver = queries.find(desk.actor, desk.default_customer)
    assert giver is not None
    assert giver["receipt_email"] == ""
    assert "receipt_email" not in store_defaults.of_store(desk.store).values


def test_the_panel_names_each_value_with_its_source(client: Client, desk: Office) -> None:
    page = client.get(PAGE).content.decode()

    assert "<dd>Email</dd>" in page
    assert "<dd>Sweden<small>from operating unit 1 Göteborg</small>" in page
    assert "<dd>d 1<small>from customer group Retail</small>" in page


@pytest.mark.rule("AR-020")
def test_without_a_default_customer_the_company_fills_in(client: Client, desk: Office) -> None:
    client.post(PAGE, _form(client) | {"default_customer": ""})

    page = client.get(PAGE).content.decode()
    assert Store.objects.get().default_customer is None
    assert "This store has no default customer." in page
    assert "<dd>Printed receipt<small>from the company</small>" in page


def test_what_would_be_inherited_is_shown_before_it_is_saved(client: Client, desk: Office) -> None:
    number = _number(desk, name="Another", receipt_option="both")

    page = client.get(f"{PAGE}preview/", _form(client) | {"default_customer": number})

    assert "Preview, not saved" in page.content.decode()
    assert "Printed receipt and email" in page.content.decode()


def test_suggestions_are_found_by_any_part_of_a_name(client: Client, desk: Office) -> None:
    desk.customer(name="王小明")

    page = client.get(f"{PAGE}suggest/", {"default_customer": "xiaoming"}).content.decode()

    assert "王小明" in page


def test_a_new_store_does_not_take_the_id_of_another_record(client: Client) -> None:
    form = fields_of(client.get("/hq/stores/new/").content.decode())
    unit = str(Store.objects.get().operating_unit)
    given = {"number": "7", "name": "Kiruna", "operating_unit": unit, "id": unit}

    assert client.post("/hq/stores/new/", form | given).status_code == 404
    assert Store.objects.count() == 1


def test_a_new_store_is_made_and_found(client: Client, desk: Office) -> None:
    form = fields_of(client.get("/hq/stores/new/").content.decode())
    unit = str(Store.objects.get().operating_unit)
    given = {"number": "7", "name": "Kiruna", "operating_unit": unit}

    answer = client.post("/hq/stores/new/", form | given, follow=True)

    assert "Kiruna" in answer.content.decode()
    assert Store.objects.get(number="7").legal_entity == Store.objects.get(number="1").legal_entity
    assert "Kiruna" in client.get("/hq/stores/", {"q": "kir"}).content.decode()
