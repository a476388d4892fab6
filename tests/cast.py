"""The cast of the tests: a headquarters, a store and two tills, as real nodes in one process."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from tests.in_memory_link import InMemoryLink
from tests.keepsake import Keepsake, empty_index, index, keep, lay_out
from tillbook import configuration
from tillbook.config import wiring
from tillbook.customers import seeds
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange import parent_link
from tillbook.exchange.down import follow, groups, leases, packager
from tillbook.exchange.log import chain
from tillbook.exchange.up import upload
from tillbook.fleet import group_keys
from tillbook.foundation.actor import Actor, Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import Identity, NodeRole, make_keys
from tillbook.nodes.models import Node
from tillbook.nodes.parent import Parent
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.nodes.wake import Wake
from tillbook.staff.operations.sign_in import hash_pin
from tillbook.stores.models import LegalEntity

DIMENSION: dict[str, object] = {
    "code": "d",
    "name": "Dimension",
    "values": [{"code": "1", "name": "One"}, {"code": "2", "name": "Two"}],
}
RETAIL: dict[str, object] = {
    "code": "retail",
    "name": "Retail",
    "financial_dimensions": {"d": "1"},
}
GOLD: dict[str, object] = {"code": "gold", "name": "gold"}
COMPANY: dict[str, object] = {
    "code": "se",
    "name": "Company",
    "country": "SE",
    "currency": "SEK",
    "language": "sv",
    "customer_group": "retail",
}
STORE: dict[str, object] = {
    "number": "1",
    "name": "Göteborg",
    "kind": "store",
    "default_customer": None,
    "currency": "SEK",
    "language": "sv",
    "time_zone": "Europe/Stockholm",
    "copy_receipt_email": True,
}
ADA: dict[str, object] = {
    "number": "100",
    "name": "Ada",
    "role": Role.CASHIER.value,
    "language": "en",
    "is_active": True,
}
#: One hash for everybody's PIN: hashing is slow on purpose.
PIN = "1234"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One headquarters, one store in Göteborg, two tills; links that can fail."""

    headquarters: ThisNode
    store: ThisNode
    tills: tuple[ThisNode, ThisNode]
    links: dict[UUID, InMemoryLink]
    store_id: UUID
    default_customer: UUID
    cashier: UUID

    @property
    def children(self) -> tuple[ThisNode, ...]:
        """Every node that has a parent, parents first."""
        return (self.store, *self.tills)

    def associate(self, node: ThisNode, role: Role = Role.CASHIER) -> Actor:
        """Return an associate who works at a node."""
        return Actor(
            id=self.cashier,
            kind="staff",
            role=role,
            node=node.id,
            store=node.identity.store,
            register=node.identity.register,
        )

    def settle(self) -> None:
        """Let every loop turn until nothing is under way any more."""
        moved = 1
        while moved:
            moved = 0
            for node in reversed(self.children):
                with acting_as(node):
                    moved += upload.upload_due(parent_link.link())
            moved += publish(self.headquarters)
            for node in self.children:
                follow_once(node)


def publish(headquarters: ThisNode) -> int:
    """Let the packager turn once; return how many packages it published."""
    with acting_as(headquarters):
        token = leases.hold(packager.LEASE, "test")
        assert token is not None
        return packager.package_all(token=token)


def follow_once(node: ThisNode) -> None:
    """Let a node follow its group once, and pass the others on."""
    with acting_as(node):
        own = groups.followed()
        assert own is not None
        follow.follow(own, parent_link.link(), known="")
        for group in groups.passed_on():
            follow.relay(group, parent_link.link(), known="")


def make_node(
    folder: Path,
    alias: str,
    role: NodeRole,
    *,
    headquarters: ThisNode | None = None,
    parent: ThisNode | None = None,
    store: UUID | None = None,
    register: UUID | None = None,
) -> ThisNode:
    """Make a node on a migrated database; a child is admitted by the headquarters."""
    place = folder / alias
    device = make_keys(place)
    root = headquarters.identity if headquarters else None
    id = new_id()
    identity = Identity(
        id=id,
        role=role,
        name=alias,
        headquarters=root.id if root else id,
        headquarters_key=root.headquarters_key if root else device.sign_public,
        database=uuid4(),
        parent=parent.id if parent else None,
        store=store,
        register=register,
    )
    node = ThisNode(identity=identity, keys=device, folder=place, database=alias)
    with acting_as(node):
        empty_index(alias)
        chain.begin(identity)
    return node


def admit(headquarters: ThisNode, node: ThisNode) -> None:
    """Let headquarters admit a node and hand it the group's key."""
    identity = node.identity
    with acting_as(headquarters):
        configuration.put(
            headquarters.actor(),
            "node",
            id=node.id,
            document={
                "role": identity.role.value,
                "name": identity.name,
                "parent": str(identity.parent),
                "store": str(identity.store) if identity.store else None,
                "register": str(identity.register) if identity.register else None,
                "sign_key": node.keys.sign_public.hex(),
                "receive_key": node.keys.receive_public.hex(),
                "status": "active",
            },
        )
        grants = group_keys.grants_for(Node.objects.get(id=node.id), held=())
    with acting_as(node):
        group_keys.receive(grants)


@cache
def _hash_of_pin() -> str:
    return hash_pin(PIN)


#: The worlds of this process: put together once, laid out again for every further test.
_kept: dict[str, tuple[Keepsake, Network]] = {}


@contextmanager
def network() -> Iterator[Network]:
    """Give the whole cast, settled, on the empty test databases."""
    yield world("the cast", put_together)


def world(name: str, make: Callable[[Path], Network]) -> Network:
    """Give a settled world on the empty test databases: a new one, or the same once more."""
    wiring.offer_all()
    folder = new_folder()
    if name not in _kept:
        made = make(folder)
        aliases = [node.database for node in (made.headquarters, *made.children)]
        _kept[name] = (keep(aliases, folder, at=new_folder() / "kept"), made)
        return made
    kept, made = _kept[name]
    lay_out(kept, folder)
    again = _renewed(made, folder)
    for node in (again.headquarters, *again.children):
        with acting_as(node):
            index(node.database)
    return again


def new_folder() -> Path:
    """Make a folder that goes with the run."""
    return Path(tempfile.mkdtemp(dir=os.environ.get("TILLBOOK_TEST_FOLDER")))


def _renewed(made: Network, folder: Path) -> Network:
    """Return the same nodes at another place, as after a restart of their processes."""
    store = renewed(made.store, folder)
    tills = (renewed(made.tills[0], folder), renewed(made.tills[1], folder))
    headquarters = renewed(made.headquarters, folder)
    pairs = ((store, headquarters), (tills[0], store), (tills[1], store))
    links = {node.id: _linked(node, parent) for node, parent in pairs}
    return replace(made, headquarters=headquarters, store=store, tills=tills, links=links)


def renewed(node: ThisNode, folder: Path) -> ThisNode:
    """Return a node at another place, as after a restart of its process."""
    place = folder / node.database
    return replace(node, folder=place, parent=Parent(), wake=Wake(), memories={})


def _linked(node: ThisNode, parent: ThisNode) -> InMemoryLink:
    link = InMemoryLink(child=node, parent=parent)
    parent_link.use_link(node, link)
    node.parent.answered()
    node.parent.reaches_root = True
    return link


def put_together(folder: Path) -> Network:
    """Found headquarters, a store and two tills in a folder, and let them settle."""
    headquarters = make_node(folder, "default", NodeRole.HEADQUARTERS)
    store_id, default_customer, cashier = new_id(), new_id(), new_id()
    with acting_as(headquarters):
        groups.plant()
        configure(headquarters, store_id, default_customer, cashier)
    store = make_node(
        folder,
        "store",
        NodeRole.CHANNEL,
        headquarters=headquarters,
        parent=headquarters,
        store=store_id,
    )
    tills = [
        make_node(
            folder,
            f"till_{number}",
            NodeRole.REGISTER,
            headquarters=headquarters,
            parent=store,
            store=store_id,
            register=new_id(),
        )
        for number in (1, 2)
    ]
    links = {}
    for node, parent in ((store, headquarters), (tills[0], store), (tills[1], store)):
        admit(headquarters, node)
        links[node.id] = _linked(node, parent)
    cast = Network(
        headquarters=headquarters,
        store=store,
        tills=(tills[0], tills[1]),
        links=links,
        store_id=store_id,
        default_customer=default_customer,
        cashier=cashier,
    )
    cast.settle()
    return cast


def open_store(
    headquarters: ThisNode,
    number: str,
    *,
    kind: str = "store",
    unit: dict[str, object] | None = None,
    giver: dict[str, object] | None = None,
    **fields: object,
) -> UUID:
    """Open one more store of the company, with an operating unit and a default customer of its own.

    Without a giver it has no default customer. The caller acts as headquarters.
    """
    actor, store, own = headquarters.actor(), new_id(), new_id()
    company = LegalEntity.objects.get(code=COMPANY["code"])
    named = {"number": number, "name": f"Unit {number}", "country": "SE"} | (unit or {})
    configuration.put(actor, "operating_unit", id=own, document=named)
    document = STORE | {"number": number, "kind": kind, "name": f"Store {number}", **fields}
    document |= {"legal_entity": str(company.id), "operating_unit": str(own)}
    configuration.put(actor, "store", id=store, document=document)
    if giver is not None:
        id = new_id()
        create_customer(actor, id, {"name": f"Default of {number}", **giver}, store=number)
        configuration.put(actor, "store", id=store, document={"default_customer": str(id)})
    return store


def configure(headquarters: ThisNode, store: UUID, default_customer: UUID, cashier: UUID) -> None:
    """Give the chain one company, one store with a default customer, and an associate."""
    actor = headquarters.actor()

    def put(kind: str, id: UUID, document: dict[str, object]) -> None:
        configuration.put(actor, kind, id=id, document=document)

    seeds.plant()
    company, unit = new_id(), new_id()
    parts: list[tuple[str, UUID, dict[str, object]]] = [
        ("financial_dimension", new_id(), DIMENSION),
        ("customer_group", new_id(), RETAIL),
        ("affiliation", new_id(), GOLD),
        ("legal_entity", company, COMPANY),
        ("operating_unit", unit, {"number": "1", "name": "Göteborg", "country": "SE"}),
        ("store", store, STORE | {"legal_entity": str(company), "operating_unit": str(unit)}),
    ]
    for kind, id, document in parts:
        put(kind, id, document)
    create_customer(
        actor,
        default_customer,
        {"name": "Default", "type": "person", "receipt_option": "email", "affiliations": ["gold"]},
        store="1",
    )
    put("store", store, {"default_customer": str(default_customer)})
    put("associate", cashier, ADA | {"store": str(store), "pin": _hash_of_pin()})
