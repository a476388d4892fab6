"""Every list of Django's admin saves through the operations, and writes no log of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.customers.models import Affiliation
from tillbook.exchange.models import Operation
from tillbook.hq.configured import ConfigurationAdmin
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Register

pytestmark = pytest.mark.django_db(transaction=True)

#: What to type into a new row of each list; a list without an entry here fails the test.
#: Lists of the scheduler, to which nothing is added by hand, or only with what is planted.
PLANTED = {
    "scheduler.channeldatabasegroup",
    "scheduler.schedulerjob",
    "scheduler.schedulerparameters",
    "scheduler.schedulersubjob",
}
#: Needs a row of another list; `test_attributes.py` adds it.
BUILT = {"attributes.attribute"}
TYPED: dict[str, dict[str, str]] = {
    "attributes.attributetype": {"code": "size", "name": "Sizes", "data_type": "integer"},
    "attributes.attributegroup": {"code": "card", "name": "Card"},
    "customers.customergroup": {
        "code": "vip",
        "name": "VIP",
        "financial_dimensions-d": "2",
        "days_after_due": "30",
    },
    "customers.affiliation": {"code": "student", "name": "Students", "price_groups": "A, B"},
    "customers.financialdimension": {
        "code": "city",
        "name": "City",
        "values-0-code": "1",
        "values-0-name": "Göteborg",
    },
    "customers.addressbook": {"code": "north", "name": "North"},
    "customers.addresspurpose": {"code": "cabin", "name": "Cabin", "position": "9"},
    "stores.legalentity": {
        "code": "no",
        "name": "Norge",
        "country": "NO",
        "currency": "NOK",
        "language": "nb",
        "receipt_option": "both",
        "copied_fields": "tax_group",
    },
    "stores.numbersequence": {
        "code": "kunder",
        "name": "Kunder",
        "used_for": "customer_account",
        "format": "C-####",
        "check_digit": "luhn",
        "first": "7",
    },
    "stores.operatingunit": {"number": "9", "name": "Kiruna", "country": "SE"},
    "stores.functionalityprofile": {
        "number": "async",
        "name": "Asynchronous",
        "create_in_async_mode": "on",
        "real_time_ms": "900",
        "lock_after_minutes": "5",
    },
    "stores.offlineprofile": {
        "number": "slow",
        "name": "Slow line",
        "request_timeout_s": "20",
        "reconnect_s": "30",
        "health_check_minutes": "5",
    },
    "stores.register": {"number": "1-9", "name": "Kassa 9"},
    "staff.associate": {
        "number": "901",
        "name": "Karin Berg",
        "role": "cashier",
        "language": "sv",
        "new_pin": "2468",
        "is_active": "on",
    },
}


def _lists() -> list[Any]:
    return list(admin.site._registry.values())  # noqa: SLF001  (Django offers no other way)


@contextmanager
def _no_model_is_saved() -> Iterator[None]:
    """Fail when `Model.save` runs for one of ours; the engine writes whole batches instead."""
    saved: list[type[Model]] = []

    def note(sender: type[Model], **more: object) -> None:
        if sender in admin.site._registry:  # noqa: SLF001
            saved.append(sender)

    post_save.connect(note)
    try:
        yield
    finally:
        post_save.disconnect(note)
    assert saved == []


def test_every_list_is_of_our_kind() -> None:
    foreign = [made for made in _lists() if not isinstance(made, ConfigurationAdmin)]

    assert foreign == []
    assert [made for made in _lists() if made.inlines or made.list_editable or made.actions] == []
    assert {made.opts.label_lower for made in _lists()} == {*TYPED, *PLANTED, *BUILT}


@pytest.mark.parametrize("label", TYPED)
def test_adding_and_changing_a_row_are_operations(client: Client, desk: Office, label: str) -> None:
    name = label.replace(".", "_")
    made = next(one for one in _lists() if one.opts.label_lower == label)
    typed = TYPED[label] | {"store": str(desk.store)}

    with _no_model_is_saved():
        client.post(reverse(f"admin:{name}_add"), typed)
        row = made.model.objects.get(name=typed["name"])
        page = reverse(f"admin:{name}_change", args=[row.pk])
        form = fields_of(client.get(page).content.decode())
        client.post(page, typed | form | {"name": "Renamed"})

    operations = Operation.objects.filter(entity=row.pk).order_by("position")
    assert [(op.kind, op.entity_kind, op.actor) for op in operations] == [
        ("configuration.put", made.kind, desk.administrator)
    ] * 2
    assert made.model.objects.get(pk=row.pk).name == "Renamed"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("label", [label for label in TYPED if label != "staff.associate"])
def test_what_nothing_uses_is_removed_after_a_question(
    client: Client, desk: Office, label: str
) -> None:
    name = label.replace(".", "_")
    made = next(one for one in _lists() if one.opts.label_lower == label)
    client.post(reverse(f"admin:{name}_add"), TYPED[label] | {"store": str(desk.store)})
    row = made.model.objects.get(name=TYPED[label]["name"])
    page = reverse(f"admin:{name}_delete", args=[row.pk])

    question = client.get(page).content.decode()
    answer = client.post(page, fields_of(question))

    assert f"Remove {row.name}?" in question
    assert answer.status_code == 302
    assert not made.model.objects.filter(pk=row.pk).exists()
    assert Operation.objects.get(entity=row.pk, kind="configuration.remove").actor == (
        desk.administrator
    )


@pytest.mark.parametrize("label", [label for label in TYPED if label != "staff.associate"])
def test_what_was_typed_into_a_row_that_somebody_removed_is_saved_as_a_new_one(
    client: Client, desk: Office, label: str
) -> None:
    name = label.replace(".", "_")
    made = next(one for one in _lists() if one.opts.label_lower == label)
    typed = TYPED[label] | {"store": str(desk.store)}
    client.post(reverse(f"admin:{name}_add"), typed)
    row = made.model.objects.get(name=typed["name"])
    change = reverse(f"admin:{name}_change", args=[row.pk])
    edited = fields_of(client.get(change).content.decode()) | {"name": "Typed long"}
    configuration.remove(desk.actor, made.kind, id=row.pk)

    page = client.post(change, edited).content.decode()

    assert "Somebody removed this while you were editing" in page
    assert fields_of(page)["name"] == "Typed long"
    assert not made.model.objects.filter(name="Typed long").exists()
    assert client.post(change, typed | fields_of(page) | _named(typed)).status_code == 302
    assert made.model.objects.get(name="Typed long").pk != row.pk


def _named(typed: dict[str, str]) -> dict[str, str]:
    """Return what a form asks for once, when it is new."""
    return {name: typed[name] for name in ("code", "number", "used_for") if name in typed}


def _change(register: UUID) -> str:
    return reverse("admin:stores_register_change", args=[register])


@whole_chain
def test_a_changed_list_reaches_the_tills(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    client = signed_in(desk)
    register = desk.registers[0]
    form = fields_of(client.get(_change(register)).content.decode())

    client.post(_change(register), form | {"name": "By the door"})
    cast.settle()

    with acting_as(cast.tills[1]):
        assert Register.objects.get(id=register).name == "By the door"


def test_somebody_elses_change_is_told_and_the_text_is_kept(client: Client, desk: Office) -> None:
    register = desk.registers[0]
    form = fields_of(client.get(_change(register)).content.decode())
    configuration.put(desk.actor, "register", id=register, document={"name": "Theirs"})

    answer = client.post(_change(register), form | {"name": "Mine"})

    page = answer.content.decode()
    assert "Somebody else changed this while you were editing" in page
    assert "<dd>Theirs" in page
    assert 'value="Mine"' in page
    assert Register.objects.get(id=register).name == "Theirs"
    client.post(_change(register), fields_of(page))
    assert Register.objects.get(id=register).name == "Mine"


@pytest.mark.parametrize("letters", ["GÖTEBORG", "göteborg", "北-1", "Ωmega"])
def test_a_code_is_taken_in_any_case_of_letters(client: Client, desk: Office, letters: str) -> None:
    add = reverse("admin:customers_affiliation_add")
    client.post(add, {"code": letters, "name": "First"})

    page = client.post(add, {"code": letters.swapcase(), "name": "Again"}).content.decode()

    assert "This is taken already. Choose another one." in page
    assert not Affiliation.objects.filter(name="Again").exists()


def test_a_code_that_addresses_use_is_named(client: Client) -> None:
    add = reverse("admin:customers_affiliation_add")

    page = client.post(add, {"code": "New", "name": "New customers"}).content.decode()

    assert "New means something else in addresses of pages. Choose another one." in page
    assert not Affiliation.objects.filter(name="New customers").exists()


def test_a_number_is_used_once(client: Client, desk: Office) -> None:
    typed = {"number": "1-1", "name": "Again", "store": str(desk.store)}

    page = client.post(reverse("admin:stores_register_add"), typed).content.decode()

    assert "This is taken already. Choose another one." in page
    assert not Register.objects.filter(name="Again").exists()
