"""What a node shows: headquarters' image with the node's own undecided operations laid over it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tillbook.exchange.core.merge import (
    EMPTY,
    Edit,
    PolicyOf,
    Restriction,
    State,
    assign,
    merge,
    not_before_creation,
    unrestricted,
)
from tillbook.exchange.core.states import OperationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """An undecided operation, as far as it matters to what is shown."""

    edit: Edit
    creates: bool
    #: Whether it changes what exists; otherwise it is passed over there.
    edits: bool
    state: str = OperationState.PENDING
    #: What headquarters assigned by a verdict that is known already.
    assigned: Mapping[str, Any] = field(default_factory=dict)


def in_turn(laid: Iterable[Laid]) -> list[Laid]:
    """Sort operations in log order into the order of replay.

    A creation comes before the edits that overtook it, and one that was refused comes last among
    creations: headquarters will decide in this order too.
    """
    return sorted(
        laid, key=lambda one: turn_of(creates=one.creates, edits=one.edits, state=one.state)
    )


def turn_of(*, creates: bool, edits: bool, state: str) -> tuple[bool, bool]:
    """Return when an operation is replayed, as a key for sorting."""
    return not creates, state == OperationState.ATTENTION and not edits


def is_shown(laid: Sequence[Laid]) -> bool:
    """Tell whether operations in turn show an entity that has no image.

    Where only edits are here, the creation is still on its way.
    """
    return bool(laid) and laid[0].creates


def lay_over(
    state: State,
    laid: Iterable[Laid],
    policy_of: PolicyOf,
    *,
    restriction: Restriction = unrestricted,
) -> State:
    """Lay operations in turn over a state. As at headquarters, a second creation changes nothing."""
    for one in laid:
        if state.units and not one.edits:
            continue
        edit = not_before_creation(state, one.edit)
        state = merge(state, edit, policy_of, restriction=restriction).state
        if one.assigned:
            state = assign(state, one.assigned, operation=edit.operation, edited_ms=edit.edited_ms)
    return state


def effective(
    image: State | None,
    laid: Iterable[Laid],
    policy_of: PolicyOf,
    *,
    restriction: Restriction = unrestricted,
) -> State | None:
    """Return what is shown of an entity, None for nothing."""
    turns = in_turn(laid)
    if image is None and not is_shown(turns):
        return None
    return lay_over(image or EMPTY, turns, policy_of, restriction=restriction)
