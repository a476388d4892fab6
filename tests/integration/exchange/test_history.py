"""The history of a customer, as each node tells it: from headquarters, or from its own log alone."""

from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_everywhere_alike,
    break_link,
    close_store,
    create,
    discard,
    edit,
    nodes_of,
    open_store,
)
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.history import Event, Timeline, history
from tillbook.exchange.models import OperationBody
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def tell(
    cast: Network, node: ThisNode, id: UUID, *, limit: int = 20, before: UUID | None = None
) -> Timeline:
    with acting_as(node):
        return history(cast.associate(node), id, limit=limit, before=before)


def values(event: Event, field: str) -> tuple[object, object]:
    """Return the value of a field before and after an event."""
    [change] = [change for change in event.changes if change.field == field]
    return change.before, change.after


def test_every_node_tells_who_changed_what_where_and_when_with_before_and_after(
    cast: Network,
) -> None:
    first, second = cast.tills
    id = create(cast, first, patience=WAITING).entity
    cast.settle()
    edit(cast, second, id, patience=WAITING, name="Anna Berg")
    cast.settle()
    number = assert_everywhere_alike(cast, id)["account_number"]

    for node in nodes_of(cast):
        timeline = tell(cast, node, id)
        edited, created = timeline.events
        assert timeline.is_complete
        assert (created.what, edited.what) == ("created", "edited")
        assert (created.fate, edited.fate) == ("applied", "applied")
        assert (created.by_name, created.store, created.store_name) == ("Ada", "1", "Göteborg")
        assert values(edited, "name") == ("Anna Svensson", "Anna Berg")
        assert values(edited, "last_name") == ("Svensson", "Berg")
        assert values(created, "account_number") == (None, number)
        assert created.uploaded_at
        assert created.decided_at
        assert created.distributed_at


def test_of_two_concurrent_edits_the_losing_value_and_the_winner_are_told(cast: Network) -> None:
    first, second = cast.tills
    id = create(cast, first, patience=WAITING).entity
    cast.settle()
    earlier = edit(cast, first, id, name="Anna Earlier")
    later = edit(cast, second, id, name="Anna Later")
    # The second till sends first: the later edit is decided first.
    cast.settle()

    lost, won, _ = tell(cast, first, id).events

    assert (lost.operation, lost.fate, won.operation) == (
        earlier.operation,
        "lost",
        later.operation,
    )
    assert values(lost, "name") == ("Anna Later", "Anna Earlier")
    assert {change.lost_to for change in lost.changes} == {later.operation}
    assert not any(change.is_written for change in lost.changes)
    assert [(rival.operation, rival.by_name) for rival in lost.rivals] == [(later.operation, "Ada")]
    assert values(won, "name") == ("Anna Svensson", "Anna Later")


def test_an_overtaken_value_names_who_overtook_it(cast: Network) -> None:
    first, second = cast.tills
    id = create(cast, first, patience=WAITING).entity
    cast.settle()
    earlier = edit(cast, second, id, name="Anna Earlier")
    later = edit(cast, first, id, name="Anna Later")
    cast.settle()

    won, overtaken, _ = tell(cast, cast.headquarters, id).events

    assert (overtaken.operation, won.operation) == (earlier.operation, later.operation)
    assert all(change.is_written for change in overtaken.changes)
    assert [rival.operation for rival in overtaken.rivals] == [later.operation]
    assert values(won, "name") == ("Anna Earlier", "Anna Later")


def test_own_undecided_changes_stand_on_top_as_pending_with_what_they_replace(
    cast: Network,
) -> None:
    first, second = cast.tills
    id = create(cast, first, patience=WAITING).entity
    cast.settle()
    edit(cast, second, id, patience=WAITING, language="fi")
    cast.settle()
    edit(cast, first, id, name="Anna Berg")
    edit(cast, first, id, name="Anna Ek", language="en")

    at_first = tell(cast, first, id).events
    at_second = tell(cast, second, id).events

    assert [event.fate for event in at_first] == ["pending", "pending", "applied", "applied"]
    assert values(at_first[0], "name") == ("Anna Berg", "Anna Ek")
    assert values(at_first[0], "language") == ("fi", "en")
    assert values(at_first[1], "name") == ("Anna Svensson", "Anna Berg")
    assert [event.fate for event in at_second] == ["applied", "applied"]


def test_a_change_that_the_store_already_has_is_told_once(cast: Network) -> None:
    till = cast.tills[0]
    id = create(cast, till, patience=WAITING).entity
    cast.settle()
    break_link(cast, cast.store)
    edit(cast, till, id, patience=WAITING, name="Anna Berg")

    timeline = tell(cast, till, id)

    assert [event.fate for event in timeline.events] == ["pending", "applied"]
    assert not timeline.is_complete


def test_cut_off_a_till_tells_its_own_part_and_says_that_it_is_not_all(cast: Network) -> None:
    first, second = cast.tills
    id = create(cast, first, patience=WAITING).entity
    cast.settle()
    edit(cast, second, id, patience=WAITING, name="Anna Berg")
    cast.settle()
    edit(cast, first, id, patience=WAITING, language="en", name="Anna Ek")
    cast.settle()
    break_link(cast, first)

    timeline = tell(cast, first, id)

    edited, created = timeline.events
    assert not timeline.is_complete
    assert (created.what, edited.what) == ("created", "edited")
    assert values(edited, "language") == ("sv", "en")
    # The name before was written elsewhere: this till must not guess it.
    [name] = [change for change in edited.changes if change.field == "name"]
    assert (name.before, name.after, name.is_before_known) == (None, "Anna Ek", False)


def test_a_refusal_is_told_with_its_reason_and_who_closed_it(cast: Network) -> None:
    till = cast.tills[0]
    close_store(cast)
    refused = create(cast, till)
    cast.settle()
    open_store(cast)

    [event] = tell(cast, till, refused.entity).events

    assert (event.what, event.fate, event.reason) == ("created", "refused", "store.unknown")
    assert values(event, "name") == (None, "Anna Svensson")
    with pytest.raises(UnknownCustomer):
        tell(cast, cast.headquarters, refused.entity)
    discard(cast, till, refused.operation)
    cast.settle()
    with pytest.raises(UnknownCustomer):
        tell(cast, till, refused.entity)


def test_the_pages_of_a_history_follow_each_other_without_a_gap(cast: Network) -> None:
    first, second = cast.tills
    id = create(cast, first, patience=WAITING).entity
    cast.settle()
    for number in range(4):
        edit(cast, second, id, name=f"Anna {number}")
    cast.settle()
    for number in range(3):
        edit(cast, first, id, name=f"Anna Pending {number}")
    whole = [event.operation for event in tell(cast, first, id).events]

    for limit in (1, 2, 3, 5):
        found: list[UUID] = []
        has_more = True
        while has_more:
            page = tell(cast, first, id, limit=limit, before=found[-1] if found else None)
            found += [event.operation for event in page.events]
            has_more = page.has_more
        assert found == whole

    assert len(whole) == 8
    assert tell(cast, first, id, before=new_id()).events == ()


def test_edits_that_overtook_their_creation_are_told_after_it(cast: Network) -> None:
    till = cast.tills[0]
    id = create(cast, till).entity
    edit(cast, till, id, patience=WAITING, name="Anna Berg")
    edit(cast, till, id, patience=WAITING, name="Anna Ek")
    before = tell(cast, till, id)
    cast.settle()

    told = tell(cast, till, id).events

    assert [event.fate for event in before.events] == ["pending"] * 3
    assert [event.what for event in told] == ["edited", "edited", "created"]
    assert values(told[0], "name") == ("Anna Berg", "Anna Ek")
    assert values(told[1], "name") == ("Anna Svensson", "Anna Berg")
    assert [change.lost_to for event in told for change in event.changes if change.lost_to] == []


def test_an_erased_operation_is_told_without_values(cast: Network) -> None:
    till = cast.tills[0]
    id = create(cast, till, patience=WAITING).entity
    cast.settle()
    edited = edit(cast, till, id, patience=WAITING, name="Anna Berg")
    cast.settle()
    with acting_as(cast.headquarters):
        OperationBody.objects.filter(operation=edited.operation).update(body=b"", salt=b"")

    erased, created = tell(cast, till, id).events

    assert (erased.is_erased, erased.changes, erased.by_name) == (True, (), "Ada")
    assert not created.is_erased
    assert values(created, "name") == (None, "Anna Svensson")


def test_a_customer_that_nobody_has_has_no_history(cast: Network) -> None:
    for node in nodes_of(cast):
        with pytest.raises(UnknownCustomer):
            tell(cast, node, new_id())
