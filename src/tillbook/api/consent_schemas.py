"""The shapes of answers about consent."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from tillbook.api.requests import ConsentAnswer


class Consent(TypedDict):
    """What was answered for one contact and one purpose, and how it was asked."""

    answer: ConsentAnswer
    wording: int
    language: str
    source: str
    at: str
    by: UUID | None
    store: str
    register: str


class GivenConsent(Consent):
    """An answer with the contact and the purpose that it is for; `at` is empty while not asked."""

    contact: UUID
    kind: str
    value: str
    purpose: str


class Consents(TypedDict):
    """The answers of a customer: every contact that can be asked, for every purpose."""

    items: list[GivenConsent]


class LedgerEntry(GivenConsent):
    """A line of the consent ledger; `value` is the contact as it was then."""

    customer: Annotated[
        UUID, Field(description="Whom it was recorded for: the customer, or one merged into it.")
    ]
    operation: UUID
    took_effect: Annotated[
        bool, Field(description="False when a stricter answer had been given meanwhile.")
    ]


class Ledger(TypedDict):
    """What a customer ever answered, newest first."""

    items: list[LedgerEntry]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]
