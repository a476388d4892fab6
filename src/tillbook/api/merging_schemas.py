"""The shapes of requests and answers about customers who may be one."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from tillbook.api.requests import Strict
from tillbook.api.schemas import Customer

Reason = Literal[
    "phone", "email", "name", "sound", "address", "birth_date", "identifier", "similar", "person"
]


class LosingCustomer(Strict):
    """A customer who is merged away."""

    id: UUID
    etag: Annotated[
        str, Field(max_length=80, description="Of the version that was seen, without quotes.")
    ] = ""
    takes: Annotated[
        list[Annotated[str, Field(max_length=100)]],
        Field(
            max_length=100,
            description='Units whose value is taken from this customer, such as "name", '
            '"customer_group" or "attribute/{id}"; only where both have one and they differ.',
        ),
    ] = []


class MergedCustomers(Strict):
    """Who is merged into a customer, in this order."""

    customers: Annotated[list[LosingCustomer], Field(min_length=1, max_length=20)]


class ProposedPair(Strict):
    """Two customers who may be one."""

    first: UUID
    second: UUID


class MatchedPair(ProposedPair):
    """Two customers whom a program found to be alike."""

    strength: Annotated[int, Field(ge=1, le=1000, description="How sure it is, of a thousand.")]
    reasons: Annotated[list[Reason], Field(max_length=10)] = []


class MatchedPairs(Strict):
    """Many pairs at once."""

    pairs: Annotated[list[MatchedPair], Field(min_length=1, max_length=500)]


class NewPairs(TypedDict):
    """How many pairs the queue had not known."""

    new: int


class SettledPair(Strict):
    """What becomes of a pair."""

    state: Literal["open", "different"]
    snoozed_until: Annotated[
        date | None, Field(description="The day from which it is asked again.")
    ] = None


class DuplicatePair(TypedDict):
    """Two customers who may be one."""

    id: UUID
    customers: Annotated[list[Customer], Field(min_length=2, max_length=2)]
    strength: Annotated[int, Field(ge=1, le=1000, description="How sure it is, of a thousand.")]
    reasons: Annotated[
        list[str],
        Field(
            description="What is alike: phone, email, name, sound, address, birth_date, "
            "identifier, similar; or person, where somebody said so."
        ),
    ]
    source: Annotated[str, Field(description="Who noticed: decision, match, till or headquarters.")]
    state: Literal["open", "different", "merged"]
    snoozed_until: date | None


class ProposedId(TypedDict):
    """Where a proposed pair will stand."""

    id: UUID


class Pairs(TypedDict):
    """A page of the queue."""

    items: list[DuplicatePair]
    next: UUID | None
