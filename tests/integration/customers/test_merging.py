"""Two customers who are one person: merged, still written to by tills, and taken apart again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    shown,
)
from tillbook.customers import aliases, queries
from tillbook.customers.errors import CannotMerge
from tillbook.customers.models import CustomerMerge
from tillbook.customers.operations.merge_customers import Losing, merge_customers
from tillbook.customers.operations.unmerge_customers import unmerge_customers
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
ANNA: dict[str, Any] = {
    "name": "Anna Svenson",
    "note": "prefers mornings",
    "contacts": [
        {"kind": "phone", "value": "0701740612", "marketing": "yes"},
        {"kind": "email", "value": "Anna@example.se"},
    ],
}
ANNE: dict[str, Any] = {
    "name": "Anna Svensson",
    "known_as": "Annie",
    "note": "allergic to wool",
    "contacts": [
        {"kind": "phone", "value": "070-174 06 12", "marketing": "no"},
        {"kind": "email", "value": "a.s@example.se"},
    ],
    "addresses": [{"street": "Storgatan", "street_number": "1", "city": "Göteborg"}],
}


def two(cast: Network) -> tuple[UUID, UUID]:
    """Let two tills add one person each, and everybody know of both."""
    kept = create(cast, cast.tills[0], ANNA).entity
    gone = create(cast, cast.tills[1], ANNE).entity
    cast.settle()
    return kept, gone


def merge(cast: Network, kept: UUID, *gone: UUID, takes: frozenset[str] = frozenset()) -> None:
    """Let an administrator at headquarters merge customers."""
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        merge_customers(actor, kept, [Losing(id=one, takes=takes) for one in gone])


def unmerge(cast: Network, gone: UUID) -> None:
    """Let an administrator at headquarters take a merge back."""
    with acting_as(cast.headquarters):
        unmerge_customers(cast.associate(cast.headquarters, Role.ADMINISTRATOR), gone)


def values(customer: dict[str, Any], kind: str) -> list[str]:
    """Return a customer's contacts of a kind."""
    return sorted(one["value"] for one in customer["contacts"] if one["kind"] == kind)


def bare(customer: dict[str, Any]) -> dict[str, Any]:
    """Return a customer without what every write changes."""
    return customer | {"version": 0}


@pytest.mark.rule("AR-143")
@pytest.mark.pain("Merging is irreversible or loses data")
def test_a_merged_customer_has_what_both_had_and_an_undo_restores_both(cast: Network) -> None:
    kept, gone = two(cast)
    before = {id: shown(cast, cast.headquarters, id) for id in (kept, gone)}

    merge(cast, kept, gone, takes=frozenset({"name"}))
    cast.settle()

    one = assert_everywhere_alike(cast, kept)
    assert one["name"] == "Anna Svensson"
    assert one["known_as"] == "Annie"
    assert one["note"] == "prefers mornings\nallergic to wool"
    assert values(one, "phone") == ["+46701740612"]
    assert values(one, "email") == ["Anna@example.se", "a.s@example.se"]
    assert [contact["marketing"] for contact in one["contacts"] if contact["kind"] == "phone"] == [
        "no"
    ]
    assert sum(contact["is_primary"] for contact in one["contacts"]) == 2
    assert [address["city"] for address in one["addresses"]] == ["Göteborg"]
    assert assert_everywhere_alike(cast, gone)["merged_into"] == str(kept)

    unmerge(cast, gone)
    cast.settle()

    assert bare(assert_everywhere_alike(cast, kept)) == bare(before[kept])
    assert bare(assert_everywhere_alike(cast, gone)) == bare(before[gone])
    assert_at_rest(cast)


@pytest.mark.rule("AR-143")
def test_every_read_of_who_was_merged_away_leads_to_who_was_kept(cast: Network) -> None:
    kept, gone = two(cast)
    third = create(cast, cast.tills[0], {"name": "Ann Svensson"}).entity
    cast.settle()
    number = shown(cast, cast.headquarters, gone)["account_number"]
    merge(cast, kept, gone)
    merge(cast, third, kept)
    cast.settle()

    for node in (cast.headquarters, cast.store, *cast.tills):
        with acting_as(node):
            actor = cast.associate(node)
            for words in ("Svenson", "a.s@example.se", number, "Annie"):
                hits = [item.customer["id"] for item in queries.search(actor, words).items]
                assert hits[0] == str(third), words
                assert not {str(kept), str(gone)} & set(hits), words
            found = queries.find_by_account(actor, number)
            assert found is not None
            assert found["id"] == str(third)
            assert aliases.id_kept(gone) == third
            assert [one["id"] for one in queries.newest(actor) if "Ann" in one["name"]] == [
                str(third)
            ]


@pytest.mark.pain("Merging is irreversible or loses data")
def test_what_tills_still_write_to_who_was_merged_away_reaches_both_and_survives_an_undo(
    cast: Network,
) -> None:
    kept, gone = two(cast)
    late = cast.tills[1]
    break_link(cast, late)
    merge(cast, kept, gone)
    with acting_as(late):
        seen = queries.find(cast.associate(late), gone)
    assert seen is not None
    new = {"street": "Hamngatan", "city": "Malmö"}
    edit(cast, late, gone, addresses=[*seen["addresses"], new], known_as="Ann-Sofie")
    break_link(cast, late, None)
    with acting_as(late):
        late.parent.answered()
    cast.settle()

    one = assert_everywhere_alike(cast, kept)
    assert {address["city"] for address in one["addresses"]} == {"Göteborg", "Malmö"}
    assert one["known_as"] == "Ann-Sofie"
    assert one["name"] == "Anna Svenson"

    unmerge(cast, gone)
    cast.settle()

    one, other = assert_everywhere_alike(cast, kept), assert_everywhere_alike(cast, gone)
    assert one["addresses"] == []
    assert one["known_as"] == ""
    assert {address["city"] for address in other["addresses"]} == {"Göteborg", "Malmö"}
    assert (other["known_as"], other["merged_into"]) == ("Ann-Sofie", None)
    assert_at_rest(cast)


def test_what_was_changed_at_who_was_kept_stays_there_after_an_undo(cast: Network) -> None:
    kept, gone = two(cast)
    merge(cast, kept, gone)
    edit(cast, cast.headquarters, kept, known_as="Nan")

    unmerge(cast, gone)

    assert shown(cast, cast.headquarters, kept)["known_as"] == "Nan"
    assert values(shown(cast, cast.headquarters, kept), "email") == ["Anna@example.se"]


def test_customers_who_cannot_become_one_are_left_alone(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = two(cast)
    with acting_as(cast.headquarters):
        default = cast.default_customer

    def refusal(kept: UUID, *gone: UUID, takes: frozenset[str] = frozenset()) -> str:
        with pytest.raises(CannotMerge) as refused:
            merge(cast, kept, *gone, takes=takes)
        return refused.value.code

    assert refusal(kept, kept) == "merge.itself"
    assert refusal(kept, gone, gone) == "merge.itself"
    assert refusal(kept) == "merge.nobody"
    assert refusal(kept, default) == "merge.default_customer"
    assert refusal(kept, gone, takes=frozenset({"account_number"})) == "merge.unknown_choice"
    assert not CustomerMerge.objects.using("default").exists()
    merge(cast, kept, gone)
    assert refusal(kept, gone) == "merge.merged_already"
    assert refusal(gone, kept) == "merge.into_merged"
    with pytest.raises(CannotMerge, match="not merged"):
        unmerge(cast, kept)
    row = CustomerMerge.objects.using("default").get()
    CustomerMerge.objects.using("default").update(at=row.at - timedelta(days=31))
    with pytest.raises(CannotMerge, match="30 days"):
        unmerge(cast, gone)
    with acting_as(cast.store), pytest.raises(CannotMerge, match="headquarters"):
        merge_customers(cast.associate(cast.store, Role.ADMINISTRATOR), kept, [Losing(id=gone)])
