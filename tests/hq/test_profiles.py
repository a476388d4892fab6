"""Profiles: made here, named by stores and registers, followed at the tills."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.config.wiring import pace_here
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores import seeds
from tillbook.stores.models import FunctionalityProfile, OfflineProfile
from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE
from tillbook.stores.queries import offline_of, place_of
from tillbook.stores.rules.profiles import (
    DEFAULT_FUNCTIONALITY,
    DEFAULT_OFFLINE,
    Functionality,
    Offline,
)

pytestmark = pytest.mark.django_db(transaction=True)
FUNCTIONALITY, OFFLINE = "admin:stores_functionalityprofile", "admin:stores_offlineprofile"
STORE = "/hq/stores/1/"


def fill(client: Client, url: str, **typed: str) -> str:
    """Type into a form of configuration and save; return the page that follows."""
    fields = fields_of(client.get(url).content.decode())
    return client.post(url, fields | typed, follow=True).content.decode()


def test_a_chain_without_profiles_works_as_by_default(desk: Office) -> None:
    assert not FunctionalityProfile.objects.exists()
    assert place_of(desk.actor, number="1").functionality == Functionality()
    assert offline_of(desk.registers[0]) == Offline()


def test_what_is_planted_says_what_holds_anyway_and_is_planted_once(desk: Office) -> None:
    for _ in range(2):
        seeds.plant()
    planted = FunctionalityProfile.objects.get(), OfflineProfile.objects.get()
    assert [row.id for row in planted] == [DEFAULT_FUNCTIONALITY, DEFAULT_OFFLINE]
    assert place_of(desk.actor, number="1").functionality == Functionality()
    assert offline_of(desk.registers[0]) == Offline()


@pytest.mark.parametrize(
    ("language", "standard", "numbers", "sales"),
    [
        ("en", "Default", "Customer accounts", "Transaction screen"),
        ("sv", "Standard", "Kundkonton", "Transaktionsskärm"),
        ("zh-hans", "默认", "客户账户", "交易界面"),
    ],
)
def test_what_is_planted_is_named_in_the_language_of_the_page_until_it_is_renamed(
    client: Client, desk: Office, language: str, standard: str, numbers: str, sales: str
) -> None:
    seeds.plant()
    client.post("/language", {"language": language})

    def told(url: str) -> str:
        return client.get(url).content.decode()

    sequences = reverse("admin:stores_numbersequence_changelist")
    assert f">{numbers}<" in told(sequences)
    assert f">{standard}<" in told(reverse(f"{FUNCTIONALITY}_changelist"))
    assert f"default · {standard}" in told(STORE)
    assert f"<b>{standard}</b>" in told("/hq/layouts/")
    assert f"<b>{sales}</b>" in told("/hq/layouts/grids/")

    named = {"name": "Nummer"}
    configuration.put(desk.actor, "number_sequence", id=DEFAULT_SEQUENCE, document=named)

    assert ">Nummer<" in told(sequences)


@whole_chain
def test_the_default_profile_is_followed_by_whoever_names_none(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    seeds.plant()
    client = signed_in(desk)

    change = reverse(f"{FUNCTIONALITY}_change", args=[DEFAULT_FUNCTIONALITY])
    told = fill(client, change, create_in_async_mode="on", real_time_ms="900")
    fill(client, reverse(f"{OFFLINE}_change", args=[DEFAULT_OFFLINE]), request_timeout_s="3")
    cast.settle()

    assert "Saved." in told
    with acting_as(cast.tills[0]):
        settings = place_of(cast.associate(cast.tills[0])).functionality
        assert settings == Functionality(create_in_async_mode=True, real_time_ms=900)
        assert pace_here().request_s == 3.0


@whole_chain
def test_a_store_and_a_register_follow_the_profiles_that_they_name(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    fill(
        client,
        reverse(f"{FUNCTIONALITY}_add"),
        number="async",
        name="Asynchronous",
        create_in_async_mode="on",
    )
    fill(
        client,
        reverse(f"{OFFLINE}_add"),
        number="careful",
        name="Careful",
        health_check_minutes="5",
        allow_switch_before_sign_in="on",
    )
    mode, line = FunctionalityProfile.objects.get(), OfflineProfile.objects.get()

    fill(client, STORE, functionality_profile=str(mode.id))
    register = reverse("admin:stores_register_change", args=[desk.registers[0]])
    fill(client, register, offline_profile=str(line.id))
    cast.settle()

    first, second = cast.tills
    with acting_as(first):
        assert place_of(cast.associate(first)).functionality.create_in_async_mode
        assert pace_here().check_s == 300.0
        assert offline_of(first.identity.register).allow_switch_before_sign_in
    with acting_as(second):
        assert pace_here().check_s == 1.0
    assert fields_of(client.get(STORE).content.decode())["functionality_profile"] == str(mode.id)
    assert fields_of(client.get(register).content.decode())["offline_profile"] == str(line.id)


def test_a_profile_in_use_says_where_and_stays(client: Client, desk: Office) -> None:
    seeds.plant()
    id = new_id()
    named = {"number": "async", "name": "Asynchronous"}
    configuration.put(desk.actor, "functionality_profile", id=id, document=named)
    configuration.put(
        desk.actor, "store", id=desk.store, document={"functionality_profile": str(id)}
    )

    pages = [
        client.post(reverse(f"{FUNCTIONALITY}_delete", args=[id])),
        client.post(reverse(f"{OFFLINE}_delete", args=[DEFAULT_OFFLINE])),
    ]

    texts = [page.content.decode() for page in pages]
    assert "1 store: Göteborg" in texts[0]
    assert "2 registers: Kassa 1, Kassa 2" in texts[1]
    assert FunctionalityProfile.objects.filter(id=id).exists()
    assert OfflineProfile.objects.exists()
    assert "Asynchronous" in client.get(reverse(f"{FUNCTIONALITY}_changelist")).content.decode()


def test_a_profile_names_who_follows_it_and_can_be_copied(client: Client, desk: Office) -> None:
    seeds.plant()
    used = reverse(f"{FUNCTIONALITY}_change", args=[DEFAULT_FUNCTIONALITY])
    fill(client, used, real_time_ms="900")

    page = client.get(used).content.decode()
    assert 'href="/hq/stores/1/"' in page.partition("Used by")[2]
    add = f"{reverse(f'{FUNCTIONALITY}_add')}?copy={DEFAULT_FUNCTIONALITY}"
    assert add in page
    fill(client, add, number="second")

    copy = FunctionalityProfile.objects.get(number="second")
    assert (copy.name, copy.real_time_ms) == ("Copy of Default", 900)
    alone = client.get(reverse(f"{FUNCTIONALITY}_change", args=[copy.id])).content.decode()
    assert "Not used" in alone.partition("Used by")[2]
    registers = client.get(reverse(f"{OFFLINE}_change", args=[DEFAULT_OFFLINE])).content.decode()
    assert "Kassa 2" in registers.partition("Used by")[2]


@pytest.mark.parametrize(
    ("page", "typed", "told"),
    [
        (FUNCTIONALITY, {"real_time_ms": "99"}, "Enter a whole number from 100 to 30000."),
        (OFFLINE, {"request_timeout_s": "0"}, "Enter a whole number from 1 to 60."),
        (OFFLINE, {"health_check_minutes": "-1"}, "Enter a whole number from 0 to 1440."),
        (OFFLINE, {"reconnect_s": "3601"}, "Enter a whole number from 1 to 3600."),
    ],
)
def test_figures_out_of_bounds_are_told_with_the_bounds(
    client: Client, desk: Office, page: str, typed: dict[str, str], told: str
) -> None:
    answer = fill(client, reverse(f"{page}_add"), number="x", name="X", **typed)

    assert told in answer
    assert not FunctionalityProfile.objects.exists()


def test_both_ways_of_the_articles_lead_to_functionality_profiles(
    client: Client, desk: Office
) -> None:
    html = client.get("/hq/pages/").content.decode()

    assert html.count(reverse(f"{FUNCTIONALITY}_changelist")) == 2
