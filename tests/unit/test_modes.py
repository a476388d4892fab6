"""Which mode a write has, over every combination that matters."""

from itertools import product

import pytest

from tillbook.customers.rules import modes
from tillbook.customers.rules.modes import Mode, Origin, Reach, Situation, Write
from tillbook.stores.rules.profiles import Functionality

ALL = frozenset({modes.ASYNC_ADDRESSES, modes.ASYNC_EDITING, modes.ENHANCED_CREATION})
USUAL = Functionality()


def at(
    reach: Reach,
    *,
    profile: Functionality = USUAL,
    without: str = "",
    is_filtered: bool = False,
    request_s: float = 10.0,
) -> Situation:
    return Situation(
        reach=reach,
        profile=profile,
        switches=ALL - {without},
        is_filtered=is_filtered,
        request_s=request_s,
    )


def test_by_default_a_creation_waits_for_headquarters_as_long_as_the_profile_says() -> None:
    assert modes.of_creation(at(Reach.ONLINE)) == Mode(wait_s=2.5)
    short = Functionality(real_time_ms=400)
    assert modes.of_creation(at(Reach.ONLINE, profile=short)).wait_s == 0.4


def test_no_wait_is_longer_than_one_request_may_take() -> None:
    assert modes.of_creation(at(Reach.ONLINE, request_s=1.0)).wait_s == 1.0
    online = at(Reach.ONLINE, without=modes.ASYNC_EDITING, request_s=1.0)
    assert modes.of_edit(Write.EDIT, online, has_account=True).wait_s == 1.0


@pytest.mark.parametrize("reach", [Reach.ONLINE, Reach.STORE_ONLY, Reach.OFFLINE])
def test_in_async_mode_nobody_is_called(reach: Reach) -> None:
    profile = Functionality(create_in_async_mode=True)
    mode = modes.of_creation(at(reach, profile=profile))
    assert (mode.wait_s, mode.refused) == (0.0, "")


def test_the_store_is_asked_at_once_while_headquarters_is_away() -> None:
    assert modes.of_creation(at(Reach.STORE_ONLY)).wait_s == 2.5


@pytest.mark.parametrize("is_filtered", [True, False])
@pytest.mark.parametrize("allows", [True, False])
def test_offline_the_filter_is_asked_before_the_profile(*, is_filtered: bool, allows: bool) -> None:
    profile = Functionality(allow_offline_creation=allows)
    refused = modes.of_creation(at(Reach.OFFLINE, profile=profile, is_filtered=is_filtered)).refused
    expected = modes.FILTERED if is_filtered else "" if allows else modes.CREATION_DISABLED
    assert refused == expected


@pytest.mark.parametrize("reach", [Reach.HERE, Reach.ONLINE, Reach.STORE_ONLY])
def test_what_forbids_creation_offline_counts_only_offline(reach: Reach) -> None:
    profile = Functionality(allow_offline_creation=False)
    assert modes.of_creation(at(reach, profile=profile, is_filtered=True)).refused == ""


def test_only_what_is_created_without_headquarters_goes_without_its_extras() -> None:
    plain = {
        reach: modes.of_creation(at(reach, without=modes.ENHANCED_CREATION)).takes_everything
        for reach in Reach
    }
    assert plain == {
        Reach.HERE: True,
        Reach.ONLINE: True,
        Reach.STORE_ONLY: False,
        Reach.OFFLINE: False,
    }
    assert modes.of_creation(at(Reach.OFFLINE)).takes_everything


@pytest.mark.parametrize(
    ("reach", "is_async", "origin"),
    [
        (Reach.HERE, True, Origin.SYNC),
        (Reach.ONLINE, False, Origin.SYNC),
        (Reach.ONLINE, True, Origin.ASYNC),
        (Reach.STORE_ONLY, False, Origin.FALLBACK),
        (Reach.STORE_ONLY, True, Origin.ASYNC),
        (Reach.OFFLINE, False, Origin.OFFLINE),
        (Reach.OFFLINE, True, Origin.OFFLINE),
    ],
)
def test_a_customer_says_how_it_came_to_be(reach: Reach, is_async: bool, origin: Origin) -> None:
    profile = Functionality(create_in_async_mode=is_async)
    assert modes.origin_of(at(reach, profile=profile)) is origin


def test_with_async_editing_an_edit_never_waits_and_needs_no_number() -> None:
    for reach, has_account in product(Reach, (True, False)):
        assert modes.of_edit(Write.EDIT, at(reach), has_account=has_account) == Mode()


@pytest.mark.parametrize(
    ("reach", "may_queue", "has_account", "mode"),
    [
        (Reach.HERE, False, False, Mode()),
        (Reach.ONLINE, True, True, Mode(wait_s=2.5)),
        (Reach.ONLINE, True, False, Mode(refused=modes.NEEDS_ACCOUNT)),
        (Reach.STORE_ONLY, True, True, Mode()),
        (Reach.STORE_ONLY, False, True, Mode(refused=modes.NEEDS_HEADQUARTERS)),
        (Reach.OFFLINE, True, True, Mode()),
        (Reach.OFFLINE, True, False, Mode(refused=modes.NEEDS_ACCOUNT)),
        (Reach.OFFLINE, False, True, Mode(refused=modes.EDITING_DISABLED)),
    ],
)
def test_without_async_editing_an_edit_goes_by_the_connection(
    reach: Reach, may_queue: bool, has_account: bool, mode: Mode
) -> None:
    profile = Functionality(allow_offline_editing=may_queue, create_in_async_mode=True)
    situation = at(reach, profile=profile, without=modes.ASYNC_EDITING)
    assert modes.of_edit(Write.EDIT, situation, has_account=has_account) == mode


def test_a_profile_that_forbids_editing_offline_forbids_it_in_every_mode() -> None:
    profile = Functionality(allow_offline_editing=False)
    mode = modes.of_edit(Write.EDIT, at(Reach.OFFLINE, profile=profile), has_account=True)
    assert mode.refused == modes.EDITING_DISABLED


@pytest.mark.parametrize("has_account", [True, False])
def test_a_new_address_goes_by_its_own_switch(*, has_account: bool) -> None:
    without_editing = at(Reach.ONLINE, without=modes.ASYNC_EDITING)
    added = modes.of_edit(Write.ADD_ADDRESS, without_editing, has_account=has_account)
    assert added == Mode()
    without = at(Reach.ONLINE, without=modes.ASYNC_ADDRESSES)
    mode = modes.of_edit(Write.ADD_ADDRESS, without, has_account=has_account)
    assert mode == (Mode(wait_s=2.5) if has_account else Mode(refused=modes.NEEDS_ACCOUNT))


@pytest.mark.parametrize(
    ("units", "write"),
    [
        ({"address/2"}, Write.ADD_ADDRESS),
        ({"address/2", "address/3", "primary/address", "inherited"}, Write.ADD_ADDRESS),
        ({"address/1"}, Write.EDIT),
        ({"address/1", "address/2"}, Write.EDIT),
        ({"address/2", "name"}, Write.EDIT),
        ({"primary/address"}, Write.EDIT),
        ({"name"}, Write.EDIT),
    ],
)
def test_only_new_addresses_and_nothing_else_are_an_added_address(
    units: set[str], write: Write
) -> None:
    assert modes.write_of(units, {"address/1", "name", "primary/address"}) is write
