"""What tills ask for, by Commerce parameters; headquarters may leave it for later."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tillbook.customers.parameters import parameters_of
from tillbook.customers.rules.parameters import still_required
from tillbook.foundation.actor import Actor


def required_of(
    actor: Actor,
    document: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None,
    store: UUID | None,
) -> tuple[str, ...]:
    """Return what must not be empty when this actor saves a customer of a store.

    Whoever works in a store is asked, also a program there; headquarters is not. Source: AR-057.
    """
    if actor.store is None:
        return ()
    by_type = parameters_of(store).required_fields
    return still_required(by_type.get(document.get("type") or "person", ()), before)
