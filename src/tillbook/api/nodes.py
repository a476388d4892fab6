"""The nodes of the chain, and the codes that admit new ones."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.chain_requests import WantedCode, WantedStores
from tillbook.api.errors import NotHeadquarters
from tillbook.api.schemas import EnrolmentCode, Node, Nodes
from tillbook.fleet import enrolment, withdrawal
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes import queries
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import current
from tillbook.stores.operations.assign_stores import assign_stores
from tillbook.stores.queries import numbers_of, place_of, register_of

router = Router(tags=["nodes"])


@router.get("", response=Nodes, summary="List the nodes")
def nodes(request: Call) -> HttpResponse:
    """Return the admitted nodes with their last contact and what waits there, by name."""
    standings = queries.nodes(request.auth)
    numbers = numbers_of({place for one in standings for place in (*one.stores, one.register)})
    listed = Nodes(
        items=[
            Node(
                id=one.id,
                role=one.role,
                name=one.name,
                store=numbers[one.store],
                further_stores=[numbers[store] for store in one.stores if store != one.store],
                register=numbers[one.register],
                status=one.status,
                version=one.version,
                last_contact=one.last_contact,
                pending=one.pending,
                attention=one.attention,
                package=one.package,
            )
            for one in standings
        ]
    )
    return answers.json(listed)


@router.post("/{uuid:id}/withdraw", response={204: None}, summary="Withdraw a device")
def withdraw(request: Call, id: UUID) -> HttpResponse:
    """Take nothing more from a device and give it nothing more, at headquarters; repeatable.

    What it sent before stays. It comes back with a new enrolment code only, as another node.
    """
    request.auth.require(Permission.ENROL_NODES)
    if not current().is_root:
        raise NotHeadquarters
    withdrawal.withdraw(request.auth, id)
    return HttpResponse(status=204)


@router.put("/{uuid:id}/stores", response={204: None}, summary="Say which stores a server serves")
def serve_stores(request: Call, id: UUID, wanted: Annotated[WantedStores, Body()]) -> HttpResponse:
    """Let a store's server serve these stores and no others besides its own, at headquarters; repeatable.

    Registers of a store that it serves no longer are told so; what they asked for before is still decided.
    """
    request.auth.require(Permission.ENROL_NODES)
    if not current().is_root:
        raise NotHeadquarters
    stores = [place_of(request.auth, number=number).store for number in wanted.further_stores]
    assign_stores(request.auth, id, stores)
    return HttpResponse(status=204)


@router.post("/codes", response={201: EnrolmentCode}, summary="Make an enrolment code")
def make_code(request: Call, wanted: Annotated[WantedCode, Body()]) -> HttpResponse:
    """Make a one-time code for a register or for a store's own server, at headquarters."""
    request.auth.require(Permission.ENROL_NODES)
    if not current().is_root:
        raise NotHeadquarters
    if wanted.till is not None:
        made = _for_register(request.auth, wanted.till)
    else:
        made = _for_store(request.auth, wanted.store or "")
    return answers.json(made, status=201)


def _for_register(actor: Actor, number: str) -> EnrolmentCode:
    register = register_of(actor, number)
    code = enrolment.make_code(
        actor,
        role=NodeRole.REGISTER,
        name=register.name,
        store=register.store,
        register=register.id,
    )
    store = numbers_of([register.store])[register.store]
    return _made(code, NodeRole.REGISTER, store=store, register=register.number)


def _for_store(actor: Actor, number: str) -> EnrolmentCode:
    place = place_of(actor, number=number)
    code = enrolment.make_code(
        actor, role=NodeRole.CHANNEL, name=place.name, store=place.store, register=None
    )
    return _made(code, NodeRole.CHANNEL, store=place.number, register="")


def _made(code: str, role: NodeRole, *, store: str, register: str) -> EnrolmentCode:
    return EnrolmentCode(
        code=code,
        role=role.value,
        store=store,
        register=register,
        valid_for_s=int(enrolment.LIFETIME.total_seconds()),
    )
