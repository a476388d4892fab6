"""Why a customer is or is not seen at a register. What was asked for stands in no address."""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.requests import Code
from tillbook.customers.whereabouts import KIND, Meant, who
from tillbook.foundation.actor import Actor
from tillbook.health.rules.why import Explanation, Step
from tillbook.health.way import Way, every_way, way_to
from tillbook.screens import why as words
from tillbook.stores.queries import numbers_of, register_of

router = Router(tags=["node"])


class WantedReason(BaseModel):
    """Whom, and at which register; without a register every node is told, as far as it is known."""

    model_config = ConfigDict(extra="forbid")
    customer: Annotated[
        str,
        StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$"),
        Field(description="An id, a customer number or a name."),
    ]
    # The name `register` is taken in every pydantic model.
    till: Annotated[Code | None, Field(alias="register", description="Number of a register.")] = (
        None
    )


class WayStep(TypedDict):
    """One step of the way from headquarters to the node."""

    name: str
    outcome: Literal["passed", "failed", "unknown", "not_reached"]
    code: str
    params: dict[str, str]
    message: str


class WayToNode(TypedDict):
    """Whether one node shows the customer."""

    node: UUID | None
    name: str
    place: Annotated[str, Field(description="Number of the register or store.")]
    answer: Literal["visible", "old", "pending", "hidden", "unknown"]
    message: str
    cause: Annotated[WayStep | None, Field(description="The first step that failed.")]
    steps: list[WayStep]


class MeantCustomer(TypedDict):
    """Who is meant."""

    id: UUID
    name: str
    account_number: str


class Reasons(TypedDict):
    """The answer for whoever is likeliest meant."""

    customer: Annotated[MeantCustomer | None, Field(description="Null when nobody is found.")]
    others: Annotated[list[MeantCustomer], Field(description="Who else may be meant.")]
    is_complete: Annotated[
        bool, Field(description="False when the parent was to be asked and did not answer.")
    ]
    ways: list[WayToNode]


@router.post("/why", response=Reasons, summary="Explain why a customer is or is not seen")
def why(request: Call, wanted: Annotated[WantedReason, Body()]) -> HttpResponse:
    """Follow the customer's way to a register and name the first step that failed."""
    actor, found = request.auth, who(request.auth, wanted.customer)
    meant = found.meant[0] if found.meant else None
    told = Reasons(
        customer=_meant(meant) if meant else None,
        others=[_meant(one) for one in found.meant[1:]],
        is_complete=found.is_complete,
        ways=_ways(actor, meant.id, wanted.till) if meant else [],
    )
    return answers.json(told)


def _ways(actor: Actor, customer: UUID, register: str | None) -> list[WayToNode]:
    if register is not None:
        place = register_of(actor, register)
        way = way_to(actor, KIND, customer, place)
        return [_way(way, name=place.name, place=register)]
    return _named(every_way(actor, KIND, customer))


def _named(found: Iterable[Way]) -> list[WayToNode]:
    listed = list(found)
    nodes = [way.node for way in listed if way.node is not None]
    numbers = numbers_of([node.register or node.store for node in nodes])
    return [
        _way(way, name=way.node.name, place=numbers[way.node.register or way.node.store])
        for way in listed
        if way.node is not None
    ]


def _way(way: Way, *, name: str, place: str) -> WayToNode:
    explanation: Explanation = way.explanation
    return WayToNode(
        node=way.node.id if way.node else None,
        name=name,
        place=place,
        answer=explanation.answer.value,
        message=words.answer(explanation.answer),
        cause=_step(explanation.cause) if explanation.cause else None,
        steps=[_step(step) for step in explanation.steps],
    )


def _step(step: Step) -> WayStep:
    return WayStep(
        name=step.name,
        outcome=step.outcome.value,
        code=step.code,
        params=step.params,
        message=words.told(step),
    )


def _meant(one: Meant) -> MeantCustomer:
    return MeantCustomer(id=one.id, name=one.name, account_number=one.account_number)
