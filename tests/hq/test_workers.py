"""Workers are made at headquarters and sign in at the registers of their store."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook.staff.errors import WrongBadge, WrongPin
from tillbook.staff.models import Associate
from tillbook.staff.operations.sign_in import sign_in, sign_in_with_badge

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {
    "number": "901",
    "name": "Karin Berg",
    "role": "manager",
    "language": "sv",
    "new_pin": "2468",
    "is_active": "on",
}


def _add(client: Client, desk: Office, **more: str) -> str:
    answer = client.post(
        reverse("admin:staff_associate_add"), TYPED | {"store": str(desk.store)} | more
    )
    return answer.content.decode()


def _change(client: Client, worker: Associate, **typed: str) -> str:
    page = reverse("admin:staff_associate_change", args=[worker.pk])
    form = fields_of(client.get(page).content.decode())
    return client.post(page, form | typed).content.decode()


def test_a_new_worker_signs_in_with_the_pin_that_was_typed(client: Client, desk: Office) -> None:
    _add(client, desk)

    assert sign_in("901", "2468", store=desk.store).name == "Karin Berg"


def test_no_page_shows_a_pin_or_what_is_kept_of_it(client: Client, desk: Office) -> None:
    _add(client, desk)
    worker = Associate.objects.get(number="901")

    shown = client.get(reverse("admin:staff_associate_change", args=[worker.pk])).content.decode()

    assert "2468" not in shown
    assert "argon2" not in shown


def test_an_empty_pin_keeps_the_one_that_is_set(client: Client, desk: Office) -> None:
    _add(client, desk)
    _change(client, Associate.objects.get(number="901"), name="Karin Ek", new_pin="")

    assert sign_in("901", "2468", store=desk.store).name == "Karin Ek"


def test_a_worker_who_left_is_let_in_no_more(client: Client, desk: Office) -> None:
    _add(client, desk)
    worker = Associate.objects.get(number="901")
    page = reverse("admin:staff_associate_change", args=[worker.pk])
    form = fields_of(client.get(page).content.decode())
    form.pop("is_active")

    client.post(page, form)

    with pytest.raises(WrongPin):
        sign_in("901", "2468", store=desk.store)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"new_pin": "12"}, "4 to 12 digits"),
        ({"name": ""}, "This field is required"),
        ({"role": "administrator"}, "not one of the available choices"),
        ({"role": "system"}, "not one of the available choices"),
    ],
)
def test_what_no_register_could_use_is_refused(
    client: Client, desk: Office, typed: dict[str, str], said: str
) -> None:
    assert said in _add(client, desk, **typed)
    assert not Associate.objects.filter(number="901").exists()


def test_two_workers_never_share_a_number(client: Client, desk: Office) -> None:
    _add(client, desk)

    assert "Another worker has this number." in _add(client, desk, name="Somebody Else")


@pytest.mark.parametrize("typed", [{"role": "cashier"}, {"is_active": ""}], ids=["role", "left"])
def test_the_last_who_can_enter_the_back_office_stays_an_administrator(
    client: Client, desk: Office, typed: dict[str, str]
) -> None:
    maria = Associate.objects.get(id=desk.administrator)

    assert "Nobody else can enter the back office." in _change(client, maria, **typed)
    assert client.get(reverse("admin:staff_associate_changelist")).status_code == 200


def test_an_administrator_who_is_not_the_last_may_leave(client: Client, desk: Office) -> None:
    _add(client, desk)
    other = Associate.objects.get(number="901")
    Associate.objects.filter(id=other.id).update(role="administrator", password="kept")
    _change(client, Associate.objects.get(id=desk.administrator), role="cashier")

    assert Associate.objects.get(id=desk.administrator).role == "cashier"


@pytest.mark.parametrize("secret", ["pin", "password"])
def test_no_address_asks_for_a_secret_letter_by_letter(client: Client, secret: str) -> None:
    page = reverse("admin:staff_associate_changelist")

    assert client.get(page, {f"{secret}__startswith": "a"}).status_code == 400


def test_a_scanned_badge_is_kept_as_a_hash_and_withdrawn_by_its_name(
    client: Client, desk: Office
) -> None:
    _add(client, desk, new_badge="tb-00417283", badge_name="Blue card")
    karin = sign_in_with_badge("TB00417283", store=desk.store)
    page = reverse("admin:staff_associate_change", args=[karin.pk])

    shown = client.get(page).content.decode()
    taken = _add(client, desk, number="902", new_badge="TB 00417283")
    _change(client, karin, new_badge="77 88 99", withdrawn_badges=karin.badges[0]["id"])

    assert "Blue card" in shown
    assert "00417283" not in shown
    assert karin.badges[0]["hash"] not in shown
    assert "Somebody has this badge already." in taken
    assert sign_in_with_badge("778899", store=desk.store) == karin
    with pytest.raises(WrongBadge):
        sign_in_with_badge("tb-00417283", store=desk.store)
