"""Questions about the browsers that are registers of this node."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import Node
from tillbook.nodes.queries import stores_here
from tillbook.stores.errors import UnknownRegister
from tillbook.stores.models import Register, TillBrowser


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """A register that a browser can be."""

    register: UUID
    number: str
    name: str
    #: None while no browser is this register.
    enrolled_at: datetime | None


def tills(actor: Actor) -> list[Till]:
    """List the registers that have no node, by number: of the actor's store.

    To who enrols nodes of all stores that this node serves.

    Raises PermissionRefused.
    """
    actor.require(Permission.SET_UP_REGISTER)
    enrolled = TillBrowser.objects.filter(standing=TillBrowser.Standing.ENROLLED)
    since = dict(enrolled.values_list("register", "enrolled_at"))
    return [
        Till(register=row.id, number=row.number, name=row.name, enrolled_at=since.get(row.id))
        for row in _free(actor).order_by("number")
    ]


def free_register(actor: Actor, id: UUID) -> Register:
    """Return a register that has no node of its own, as `tills` does. Raises UnknownRegister."""
    row = _free(actor).filter(id=id).first()
    if row is None:
        raise UnknownRegister("")
    return row


def _free(actor: Actor) -> QuerySet[Register]:
    active = Node.objects.filter(~Q(register=None), status=Node.Status.ACTIVE)
    taken = [id for id in active.values_list("register", flat=True) if id is not None]
    rows = Register.objects.exclude(id__in=taken).filter(store__in=stores_here())
    return (
        rows
        if actor.may(Permission.ENROL_NODES)
        else rows.filter(store__in=[actor.store] if actor.store else [])
    )
