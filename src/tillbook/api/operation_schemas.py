"""What the API says of operations, of what lost, and what it takes to repair them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from tillbook.api.requests import Strict
from tillbook.api.schemas import HistoryChange, HistoryEntry
from tillbook.customers.synchronization import listing

Group = Literal["attention", "waiting", "done", "closed"]


class Operation(TypedDict):
    """A write of a customer, and where it stands."""

    id: UUID
    kind: str
    stage: Annotated[
        str,
        Field(
            description="unsent, sent, held (waits for its customer), attention, decided, done, "
            "merged (a part lost), duplicate, discarded or corrected."
        ),
    ]
    level: Annotated[
        Literal[0, 1, 2, 3],
        Field(
            description="Who has it, as far as this node knows: 0 only where it was made, 1 also the "
            "node above, 2 headquarters decided it, 3 a backup of headquarters holds it."
        ),
    ]
    customer: UUID
    customer_name: str
    account_number: str
    units: Annotated[list[str], Field(description="What it changes.")]
    reason: Annotated[str, Field(description="Code of why headquarters did not accept it.")]
    tries: int
    by: UUID
    by_kind: str
    by_name: str
    store: str
    register: str
    asked_at: datetime
    uploaded_at: datetime | None
    decided_at: datetime | None
    distributed_at: datetime | None
    refers: Annotated[UUID | None, Field(description="The operation that it corrects.")]
    corrected_by: UUID | None


class Operations(TypedDict):
    """Operations, newest first."""

    items: list[Operation]
    counts: Annotated[
        dict[str, int], Field(description="Per group; more than 1000 are counted as 1001.")
    ]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]


class OperationDetail(TypedDict):
    """One operation with all that corrected, retried or closed it."""

    operation: Operation
    events: list[HistoryEntry]
    held: Annotated[list[Operation], Field(description="What waits for it.")]
    can_repair: Annotated[bool, Field(description="Whether it may be corrected or retried.")]
    can_discard: bool
    match: Annotated[
        UUID | None, Field(description="The customer who may be the same, where that is why.")
    ]


class Retried(TypedDict):
    """How far retrying all operations of one reason has come."""

    tried: int
    accepted: int
    next: Annotated[str | None, Field(description="The cursor to go on with; null at the end.")]


class Side(TypedDict):
    """One of two changes that did not see each other."""

    operation: UUID
    by_name: str
    place: str
    at: datetime | None


class LostValue(TypedDict):
    """A value that lost against a concurrent change."""

    number: int
    unit: str
    value: Any
    loser: Side
    winner: Side
    settled_at: datetime
    open: Annotated[bool, Field(description="Whether the value that won still stands.")]
    can_restore: bool
    changes: Annotated[list[HistoryChange], Field(description="What bringing it back changes.")]


class Conflicts(TypedDict):
    """Values that a customer lost, newest first."""

    items: list[LostValue]
    next: str | None
    complete: Annotated[bool, Field(description="False when headquarters could not be asked.")]


class WantedDiscard(Strict):
    """Why an operation is closed."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class WantedRetry(Strict):
    """All operations that were refused for one reason."""

    reason: Annotated[str, Field(min_length=1, max_length=64)]
    cursor: Annotated[str, Field(max_length=20, pattern="^[0-9]*$")] = ""


class WantedOperations(Strict):
    """Which operations are asked for; what is left out narrows nothing."""

    group: Group | None = None
    store: Annotated[str, Field(max_length=16, description="A store's number.")] = ""
    reason: Annotated[str, Field(max_length=64)] = ""
    search: Annotated[str, Field(max_length=100, description="What customers are found by.")] = ""
    customer: UUID | None = None
    older_than_s: Annotated[int, Field(ge=0, le=10**9)] = 0
    limit: Annotated[int, Field(ge=1, le=listing.MAX_PAGE)] = listing.PAGE
    cursor: Annotated[str, Field(max_length=18, pattern="^[0-9]*$")] = ""
