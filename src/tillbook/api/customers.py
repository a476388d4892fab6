"""Creating, reading and changing one customer."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Path, Router

from tillbook.api import answers, bodies, changes
from tillbook.api.authentication import Call
from tillbook.api.errors import FieldProblem, InvalidRequest
from tillbook.api.requests import ChangedCustomer, Code, NewCustomer, WantedCopy
from tillbook.api.schemas import Customer
from tillbook.api.words import of_code
from tillbook.customers import aliases, queries
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.operations.copy_customer import copy_customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.up.repair import raise_if_refused
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id

router = Router(tags=["customers"])
PATH = "/api/v1/customers/"


@router.post("", response={201: Customer}, summary="Create a customer")
def create(request: Call, entered: Annotated[NewCustomer, Body()]) -> HttpResponse:
    """Create a customer; it is safe at this node when the answer comes, also while pending.

    An Idempotency-Key makes a repeat harmless.
    """
    actor = request.auth
    fields = entered.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    store = fields.pop("store", None)
    _refuse_without_store(actor, store)
    receipt = create_customer(
        actor,
        new_id(),
        fields,
        store=store,
        idempotency=bodies.idempotency(request, actor),
    )
    raise_if_refused(actor, receipt)
    created = queries.created_tagged(actor, receipt)
    if created is None:
        raise UnknownCustomer
    return _answer(created[0], status=201, tag=created[1])


@router.get("/by-account/{number}", response=Customer, summary="Find by account number")
def by_account(request: Call, number: Annotated[Code, Path()]) -> HttpResponse:
    """Return the customer with an account number: from here, else from the parent."""
    found = queries.find_by_account(request.auth, number)
    if found is not None:
        return _shown(request.auth, UUID(found["id"]))
    elsewhere = queries.find_by_account_elsewhere(request.auth, number)
    if elsewhere is None:
        raise UnknownCustomer
    return _answer(elsewhere)


@router.get("/{uuid:id}", response=Customer, summary="Read a customer")
def read(request: Call, id: UUID) -> HttpResponse:
    """Return a customer: from here, else from the parent. Only one that is here has an ETag.

    The id of one who was merged away answers with who was kept.
    """
    return _shown(request.auth, aliases.id_kept(id))


@router.post(
    "/{uuid:id}/copy",
    response={200: Customer, 201: Customer},
    summary="Create a customer of another company in yours",
)
def copy(
    request: Call, id: UUID, wanted: Annotated[WantedCopy | None, Body()] = None
) -> HttpResponse:
    """Create the same party in the store's company, with an account number of its own.

    Names, contacts and addresses come along, consents do not. Who is there already is the answer
    (200): however often it is asked, there is one.
    """
    actor, store = request.auth, wanted.store if wanted else None
    _refuse_without_store(actor, store)
    kept = aliases.id_kept(id)
    found = queries.find(actor, kept) or queries.find_elsewhere(actor, kept)
    if found is None:
        raise UnknownCustomer
    made = copy_customer(actor, found, store=store)
    if isinstance(made, UUID):
        return _shown(actor, aliases.id_kept(made))
    raise_if_refused(actor, made)
    return _shown(actor, made.entity, status=201)


@router.patch("/{uuid:id}", response=Customer, summary="Change a customer")
def change(request: Call, id: UUID, entered: Annotated[ChangedCustomer, Body()]) -> HttpResponse:
    """Change a customer by a JSON merge patch.

    With If-Match a change of another version is refused; without, the current one counts as seen.
    """
    actor, id = request.auth, aliases.id_kept(id)
    key = bodies.idempotency(request, actor)
    tag = queries.tag_of(id)
    before = queries.find(actor, id)
    if before is None:
        raise UnknownCustomer
    is_repeat = key is not None and key.earlier_operation() is not None
    asked = entered.model_dump(mode="json", exclude_unset=True)
    # What a repeat names may have got another id by the first time.
    fields = {} if is_repeat else changes.of(before, asked)
    receipt = edit_customer(
        actor,
        id,
        fields,
        expected=None if is_repeat else changes.expected(bodies.tags_seen(request), tag),
        idempotency=key,
    )
    if receipt is not None:
        raise_if_refused(actor, receipt)
    return _shown(actor, id)


def _refuse_without_store(actor: Actor, store: str | None) -> None:
    if store is None and actor.store is None:
        detail = of_code("store.required", {})
        raise InvalidRequest([FieldProblem(code="store.required", pointer="/store", detail=detail)])


def _shown(actor: Actor, id: UUID, *, status: int = 200) -> HttpResponse:
    here = queries.find_tagged(actor, id)
    if here is not None:
        return _answer(here[0], status=status, tag=here[1])
    elsewhere = queries.find_elsewhere(actor, id)
    if elsewhere is None:
        raise UnknownCustomer
    return _answer(elsewhere, status=status)


def _answer(customer: Mapping[str, Any], *, status: int = 200, tag: str = "") -> HttpResponse:
    headers = {"ETag": f'"{tag}"'} if tag else {}
    if status == 201:
        headers["Location"] = PATH + customer["id"]
    return answers.json(customer, status=status, headers=headers)
