"""A back office for tests: a headquarters alone or with its whole chain, and an administrator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from uuid import UUID

from django.contrib.auth.hashers import make_password

from tests.cast import Network, configure, make_node, new_folder, put_together, renewed, world
from tests.keepsake import Keepsake, index, keep, lay_out
from tillbook import configuration
from tillbook.config import wiring
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange.down import groups
from tillbook.foundation.actor import Actor, Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.staff.models import Associate

NUMBER, PASSWORD = "900", "correct horse battery"
DATABASES = ["default", "store", "till_1", "till_2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A headquarters with one store, its default customer, a cashier and an administrator."""

    headquarters: ThisNode
    administrator: UUID
    store: UUID
    default_customer: UUID
    cashier: UUID
    #: Ids of the store's registers, by number.
    registers: tuple[UUID, UUID]

    @property
    def actor(self) -> Actor:
        """The administrator as an actor."""
        node = self.headquarters.id
        return Actor(id=self.administrator, kind="staff", role=Role.ADMINISTRATOR, node=node)

    def customer(self, **entered: object) -> UUID:
        """Make a customer at headquarters."""
        id = new_id()
        create_customer(self.actor, id, entered, store="1")
        return id


#: The office of this process without nodes, and the ids of the one with a chain.
_kept: list[tuple[Keepsake, Office]] = []
_of_chain: list[Office] = []


@contextmanager
def office() -> Iterator[Office]:
    """Open a headquarters that has no nodes yet; the test acts as it."""
    wiring.offer_all()
    folder = new_folder()
    if not _kept:
        made = _founded(folder)
        _kept.append((keep(["default"], folder, at=new_folder() / "kept"), made))
    else:
        kept, before = _kept[0]
        lay_out(kept, folder)
        made = replace(before, headquarters=renewed(before.headquarters, folder))
        with acting_as(made.headquarters):
            index("default")
    with acting_as(made.headquarters):
        yield made


def _founded(folder: Path) -> Office:
    headquarters = make_node(folder, "default", NodeRole.HEADQUARTERS)
    store, default_customer, cashier = new_id(), new_id(), new_id()
    with acting_as(headquarters):
        groups.plant()
        configure(headquarters, store, default_customer, cashier)
        made = Office(
            headquarters=headquarters,
            administrator=new_id(),
            store=store,
            default_customer=default_customer,
            cashier=cashier,
            registers=(new_id(), new_id()),
        )
        _fill(made)
    return made


@contextmanager
def office_of_a_chain() -> Iterator[tuple[Office, Network]]:
    """Open a headquarters with a store and two tills; the test acts as headquarters."""
    cast = world("an office", _with_chain)
    made = replace(_of_chain[0], headquarters=cast.headquarters)
    with acting_as(cast.headquarters):
        yield made, cast


def _with_chain(folder: Path) -> Network:
    cast = put_together(folder)
    first, second = (till.identity.register for till in cast.tills)
    assert first is not None
    assert second is not None
    made = Office(
        headquarters=cast.headquarters,
        administrator=new_id(),
        store=cast.store_id,
        default_customer=cast.default_customer,
        cashier=cast.cashier,
        registers=(first, second),
    )
    with acting_as(cast.headquarters):
        _fill(made)
    cast.settle()
    _of_chain.append(made)
    return cast


@cache
def _hash_of_password() -> str:
    return make_password(PASSWORD)


def _fill(made: Office) -> None:
    actor = made.headquarters.actor()
    person = {"name": "Maria Ek", "number": NUMBER, "role": Role.ADMINISTRATOR.value}
    configuration.put(
        actor,
        "associate",
        id=made.administrator,
        document=person | {"language": "en", "store": None, "pin": "", "is_active": True},
    )
    Associate.objects.filter(id=made.administrator).update(password=_hash_of_password())
    for place, register in enumerate(made.registers, start=1):
        till = {"number": f"1-{place}", "name": f"Kassa {place}", "store": str(made.store)}
        configuration.put(actor, "register", id=register, document=till)
