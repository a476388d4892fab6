"""Customers who may be one: noticed at headquarters, asked about once, and never twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.customers.test_merging import merge, unmerge
from tests.integration.exchange.scenes import ON_REAL_DATABASES, assert_at_rest, create
from tillbook.customers import pairs
from tillbook.customers.errors import UnknownPair
from tillbook.customers.models import DuplicatePair
from tillbook.customers.operations import duplicate_pairs, notice_pairs
from tillbook.customers.rules.pairs import Pair, pair_id
from tillbook.exchange.errors import Refused
from tillbook.foundation import clock
from tillbook.foundation.actor import Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


def noticed(cast: Network) -> list[tuple[str, int, list[str]]]:
    """Let headquarters look at all that was written; return the queue."""
    with acting_as(cast.headquarters):
        while notice_pairs.step():
            pass
        rows = DuplicatePair.objects.order_by("-strength")
        return list(rows.values_list("state", "strength", "reasons"))


def two(cast: Network) -> tuple[UUID, UUID]:
    """Let two tills that are cut off create the same person."""
    made = []
    for till, name in zip(cast.tills, ("Anna Svensson", "Svensson Anna"), strict=True):
        contact = {"kind": "phone", "value": "070-174 06 12"}
        made.append(create(cast, till, {"name": name, "contacts": [contact]}).entity)
    cast.settle()
    return made[0], made[1]


def test_one_person_made_at_two_tills_is_one_pair_that_is_asked_about_once(cast: Network) -> None:
    first, second = two(cast)
    create(
        cast,
        cast.store,
        {"name": "Eva Ek", "contacts": [{"kind": "phone", "value": "070-174 06 99"}]},
    )
    cast.settle()

    assert noticed(cast) == [("open", 950, ["phone", "name"])]
    assert noticed(cast) == [("open", 950, ["phone", "name"])]
    with acting_as(cast.headquarters):
        actor, pair = cast.associate(cast.headquarters, Role.ADMINISTRATOR), pair_id(second, first)
        later = clock.now().date() + timedelta(days=7)
        duplicate_pairs.snooze(actor, [pair], until=later)
        assert DuplicatePair.objects.get(id=pair).snoozed_until == later.isoformat()
        duplicate_pairs.call_different(actor, [pair])
        again = Pair(first=first, second=second, strength=990, reasons=("name",), source="match")
        assert duplicate_pairs.propose_pairs(actor, [again]) == 0
    assert noticed(cast) == [("different", 950, ["phone", "name"])]
    merge(cast, first, second)
    assert noticed(cast) == [("merged", 950, ["phone", "name"])]
    cast.settle()
    assert_at_rest(cast)


def test_a_manager_at_a_till_proposes_a_pair_and_a_cashier_does_not(cast: Network) -> None:
    first, second = two(cast)
    pair = Pair(first=first, second=second, strength=700, reasons=("person",), source="till")

    with acting_as(cast.tills[0]):
        with pytest.raises(PermissionRefused):
            duplicate_pairs.propose_pairs(cast.associate(cast.tills[0]), [pair])
        manager = cast.associate(cast.tills[0], Role.MANAGER)
        assert duplicate_pairs.propose_pairs(manager, [pair]) == 1
        with pytest.raises(PermissionRefused):
            duplicate_pairs.call_different(manager, [pair.id])
    cast.settle()

    assert noticed(cast) == [("open", 700, ["person"])]
    assert_at_rest(cast)


def test_a_pair_that_is_none_is_refused(cast: Network) -> None:
    first, second = two(cast)
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        for wrong in (
            Pair(first=first, second=first, strength=700, reasons=(), source="match"),
            Pair(first=first, second=second, strength=0, reasons=(), source="match"),
            Pair(first=first, second=second, strength=700, reasons=("shoe",), source="match"),
        ):
            with pytest.raises((ValueError, Refused)):
                duplicate_pairs.propose_pairs(actor, [wrong])
        assert not DuplicatePair.objects.exists()


def _open(cast: Network) -> set[frozenset[UUID]]:
    """Let headquarters look at all that was written; return whom somebody is asked about."""
    noticed(cast)
    with acting_as(cast.headquarters):
        items = pairs.queue(cast.associate(cast.headquarters, Role.ADMINISTRATOR)).items
        return {frozenset({UUID(one.first["id"]), UUID(one.second["id"])}) for one in items}


def _say_different(cast: Network, first: UUID, second: UUID) -> None:
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        duplicate_pairs.call_different(actor, [pair_id(first, second)])


def _third(cast: Network) -> UUID:
    contact = {"kind": "phone", "value": "070-174 06 12"}
    third = create(cast, cast.store, {"name": "Arvid Ek", "contacts": [contact]}).entity
    cast.settle()
    return third


def test_nobody_is_asked_about_who_was_merged_away_until_the_merge_is_taken_back(
    cast: Network,
) -> None:
    first, second = two(cast)
    third = _third(cast)
    everybody = {
        frozenset({first, second}),
        frozenset({first, third}),
        frozenset({second, third}),
    }
    assert _open(cast) == everybody

    merge(cast, first, second)
    assert _open(cast) == {frozenset({first, third})}

    unmerge(cast, second)
    assert _open(cast) == everybody - {frozenset({first, second})}
    assert sorted(state for state, *_ in noticed(cast)) == ["different", "open", "open"]
    cast.settle()
    assert_at_rest(cast)


def test_whom_somebody_told_apart_nobody_is_asked_about_under_the_name_of_who_was_kept(
    cast: Network,
) -> None:
    email = {"kind": "email", "value": "anna@example.se"}
    kept = create(cast, cast.tills[0], {"name": "Anna Svensson", "contacts": [email]}).entity
    gone, other = two(cast)
    assert _open(cast) == {frozenset({gone, other})}
    _say_different(cast, gone, other)

    merge(cast, kept, gone)

    assert _open(cast) == set()


def test_two_who_were_merged_meanwhile_are_not_called_different(cast: Network) -> None:
    first, second = two(cast)
    noticed(cast)
    merge(cast, first, second)

    with pytest.raises(UnknownPair):
        _say_different(cast, first, second)
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        with pytest.raises(UnknownPair):
            duplicate_pairs.reopen(actor, [pair_id(first, second)])

    assert [state for state, *_ in noticed(cast)] == ["merged"]
