"""Two people change one customer while they cannot see each other."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    shown,
)
from tillbook.customers.operations import edit_customer
from tillbook.customers.operations.prepare import prepare
from tillbook.exchange import parent_link
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.log import standing
from tillbook.exchange.models import Conflict
from tillbook.exchange.up import upload
from tillbook.features.operations.turn import turn
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


@pytest.mark.rule("AR-107")
def test_edits_of_different_units_on_two_offline_tills_both_survive(cast: Network) -> None:
    first, second = cast.tills
    created = create(cast, first, patience=WAITING)
    cast.settle()
    for till in cast.tills:
        break_link(cast, till)
    edit(cast, first, created.entity, patience=WAITING, name="Anna Berg")
    edit(cast, second, created.entity, patience=WAITING, language="zh")
    assert shown(cast, first, created.entity)["name"] == "Anna Berg"
    assert shown(cast, second, created.entity)["name"] == "Anna Svensson"
    for till in cast.tills:
        break_link(cast, till, None)
    cast.settle()
    document = assert_everywhere_alike(cast, created.entity)
    assert (document["name"], document["language"]) == ("Anna Berg", "zh")
    assert_at_rest(cast)


@pytest.mark.rule("AR-108")
def test_of_two_offline_edits_of_one_unit_the_later_wins_and_the_other_is_kept(
    cast: Network,
) -> None:
    first, second = cast.tills
    created = create(cast, first, patience=WAITING)
    cast.settle()
    for till in cast.tills:
        break_link(cast, till)
    earlier = edit(cast, first, created.entity, patience=WAITING, name="Anna Earlier")
    later = edit(cast, second, created.entity, patience=WAITING, name="Anna Later")
    # The later edit arrives first: arrival does not decide.
    break_link(cast, second, None)
    for node in (second, cast.store):
        with acting_as(node):
            upload.upload_due(parent_link.link())
    break_link(cast, first, None)
    cast.settle()
    assert assert_everywhere_alike(cast, created.entity)["name"] == "Anna Later"
    with acting_as(cast.headquarters):
        kept = Conflict.objects.get()
    assert (kept.entity, kept.unit) == (created.entity, "name")
    assert kept.value is not None
    assert kept.value["name"] == "Anna Earlier"
    assert (kept.loser, kept.winner) == (earlier.operation, later.operation)
    assert_at_rest(cast)


def test_an_address_is_never_put_together_from_two(cast: Network) -> None:
    first, second = cast.tills
    address = {"street": "Storgatan 1", "postal_code": "41101", "city": "Göteborg", "country": "SE"}
    created = create(cast, first, {**ANNA, "addresses": [address]}, patience=WAITING)
    cast.settle()
    [known] = shown(cast, first, created.entity)["addresses"]
    edit(cast, first, created.entity, addresses=[{**known, "street": "Kungsgatan 2"}])
    edit(cast, second, created.entity, addresses=[{**known, "postal_code": "11122"}])
    cast.settle()
    [merged] = assert_everywhere_alike(cast, created.entity)["addresses"]
    assert (merged["street"], merged["postal_code"]) == ("Storgatan 1", "11122")
    assert_at_rest(cast)


def test_a_removed_contact_and_its_edit_elsewhere_settle_alike_everywhere(cast: Network) -> None:
    first, second = cast.tills
    created = create(cast, first, patience=WAITING)
    cast.settle()
    [phone] = shown(cast, first, created.entity)["contacts"]
    edit(cast, first, created.entity, contacts=[])
    edit(cast, second, created.entity, contacts=[{**phone, "label": "work"}])
    cast.settle()
    [kept] = assert_everywhere_alike(cast, created.entity)["contacts"]
    assert kept["label"] == "work"
    assert_at_rest(cast)


def test_two_primaries_chosen_offline_leave_one(cast: Network) -> None:
    first, second = cast.tills
    with acting_as(cast.headquarters):
        turn(cast.headquarters.actor(), "multiple_contacts", on=True)
    cast.settle()
    phones = [{"kind": "phone", "value": f"070174061{digit}"} for digit in range(3)]
    created = create(cast, first, {"name": "Anna", "contacts": phones}, patience=WAITING)
    cast.settle()
    contacts = shown(cast, first, created.entity)["contacts"]
    for till, chosen in ((first, 1), (second, 2)):
        marked = [{**one, "is_primary": at == chosen} for at, one in enumerate(contacts)]
        edit(cast, till, created.entity, contacts=marked)
    cast.settle()
    merged = assert_everywhere_alike(cast, created.entity)["contacts"]
    assert [one["is_primary"] for one in merged] == [False, False, True]


def test_an_account_number_cannot_be_proposed(cast: Network) -> None:
    created = create(cast, cast.tills[0], {**ANNA, "account_number": "1"}, patience=WAITING)
    cast.settle()
    assert assert_everywhere_alike(cast, created.entity)["account_number"] != "1"


@pytest.fixture
def overtaken(cast: Network, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Give a customer whose next edit is overtaken by another at the same till."""
    created = create(cast, cast.tills[0], patience=WAITING)
    quicker = iter(["Annika"])

    def late(entered: Mapping[str, Any], **known: Any) -> Document:
        for first_name in quicker:
            edit(cast, cast.tills[0], created.entity, first_name=first_name)
        return prepare(entered, **known)

    monkeypatch.setattr(edit_customer, "prepare", late)
    return created.entity


def test_an_edit_that_is_overtaken_while_it_is_prepared_begins_again(
    cast: Network, overtaken: UUID
) -> None:
    edit(cast, cast.tills[0], overtaken, last_name="Berg")
    cast.settle()
    document = assert_everywhere_alike(cast, overtaken)
    assert (document["first_name"], document["last_name"]) == ("Annika", "Berg")
    with acting_as(cast.headquarters):
        assert not Conflict.objects.exists()
    assert_at_rest(cast)


def test_an_edit_of_a_version_that_is_overtaken_meanwhile_is_stale(
    cast: Network, overtaken: UUID
) -> None:
    till = cast.tills[0]
    with acting_as(till):
        seen = standing.standings([overtaken])[overtaken].tag
        with pytest.raises(StaleEdit):
            edit_customer.edit_customer(
                cast.associate(till), overtaken, {"last_name": "Berg"}, expected=seen
            )
    assert shown(cast, till, overtaken)["name"] == "Annika Svensson"
