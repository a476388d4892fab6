"""Merges that somebody forged, closed to a circle, or made of very many."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.customers.test_merging import ANNE, merge, two, unmerge, values
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    shown,
)
from tillbook.customers import queries
from tillbook.customers.errors import CannotMerge, UnknownCustomer
from tillbook.customers.operations.duplicate_pairs import propose_pairs
from tillbook.customers.rules.pairs import Pair
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.up.submit import submit_many
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
_MANY = 6


def _bare(cast: Network, id: UUID) -> dict[str, Any]:
    """Return a customer without how its operations stand: what was forged needs attention."""
    return shown(cast, cast.headquarters, id) | {"sync_state": "", "version": 0}


def test_no_device_of_a_store_merges_whatever_it_claims(cast: Network) -> None:
    kept, gone = two(cast)
    before = [_bare(cast, id) for id in (kept, gone)]

    for kind, patch in (
        ("customer.merge", {}),
        ("customer.absorb", {"known_as": "Mallory"}),
        ("customer.unmerge", {}),
        ("customer.release", {"known_as": "Mallory"}),
        ("customer.edit", {"merged_into": str(kept)}),
    ):
        for role in ("cashier", "manager", "administrator", "system"):
            speaker = ("staff", role)
            forged = lie(cast, cast.tills[1], kind, ("customer", gone), patch, speaker=speaker)
            verdict = tell(cast.headquarters, forged).verdict
            assert verdict is not None
            # What headquarters alone writes is no part of an edit: nothing is left to refuse.
            is_refused = verdict.outcome is Outcome.QUARANTINED
            assert is_refused == (kind != "customer.edit"), (kind, role)
            assert verdict.assigned == {}

    assert [_bare(cast, id) for id in (kept, gone)] == before


def test_two_stores_that_propose_a_circle_end_with_one_customer_and_no_circle(
    cast: Network,
) -> None:
    first, second = two(cast)
    third = create(cast, cast.tills[0], {"name": "Ann Svensson"}).entity
    cast.settle()
    ring = ((first, second), (second, third), (third, first))
    for till, (one, other) in zip((*cast.tills, cast.store), ring, strict=True):
        with acting_as(till):
            pair = Pair(first=one, second=other, strength=700, reasons=("person",), source="till")
            propose_pairs(cast.associate(till, Role.MANAGER), [pair])
    cast.settle()

    merge(cast, second, first)
    merge(cast, third, second)
    with pytest.raises(CannotMerge) as refused:
        merge(cast, first, third)
    assert refused.value.code == "merge.into_merged"
    cast.settle()

    for node in (cast.headquarters, cast.store, *cast.tills):
        with acting_as(node):
            found = queries.search(cast.associate(node), "Svensson").items
            assert [item.customer["id"] for item in found] == [str(third)]


def test_what_arrives_late_goes_on_through_every_merge_to_who_was_kept_last(
    cast: Network,
) -> None:
    kept, gone = two(cast)
    last = create(cast, cast.tills[0], {"name": "Ann Svensson"}).entity
    cast.settle()
    late = cast.tills[1]
    break_link(cast, late)
    merge(cast, kept, gone)
    merge(cast, last, kept)
    edit(cast, late, gone, title="Dr")
    break_link(cast, late, None)
    late.parent.answered()
    cast.settle()

    assert [assert_everywhere_alike(cast, id)["title"] for id in (gone, kept, last)] == ["Dr"] * 3
    with pytest.raises(CannotMerge, match="merged"):
        unmerge(cast, gone)
    unmerge(cast, kept)
    unmerge(cast, gone)
    cast.settle()
    titles = [assert_everywhere_alike(cast, id)["title"] for id in (gone, kept, last)]
    assert titles == ["Dr", "", ""]
    assert_at_rest(cast)


@pytest.mark.parametrize("is_last_first", [True, False])
def test_many_become_one_and_many_again(cast: Network, is_last_first: bool) -> None:
    kept, *others = (
        create(
            cast,
            cast.tills[0],
            {
                "name": f"Anna {at}",
                "note": f"{at}" * 300,
                "contacts": [{"kind": "email", "value": f"anna{at}@example.se"}],
                "addresses": [{"street": f"Storgatan {at}", "city": "Göteborg"}],
            },
        ).entity
        for at in range(_MANY + 1)
    )
    cast.settle()
    before = shown(cast, cast.headquarters, kept)

    merge(cast, kept, *others)
    cast.settle()

    one = assert_everywhere_alike(cast, kept)
    assert len(values(one, "email")) == len(one["addresses"]) == _MANY + 1
    for other in reversed(others) if is_last_first else others:
        unmerge(cast, other)
    cast.settle()
    assert assert_everywhere_alike(cast, kept) | {"version": 0} == before | {"version": 0}


def test_who_is_pending_is_merged_only_after_its_number_came(cast: Network) -> None:
    kept, _gone = two(cast)
    break_link(cast, cast.tills[1])
    pending = create(cast, cast.tills[1], ANNE | {"name": "Anna Late"}).entity
    with pytest.raises(UnknownCustomer):
        merge(cast, kept, pending)
    break_link(cast, cast.tills[1], None)
    cast.tills[1].parent.answered()
    cast.settle()

    merge(cast, kept, pending)
    cast.settle()

    assert assert_everywhere_alike(cast, pending)["merged_into"] == str(kept)
    assert_at_rest(cast)


def test_who_is_edited_while_somebody_takes_a_merge_back_keeps_the_edit(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = two(cast)
    merge(cast, kept, gone)
    submitting = "tillbook.customers.operations.unmerge_customers.submit_many"

    def late(drafts: Any) -> Any:
        monkeypatch.setattr(submitting, submit_many)
        edit(cast, cast.headquarters, kept, known_as="Nyss")
        return submit_many(drafts)

    monkeypatch.setattr(submitting, late)
    with pytest.raises(CannotMerge) as refused:
        unmerge(cast, gone)

    assert refused.value.code == "merge.changed"
    unmerge(cast, gone)
    assert shown(cast, cast.headquarters, kept)["known_as"] == "Nyss"


@pytest.mark.parametrize("whom", ["kept", "gone"])
def test_who_is_edited_while_somebody_merges_loses_nothing(
    cast: Network, monkeypatch: pytest.MonkeyPatch, whom: str
) -> None:
    kept, gone = two(cast)
    submitting = "tillbook.customers.operations.merge_customers.submit_many"

    def late(drafts: Any) -> Any:
        monkeypatch.setattr(submitting, submit_many)
        edit(cast, cast.headquarters, kept if whom == "kept" else gone, known_as="Nyss")
        return submit_many(drafts)

    monkeypatch.setattr(submitting, late)
    with pytest.raises(CannotMerge) as refused:
        merge(cast, kept, gone)

    assert refused.value.code == "merge.changed"
    merge(cast, kept, gone)
    assert shown(cast, cast.headquarters, kept)["known_as"] == "Nyss"
