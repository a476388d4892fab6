"""Who may enter the back office, and how the door answers."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.cast import ADA
from tests.hq.office import NUMBER, PASSWORD, Office
from tillbook.foundation.actor import Role
from tillbook.hq import urls
from tillbook.staff.models import Associate
from tillbook.staff.operations.sign_in import MAX_TRIES
from tillbook.staff.operations.tokens import set_password

pytestmark = pytest.mark.django_db(transaction=True)

_OPEN = frozenset({"sign_in", "sign_out", "theme", "home"})
#: Each names a job, schema, session or operation, and none of these is planted here.
NAMED_BY_WHAT_IS_NOT_THERE = (
    "/hq/schedule/jobs/1/",
    "/hq/schedule/schemas/",
    "/hq/sessions/down/1/",
    "/hq/operations/0",
)


#: Pages of one record of a kind of which the desk has none.
_OF_ONE = (
    "node",
    "node_withdraw",
    "node_stores",
    "node_mute",
    "node_unmute",
    "screen_layout",
    "screen_layout_remove",
    "button_grid",
    "button_grid_remove",
)


def _addresses(desk: Office) -> list[str]:
    """Return the address of every page that needs a person."""
    given = {"StringConverter": "1", "UUIDConverter": desk.default_customer, "IntConverter": 1}
    given["SlugConverter"] = "search"
    ours = [
        reverse(
            f"hq:{route.name}",
            kwargs={name: given[kind] for name, kind in _parts(route)},
        )
        for route in urls.urlpatterns
        if route.name not in _OPEN
    ]
    lists = ("stores_operatingunit", "stores_register", "customers_customergroup")
    return [*ours, *(reverse(f"admin:{name}_changelist") for name in lists)]


def _parts(route: Any) -> list[tuple[str, str]]:
    """Name the parts of an address that are given, each with its kind."""
    converters = route.pattern.converters
    return [(name, type(converter).__name__) for name, converter in converters.items()]


def _send(client: Client, address: str) -> int:
    """Ask for a page by whichever method it knows."""
    response = client.get(address)
    return response.status_code if response.status_code != 405 else client.post(address).status_code


def test_whoever_is_not_signed_in_is_sent_to_the_door(desk: Office) -> None:
    addresses = _addresses(desk)

    assert len(addresses) >= 14
    assert {address: _send(Client(), address) for address in addresses} == dict.fromkeys(
        addresses, 302
    )


@pytest.mark.parametrize("role", [Role.CASHIER, Role.MANAGER])
def test_people_of_the_stores_are_refused_everywhere(desk: Office, role: Role) -> None:
    client = Client()
    associate = Associate.objects.get(id=desk.cashier)
    associate.role = role
    associate.save()
    client.force_login(associate)

    refused = {address: _send(client, address) for address in _addresses(desk)}

    assert set(refused.values()) <= {302, 403}
    assert all(
        status == 403 for address, status in refused.items() if not address.startswith("/hq/setup")
    )


def test_an_administrator_opens_every_page(client: Client, desk: Office) -> None:
    statuses = {address: _send(client, address) for address in _addresses(desk)}

    not_made_yet = [
        reverse("hq:nodes_code"),
        reverse("hq:consent_proof", args=[1]),
        reverse("hq:reference"),
        reverse("hq:new_wording", args=[desk.default_customer]),
        *(reverse(f"hq:{name}", args=[desk.default_customer]) for name in _OF_ONE),
    ]
    shut = {address: status for address, status in statuses.items() if status >= 400}
    known = {one: shut.pop(one) for one in list(shut) if one.startswith(NAMED_BY_WHAT_IS_NOT_THERE)}
    assert shut == dict.fromkeys(not_made_yet, 404)
    assert set(known.values()) == {404}


def test_the_right_pair_leads_to_the_page_that_was_asked_for(desk: Office) -> None:
    client = Client()

    response = client.post(
        reverse("hq:sign_in"), {"number": NUMBER, "password": PASSWORD, "next": "/hq/stores/1/"}
    )

    assert response.headers["Location"] == "/hq/stores/1/"
    assert client.get("/hq/stores/1/").status_code == 200


def test_nobody_is_led_to_another_site(desk: Office) -> None:
    response = Client().post(
        reverse("hq:sign_in"),
        {"number": NUMBER, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert response.headers["Location"] == reverse("hq:home")


def test_every_wrong_pair_is_answered_in_the_same_words(desk: Office) -> None:
    set_password(desk.actor, desk.cashier, PASSWORD)
    client = Client()

    pairs = ((NUMBER, "wrong"), ("no such number", PASSWORD), (str(ADA["number"]), PASSWORD))
    answers = [
        client.post(reverse("hq:sign_in"), {"number": number, "password": password})
        for number, password in pairs
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    said = {
        answer.content.decode().split('id="problem"')[1].split("</div>")[0] for answer in answers
    }
    assert len(said) == 1


def test_too_many_tries_shut_the_door_even_for_the_right_password(desk: Office) -> None:
    client = Client()
    for _ in range(MAX_TRIES):
        client.post(reverse("hq:sign_in"), {"number": NUMBER, "password": "wrong"})

    response = client.post(reverse("hq:sign_in"), {"number": NUMBER, "password": PASSWORD})

    assert response.status_code == 429
    assert "30 min" in response.content.decode()
    assert client.get(reverse("hq:nodes")).status_code == 302


def test_signing_out_ends_the_session(client: Client) -> None:
    assert client.get(reverse("hq:nodes")).status_code == 200

    client.post(reverse("hq:sign_out"))

    assert client.get(reverse("hq:nodes")).status_code == 302


def test_pages_are_not_kept_by_caches(client: Client) -> None:
    assert "no-store" in client.get(reverse("hq:customers")).headers["Cache-Control"]


def test_language_and_theme_stay_in_the_browser(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "sv", "next": "/hq/nodes/"})
    client.post(reverse("hq:theme"), {"theme": "dark", "next": "/hq/nodes/"})

    page = client.get(reverse("hq:nodes")).content.decode()

    assert '<html lang="sv" data-shell="hq" data-theme="dark">' in page
    assert "Nodstatus" in page
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "sv"


def test_a_person_meets_the_pages_in_their_own_language(desk: Office) -> None:
    Associate.objects.filter(id=desk.administrator).update(language="zh-Hans")
    client = Client()

    client.post(reverse("hq:sign_in"), {"number": NUMBER, "password": PASSWORD})

    assert "节点运行状况" in client.get(reverse("hq:nodes")).content.decode()
