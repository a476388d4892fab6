"""Operations that arrive after everything about them was said."""

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
from tillbook.exchange.models import Operation

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
