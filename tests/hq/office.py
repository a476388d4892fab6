"""A back office for tests: the cast, an administrator, registers with names, and customers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from tests.cast import Network, network
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.samples import sample_customers
from tillbook.exchange import configuration
from tillbook.foundation.actor import Actor, Role
from tillbook.foundation.ids import new_id
from tillbook.nodes import this_node
from tillbook.nodes.this_node import acting_as
from tillbook.staff.operations.tokens import set_password

NUMBER, PASSWORD = "900", "correct horse battery"
DATABASES = ["default", "store", "till_1", "till_2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A headquarters with people in it."""

    cast: Network
    administrator: UUID

    @property
    def actor(self) -> Actor:
        """The administrator as an actor."""
        node = self.cast.headquarters.id
        return Actor(id=self.administrator, kind="staff", role=Role.ADMINISTRATOR, node=node)

    def customer(self, **entered: object) -> UUID:
        """Make a customer at headquarters."""
        id = new_id()
        create_customer(self.actor, id, entered, store="1")
        return id


@contextmanager
def office(*, customers: int = 0) -> Iterator[Office]:
    """Open the office: this process acts as headquarters inside the block."""
    with network() as cast, acting_as(cast.headquarters):
        made = Office(cast=cast, administrator=new_id())
        before = this_node._process[:]  # noqa: SLF001  (request threads ask for the process's node)
        this_node.install(cast.headquarters)
        _staff(made)
        _registers(cast)
        for document in sample_customers(count=customers, seed=7):
            entered = {key: value for key, value in document.items() if key != "store"}
            create_customer(made.actor, new_id(), entered, store="1")
        cast.settle()
        try:
            yield made
        finally:
            this_node._process[:] = before  # noqa: SLF001


def _staff(made: Office) -> None:
    actor = made.cast.headquarters.actor()
    person = {"name": "Maria Ek", "number": NUMBER, "role": Role.ADMINISTRATOR.value}
    configuration.put(
        actor,
        "associate",
        id=made.administrator,
        document=person | {"language": "en", "store": None, "pin": "", "is_active": True},
    )
    set_password(actor, made.administrator, PASSWORD)


def _registers(cast: Network) -> None:
    for place, till in enumerate(cast.tills, start=1):
        assert till.identity.register is not None
        configuration.put(
            cast.headquarters.actor(),
            "register",
            id=till.identity.register,
            document={
                "number": f"1-{place}",
                "name": f"Kassa {place}",
                "store": str(cast.store_id),
            },
        )
