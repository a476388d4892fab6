"""One chain: headquarters, three stores, seven registers, three groups."""

from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tillbook.exchange.core.scope import EVERYTHING, KindRule, Rule
from tillbook.simulator.child import Child
from tillbook.simulator.kinds import CHANNELS, CUSTOMER, LEDGER, OFFLINE, OUTLET
from tillbook.simulator.network import Network
from tillbook.simulator.node import Ground, Node
from tillbook.simulator.packager import Root
from tillbook.simulator.schedule import Process, Schedule
from tillbook.simulator.signing import Devices
from tillbook.simulator.watch import Watch
from tillbook.simulator.worker import Worker

STORES = ("1", "2", "3")
#: Every field but the note, which stays where it was written.
FIELDS = (
    "first_name last_name addresses affiliations consents phone email store origin account_number"
).split()


def offline_rule(*, stores: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Rule:
    """Return what an offline database may hold; of no stores means of all."""
    fields = tuple(name for name in FIELDS if name not in without)
    where = {"store": stores} if stores else {}
    return Rule(kinds={CUSTOMER: KindRule(fields=fields, where=where), LEDGER: KindRule(fields=())})


class World:
    """All nodes of a run and what they stand on."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"world {seed}")
        signing = Ed25519PrivateKey.from_private_bytes(self.rng.randbytes(32))
        schedule, watch = Schedule(), Watch()
        self.ground = Ground(
            schedule=schedule,
            network=Network(schedule=schedule, rng=Random(f"network {seed}")),
            watch=watch,
            rng=self.rng,
            keys={name: self.rng.randbytes(32) for name in (CHANNELS, OFFLINE, OUTLET)},
            signing=signing,
            signed_by=signing.public_key().public_bytes_raw(),
            devices=Devices(),
        )
        self.root = Root(
            self.ground,
            rules={
                CHANNELS: EVERYTHING,
                OFFLINE: offline_rule(),
                OUTLET: offline_rule(stores=("1",)),
            },
        )
        #: On two machines with one database; only one of them works at a time.
        self.workers = [Worker(self.root, name) for name in ("loops1", "loops2")]
        self.stores = [self._store(number) for number in STORES]
        self.registers = [
            self._register(f"{store.name}.{number}", group, (store, self.root))
            for store in self.stores
            for number, group in ((1, OFFLINE), (2, OUTLET))
        ]
        self.registers.append(self._register("alone", OFFLINE, (self.root,)))
        self.children = [*self.stores, *self.registers]
        self.nodes: list[Node] = [self.root, *self.children]
        watch.nodes = self.nodes
        #: Customers and configuration in the order in which they were first asked for.
        self.customers: list[UUID] = []
        self.settings: list[tuple[str, UUID]] = []
        self.processes: list[Process] = [*self.nodes, *self.workers]
        for process in self.processes:
            process.start()

    def _store(self, number: str) -> Child:
        store = Child(self.ground, f"store{number}", group=CHANNELS, parents=(self.root,))
        store.passes_on = (OFFLINE, OUTLET)
        return store

    def _register(self, name: str, group: str, parents: tuple[Node, ...]) -> Child:
        return Child(self.ground, name, group=group, parents=parents)

    def store_of(self, node: Node) -> str:
        """Return the number of the store that a node is in."""
        name = node.name.removeprefix("store")[0]
        return name if name in STORES else STORES[0]
