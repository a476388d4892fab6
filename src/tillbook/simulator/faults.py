"""What breaks: processes, power, disks, clocks, links; and what headquarters decides anew."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import msgspec

from tillbook.simulator import signing
from tillbook.simulator.book import Book, opened_package, sorted_for_taking
from tillbook.simulator.child import Child
from tillbook.simulator.failures import OF_CHILDREN, OF_WORKERS, Failpoint, Killed
from tillbook.simulator.kinds import CUSTOMER, EDIT, OFFLINE, OUTLET
from tillbook.simulator.network import Weather
from tillbook.simulator.node import Node
from tillbook.simulator.signing import Asked
from tillbook.simulator.world import STORES, World, offline_rule

_YEAR_MS = 365 * 24 * 3600 * 1000
#: By what a person, or a bad battery, sets a clock wrong.
_SKEWS_MS = (-20 * _YEAR_MS, -_YEAR_MS, -400_000, -5_000, 5_000, 400_000, _YEAR_MS, 30 * _YEAR_MS)


class Faults:
    """Everything that can go wrong in a chain."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.verbs: dict[str, Callable[[Random], None]] = {
            "death": self._death,
            "power": self._power,
            "storm": self._storm,
            "cut": self._cut,
            "clock": self._clock,
            "battery": self._battery,
            "disk lost": self._disk_lost,
            "rule": self._rule,
            "replay": self._replay,
            "busy": self._busy,
            "sleep": self._sleep,
            "worker": self._worker,
            "forge": self._forge,
            "alter": self._alter,
            "spoil": self._spoil,
            "regroup": self._regroup,
            "new register": self._new_register,
        }

    def _death(self, rng: Random) -> None:
        """Let a process die at a place in the program, the next time it comes there."""
        node = rng.choice(self.world.nodes) if rng.random() < 0.8 else self.world.root
        others = OF_CHILDREN if node is self.world.root else ()
        never = {*OF_WORKERS, *others}
        node.armed = rng.choice([one for one in Failpoint if one not in never])
        node.down_ms = rng.choice((300, 5_000, 60_000))

    def _power(self, rng: Random) -> None:
        """Cut a node's power wherever it is just now."""
        node = rng.choice(self.world.nodes)
        if not node.is_up:
            return
        node.down_ms = rng.choice((2_000, 30_000, 180_000))
        node.die(Killed("power"))
        for worker in self.world.workers if node is self.world.root else ():
            if worker.is_up:
                worker.down_ms = node.down_ms
                worker.die(Killed("power"))
        if node.clock.lose_power(self.world.ground.schedule.now_ms):
            self.world.ground.watch.met("a clock without a battery")

    def _link(self, rng: Random) -> Weather:
        node = rng.choice(self.world.children)
        return self.world.ground.network.between(node, rng.choice(node.parents))

    def _for_a_while(
        self, rng: Random, weather: Weather, change: Callable[[Weather], None]
    ) -> None:
        change(weather)
        network = self.world.ground.network

        def calm() -> None:
            if network.is_healed:
                return
            weather.calm()

        self.world.ground.schedule.after(rng.randint(5_000, 120_000), "calm", calm)

    def _storm(self, rng: Random) -> None:
        def storm(weather: Weather) -> None:
            weather.loss, weather.twice = rng.randint(0, 40), rng.randint(0, 30)
            weather.late = rng.randint(0, 30)

        self._for_a_while(rng, self._link(rng), storm)

    def _cut(self, rng: Random) -> None:
        """Cut a link; often in one direction only."""
        how = rng.choice(("up", "down", "both"))

        def cut(weather: Weather) -> None:
            weather.cut_up, weather.cut_down = how != "down", how != "up"

        self._for_a_while(rng, self._link(rng), cut)

    def _busy(self, rng: Random) -> None:
        refuses = rng.choice((("upload", "wait"), ("head",), ("package",)))

        def refuse(weather: Weather) -> None:
            weather.refuses = refuses

        self._for_a_while(rng, self._link(rng), refuse)

    def _clock(self, rng: Random) -> None:
        node = rng.choice(self.world.nodes)
        before = node.wall_ms
        node.clock.drift_ppm = rng.choice((0, 0, 200, -200, 50_000))
        if node is self.world.root:
            node.clock.offset_ms += rng.choice((-5_000, -200, 200, 5_000))
        else:
            node.clock.offset_ms = rng.choice(_SKEWS_MS)
        self._prove_clock(node, before)

    def _prove_clock(self, node: Node, before: int) -> None:
        if node.wall_ms != before:
            self.world.ground.watch.proven["clock set"] += 1

    def _battery(self, rng: Random) -> None:
        node = rng.choice(self.world.children)
        node.clock.has_battery = False
        if node.is_up:
            before = node.wall_ms
            node.down_ms = 20_000
            node.die(Killed("power"))
            node.clock.lose_power(self.world.ground.schedule.now_ms)
            self._prove_clock(node, before)

    def _disk_lost(self, rng: Random) -> None:
        """Let a store's disk die, unless it holds something that was saved at the store itself."""
        store = rng.choice(self.world.stores)
        watch = self.world.ground.watch
        own = [id for id in watch.on_the_way if watch.ops[id].origin == store.name]
        if own or not store.is_up:
            return
        if any(id in watch.on_the_way for id in store.book.log):
            watch.met("a store's disk died with what a register had sent")
        store.down_ms = 30_000
        store.die(Killed("disk"))
        self._replace(store)

    def _replace(self, store: Child) -> None:
        """Start the store again with an empty disk."""
        watch, before = self.world.ground.watch, len(store.book.log)
        commits = store.book.disk.commits
        store.begin_anew(Book())
        store.book.disk.commits = commits
        watch.forget(store)
        if before:
            watch.proven["disk lost"] += 1
        watch.no_write_is_lost()

    def _rule(self, rng: Random) -> None:
        """Change what a group of registers holds."""
        root = self.world.root
        if not root.is_up:
            return
        group = rng.choice((OFFLINE, OUTLET))
        stores = tuple(sorted(rng.sample(STORES, rng.randint(0, 3))))
        hidden = [name for name in ("email", "addresses", "phone") if rng.random() < 0.3]
        rule = offline_rule(stores=stores, without=tuple(hidden))
        root.change_rule(group, rule, takes_ms=rng.choice((0, 4_000, 20_000)))

    def _replay(self, rng: Random) -> None:
        node = rng.choice(self.world.children)
        if node.is_up:
            self.replay(node, rng)

    def replay(self, node: Child, rng: Random) -> None:
        """15: apply again what was applied: from some package on, or one alone; nothing changes.

        One alone only where nothing ever left the group: leaving and entering change no version,
        so of these only the whole order tells.
        """
        group, watch = node.group, self.world.ground.watch
        base, end = node.book.bases.get(group, 0), node.book.cursor(group).number
        names = self.world.root.names(group)[base:end]
        if not names:
            return
        first, before = rng.randrange(len(names)), dict(node.book.images)
        key = self.world.ground.keys[group]
        items = opened_package(node.book.blobs[group, names[first]], names[first], key)[1]
        is_plain = not any((group, item.id) in watch.left for item in sorted_for_taking(items))
        chosen = names[first : first + 1] if is_plain else names[first:]
        with node.book.disk.transaction():
            for name in chosen:
                node.book.take(node.book.blobs[group, name], name, key)
        watch.require("15 replay", node.book.images == before, "applying again changed something")
        watch.met("one package replayed" if is_plain else "all packages since one replayed")
        watch.proven["replay"] += 1

    def _worker(self, rng: Random) -> None:
        """Let a process of headquarters' loops die at a place in the program, or skew its clock."""
        worker = rng.choice(self.world.workers)
        if rng.random() < 0.2:
            before = worker.wall_ms
            worker.clock.offset_ms = rng.choice((-12_000, -3_000, 0, 3_000, 12_000, 600_000))
            if worker.wall_ms != before:
                self.world.ground.watch.proven["clock set"] += 1
            return
        decides = (Failpoint.DECIDE_BEFORE_COMMIT, Failpoint.DECIDE_AFTER_COMMIT)
        worker.armed = rng.choice(decides if rng.random() < 0.3 else OF_WORKERS)
        worker.down_ms = rng.choice((300, 5_000, 30_000))

    def _sleep(self, rng: Random) -> None:
        """Stop a process for longer than a lease lasts; it wakes where it was."""
        process = rng.choice([*self.world.processes, *self.world.workers])
        if process.is_up:
            now_ms = self.world.ground.schedule.now_ms
            process.asleep_until_ms = now_ms + rng.choice((4_000, 15_000, 40_000))

    def _forge(self, rng: Random) -> None:
        """Send what another device is said to have minted, or nobody that is known."""
        node = rng.choice(self.world.registers)
        customers = self.world.customers
        if not (node.is_up and customers):
            return
        stranger = signing.new_device("stranger", rng)
        claims = rng.choice((stranger, rng.choice(self.world.nodes).device))
        asked = Asked(
            id=UUID(int=rng.getrandbits(128)),
            kind=EDIT,
            entity_kind=CUSTOMER,
            entity=rng.choice(customers),
            patch={"phone": "forged"},
            base={"phone": ""},
            wall_ms=node.wall_ms,
            offset_ms=0,
        )
        forged = signing.sign(asked, stranger, claims=claims, seq=1, salt=rng.randbytes(16))
        node.ask(
            "forged",
            lambda parent, respond: parent.take([forged], 0, respond),
            on_answer=lambda _: None,
            on_silence=lambda: None,
        )

    def _alter(self, rng: Random) -> None:
        """Let somebody sit between two nodes and change what passes."""
        alters = rng.choice((("operations",), ("manifests",), ("files",), ("operations", "files")))

        def sit(weather: Weather) -> None:
            weather.alters = alters

        self._for_a_while(rng, self._link(rng), sit)

    def _spoil(self, rng: Random) -> None:
        """Let bytes of an operation go bad at a store that has it from a register."""
        watch = self.world.ground.watch
        spoilt = [
            (store, row)
            for store in self.world.stores
            for row in (store.book.log[id] for id in store.book.pending)
            if row.op.origin != store.name and row.op.id in watch.on_the_way
        ]
        if not spoilt:
            return
        store, row = rng.choice(spoilt)
        bad = msgspec.structs.replace(row.op, signed=signing.altered(row.op.signed))
        store.book.disk.put(store.book.log, row.op.id, msgspec.structs.replace(row, op=bad))
        watch.met("an operation went bad at a store")

    def _regroup(self, rng: Random) -> None:
        """Move a register to the other group: it replaces its rows."""
        register = rng.choice(self.world.registers)
        if register.is_up:
            register.group = OUTLET if register.group == OFFLINE else OFFLINE
            self._die_over_snapshot(register, rng)
            self.world.ground.watch.met("a register moved to another group")

    def _new_register(self, rng: Random) -> None:
        """Put a new device in a register's place, unless the old one holds what only it has."""
        register = rng.choice(self.world.registers)
        watch = self.world.ground.watch
        own = [id for id in watch.on_the_way if watch.ops[id].origin == register.name]
        if own or not register.is_up:
            return
        register.down_ms = 5_000
        register.die(Killed("disk"))
        self._replace(register)
        self._die_over_snapshot(register, rng)
        watch.met("a new register")

    @staticmethod
    def _die_over_snapshot(register: Child, rng: Random) -> None:
        """Let a register die in the middle of the snapshot that it must take now."""
        if rng.random() < 0.6:
            register.armed = rng.choice([one for one in Failpoint if one.startswith("load")])
            register.down_ms = 2_000
