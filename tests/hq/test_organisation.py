"""Stores of every kind, structured fields, and what stands against a removal."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.customers.models import Customer, CustomerGroup, FinancialDimension
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.errors import Refused
from tillbook.foundation.ids import new_id
from tillbook.stores.models import LegalEntity, NumberSequence, OperatingUnit, Store

pytestmark = pytest.mark.django_db(transaction=True)


def _unit() -> str:
    return str(OperatingUnit.objects.get().pk)


def _kept() -> dict[str, str]:
    """Return a new store that breaks no rule."""
    return {"number": "9", "name": "Kept", "operating_unit": _unit()}


@pytest.mark.parametrize("kind", ["store", "online_store", "call_centre"])
def test_a_store_of_each_kind_is_made_and_stands_in_its_own_menu(
    client: Client, desk: Office, kind: str
) -> None:
    form = fields_of(client.get("/hq/stores/new/", {"kind": kind}).content.decode())
    assert (form["kind"], form["time_zone"], form["currency"]) == (kind, "Europe/Stockholm", "SEK")

    typed = {"number": "W1", "name": "Nya", "operating_unit": _unit()}
    answer = client.post("/hq/stores/new/", form | typed, follow=True)

    assert "Store saved." in answer.content.decode()
    assert Store.objects.get(number="W1").kind == kind
    if kind != "store":
        listed = client.get("/hq/stores/", {"kind": kind})
        assert listed.headers["Location"] == "/hq/stores/W1/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "1"}, "This is taken already."),
        ({"number": ""}, "Fill in this field."),
        ({"number": "a/b"}, "Use letters and digits;"),
        ({"number": "1" * 17}, "Use at most 16 characters."),
        ({"kind": "kiosk"}, "Choose one of the values in the list."),
        ({"address_book": "nowhere"}, "Choose one of the values in the list."),
    ],
)
def test_a_new_store_that_breaks_a_rule_is_told_with_all_that_was_typed(
    client: Client, desk: Office, typed: dict[str, str], said: str
) -> None:
    form = fields_of(client.get("/hq/stores/new/").content.decode())

    answer = client.post("/hq/stores/new/", form | _kept() | typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="Kept"' in page
    assert Store.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"blocked": "all"}, "default_customer.blocked"), ({}, "default_customer.merged")],
)
def test_a_blocked_or_merged_default_customer_is_refused(
    desk: Office, change: dict[str, str], code: str
) -> None:
    giver = desk.customer(name="Giver")
    if change:
        edit_customer(desk.actor, giver, change)
    else:
        Customer.objects.filter(id=giver).update(merged_into=new_id())

    document = {"default_customer": str(giver)}
    with pytest.raises(Refused) as refused:
        configuration.put(desk.actor, "store", id=desk.store, document=document)

    assert refused.value.code == code
    assert refused.value.params == {"field": "default_customer"}


def test_dimensions_are_chosen_among_the_defined_ones(client: Client, desk: Office) -> None:
    page = reverse("admin:customers_customergroup_change", args=[CustomerGroup.objects.get().pk])
    html = client.get(page).content.decode()
    assert '<option value="2">2 · Two</option>' in html

    client.post(page, fields_of(html) | {"financial_dimensions-d": "2"})
    assert CustomerGroup.objects.get().financial_dimensions == {"d": "2"}
    refused = client.post(page, fields_of(html) | {"financial_dimensions-d": "9"})

    assert "d has no value 9." in refused.content.decode()


def test_a_value_that_a_group_has_stays(client: Client, desk: Office) -> None:
    row = FinancialDimension.objects.get()
    page = reverse("admin:customers_financialdimension_change", args=[row.pk])
    form = fields_of(client.get(page).content.decode())

    answer = client.post(page, form | {"values-0-code": "", "values-0-name": ""})

    assert "The customer group Retail has 1. Change it there first." in answer.content.decode()
    assert len(FinancialDimension.objects.get().values) == 2


def test_a_form_tells_everything_that_is_wrong_at_once(client: Client, desk: Office) -> None:
    typed = {"code": "SE", "name": "", "country": "XX", "currency": "SEK", "language": "sv"}

    page = client.post(reverse("admin:stores_legalentity_add"), typed).content.decode()

    assert "2 things need fixing" in page or "3 things need fixing" in page
    assert LegalEntity.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("stores_operatingunit", ["1 store: Göteborg"]),
        ("stores_legalentity", ["1 store: Göteborg", "1 customer: 000 000 018"]),
        ("customers_customergroup", ["1 customer: 000 000 018", "1 legal entity: Company"]),
        ("customers_financialdimension", ["1 customer group: Retail"]),
    ],
)
def test_what_is_in_use_stays_and_the_page_says_where(
    client: Client, desk: Office, kind: str, said: list[str]
) -> None:
    models = {
        "stores_operatingunit": OperatingUnit,
        "stores_legalentity": LegalEntity,
        "customers_customergroup": CustomerGroup,
        "customers_financialdimension": FinancialDimension,
    }
    row = models[kind]._default_manager.get()
    page = reverse(f"admin:{kind}_delete", args=[row.pk])

    told = client.get(page).content.decode().replace("\u00a0", " ")
    answer = client.post(page)

    for use in said:
        assert use in told
    assert answer.status_code == 409
    assert models[kind]._default_manager.filter(pk=row.pk).exists()


def test_a_store_in_use_stays_and_an_empty_one_goes(client: Client, desk: Office) -> None:
    form = fields_of(client.get("/hq/stores/new/").content.decode())
    client.post("/hq/stores/new/", form | _kept())

    told = client.get("/hq/stores/1/remove/").content.decode()
    question = client.get("/hq/stores/9/remove/").content.decode()
    client.post("/hq/stores/9/remove/", fields_of(question))

    assert "2 registers: Kassa 1, Kassa 2" in told
    assert [store.number for store in Store.objects.all()] == ["1"]


def test_the_next_number_is_shown_while_somebody_types(client: Client, desk: Office) -> None:
    def shown(**typed: str) -> str:
        return client.get("/hq/number/", typed).content.decode()

    assert shown(format="C-####", check_digit="luhn", first="12") == "C-00125"
    assert shown(format="###", first="1000") == "No number is left"
    assert shown(format="##-##") == shown(first="x", format="#") == shown(sequence="?") == "–"


def test_a_sequence_that_gave_numbers_stays(client: Client, desk: Office) -> None:
    sequence = new_id()
    form = {"code": "kunder", "name": "Kunder", "format": "###", "check_digit": "none"}
    configuration.put(desk.actor, "number_sequence", id=sequence, document=form)
    desk.customer(name="Anna")
    page = reverse("admin:stores_numbersequence_delete", args=[sequence])

    assert "1 number was drawn from it" in client.get(page).content.decode()
    assert client.post(page).status_code == 409
    assert NumberSequence.objects.exists()
