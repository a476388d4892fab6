"""Operations that arrive after everything about them was said."""

import pytest

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    assert_everywhere_alike,
    close_store,
    create,
    discard,
    edit,
    look,
    open_store,
    operation,
    resend,
)
from tillbook.exchange import parent_link
from tillbook.exchange.core.scope import KindRule, Rule
from tillbook.exchange.down import groups, untold
from tillbook.exchange.down.groups import GroupSettings
from tillbook.exchange.models import Operation
from tillbook.exchange.up import upload
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def test_an_operation_that_comes_to_a_store_after_its_verdict_waits_for_nothing(
    cast: Network,
) -> None:
    """By its second route it was decided, packaged and followed before the store ever saw it."""
    till, store = cast.tills[0], cast.store
    made = create(cast, till)
    resend(cast, till, made.operation, to=cast.headquarters)
    publish(cast.headquarters)
    follow_once(store)
    resend(cast, till, made.operation, to=store)
    cast.settle()
    assert operation(store, made.operation).state == Operation.State.SETTLED
    assert_everywhere_alike(cast, made.entity)
    assert_at_rest(cast)


NO_CUSTOMERS, OTHER_COMPANIES = KindRule(fields=()), KindRule(where={"legal_entity": ("cn",)})


@pytest.mark.parametrize("customers", [NO_CUSTOMERS, OTHER_COMPANIES])
@pytest.mark.parametrize("is_late", [False, True])
def test_a_store_whose_group_excludes_a_customer_settles_what_it_passed_on(
    cast: Network, customers: KindRule, *, is_late: bool
) -> None:
    till, store = cast.tills[0], cast.store
    with acting_as(cast.headquarters):
        rule = Rule(kinds={"customer": customers})
        groups.put_group(groups.CHANNELS, GroupSettings(rule=rule))
    cast.settle()
    made = create(cast, till)
    if is_late:
        resend(cast, till, made.operation, to=cast.headquarters)
        publish(cast.headquarters)
        follow_once(store)
    resend(cast, till, made.operation, to=store)
    cast.settle()
    settle_untold(store)
    assert operation(store, made.operation).state == Operation.State.SETTLED
    assert look(cast, store, made.entity) is None
    found = look(cast, till, made.entity)
    assert found is not None
    assert found["account_number"]


def test_what_a_package_will_still_tell_is_not_settled_before(cast: Network) -> None:
    store = cast.store
    made = create(cast, cast.tills[0])
    resend(cast, cast.tills[0], made.operation, to=store)
    with acting_as(store):
        upload.upload_due(parent_link.link())
    settle_untold(store)
    assert operation(store, made.operation).state == Operation.State.ANSWERED
    cast.settle()
    assert operation(store, made.operation).state == Operation.State.SETTLED
    assert_everywhere_alike(cast, made.entity)


def settle_untold(node: ThisNode) -> None:
    """Let a node ask at once what it would ask for in a minute."""
    with acting_as(node):
        untold.settle_untold(parent_link.link(), after_s=0.0)


def test_an_edit_that_comes_after_its_creation_was_discarded_is_discarded_too(
    cast: Network,
) -> None:
    till = cast.tills[0]
    close_store(cast)
    made = create(cast, till)
    cast.settle()
    edited = edit(cast, till, made.entity, name="Anna Berg")
    closed = discard(cast, till, made.operation)
    resend(cast, till, closed.operation, to=cast.headquarters)
    open_store(cast)
    cast.settle()
    assert operation(till, edited.operation).outcome == "discarded"
    assert look(cast, till, made.entity) is None
    assert_at_rest(cast)
