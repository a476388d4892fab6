"""What people do: at the till, in the store, in the office."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

from tillbook.exchange.core.operations import DISCARD, RETRY
from tillbook.exchange.core.states import OperationState
from tillbook.simulator import signing, valves
from tillbook.simulator.child import Child
from tillbook.simulator.headquarters import Refused
from tillbook.simulator.kinds import (
    CREATE,
    CUSTOMER,
    EDIT,
    HUSH,
    LEDGER,
    PUT,
    REFUSED_NAME,
    REMOVE,
    SETTING,
    Op,
)
from tillbook.simulator.node import Node
from tillbook.simulator.signing import Asked
from tillbook.simulator.world import STORES, World

Patch = dict[str, Any]


class People:
    """Everybody who works in the chain."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.made = self.minted = 0
        self.verbs: dict[str, Callable[[Random], None]] = {
            "create": lambda rng: self._create(rng, waits=False),
            "create and wait": lambda rng: self._create(rng, waits=True),
            "create again": self._create_again,
            "edit": lambda rng: self._edit(rng, waits=False),
            "edit and wait": lambda rng: self._edit(rng, waits=True),
            "consent": self._consent,
            "everywhere": self._everywhere,
            "refused name": self._refused_name,
            "breaking": self._breaking,
            "discard": self._discard,
            "move": self._move,
            "office edit": self._office_edit,
            "setting": self._setting,
            "stale setting": self._stale_setting,
            "remove setting": self._remove_setting,
            "valve": self._valve,
            "run now": self._run_now,
        }

    # ---- at a till

    def _create(self, rng: Random, *, waits: bool) -> None:
        node, entity = self._somewhere(rng), UUID(int=rng.getrandbits(128))
        self.world.customers.append(entity)
        self._write(node, CREATE, entity, self._new(node, rng), waits=waits)

    def _new(self, node: Node, rng: Random) -> Patch:
        address = f"address/{UUID(int=rng.getrandbits(128))}"
        patch = {
            "name": self._name(),
            "origin": node.name,
            "store": self.world.store_of(node),
            "phone": self._text("phone"),
        }
        if rng.random() < 0.3:
            patch[address] = self._address()
            patch["primary/address"] = address.partition("/")[2]
        if rng.random() < 0.3:
            patch["note"] = self._text(HUSH)
        return patch

    def _create_again(self, rng: Random) -> None:
        """Make a customer whose id another till has used: as a copied device would."""
        node = self._somewhere(rng)
        if not self.world.customers:
            return
        entity = rng.choice(self.world.customers[-10:])
        is_here = any(row.op.entity == entity for row in node.book.log.values())
        if not is_here and entity not in node.book.images:
            self._write(node, CREATE, entity, self._new(node, rng))

    def _edit(self, rng: Random, *, waits: bool) -> None:
        node = self._somewhere(rng)
        entity = self._shown_at(node, rng)
        if entity is not None:
            units = rng.sample(["name", "phone", "email", "note", "address", "gold"], k=2)
            patch: Patch = {}
            for unit in units:
                patch |= self._change(node, entity, unit, rng)
            self._write(node, EDIT, entity, patch, waits=waits)

    def _change(self, node: Node, entity: UUID, unit: str, rng: Random) -> Patch:
        shown = node.book.shown(entity)
        units = shown.units if shown else {}
        if unit == "name":
            return {"name": self._name()}
        if unit == "note":
            return {"note": self._text(HUSH)}
        if unit == "gold":
            return {"affiliation/gold": None if units.get("affiliation/gold") == {} else {}}
        if unit == "address":
            there = [path for path in sorted(units) if path.startswith("address/")]
            path = rng.choice(there) if there else f"address/{UUID(int=rng.getrandbits(128))}"
            return {path: None if there and rng.random() < 0.2 else self._address()}
        is_shared = unit == "email" and rng.random() < 0.3
        return {unit: "family@example.com" if is_shared else self._text(unit)}

    def _consent(self, rng: Random) -> None:
        node = self._somewhere(rng)
        entity = self._shown_at(node, rng)
        if entity is not None:
            self._write(node, EDIT, entity, self._answer(rng))

    def _answer(self, rng: Random) -> Patch:
        answer = rng.choice(("yes", "no"))
        return {"consent/email/news": {"answer": answer, "proof": self._text("proof")}}

    def _everywhere(self, rng: Random) -> None:
        """Let several nodes that show one customer change the same at one moment."""
        node = self._somewhere(rng)
        entity = self._shown_at(node, rng)
        if entity is None:
            return
        for other in self.world.children:
            if other.is_up and other.book.shown(entity) is not None and rng.random() < 0.6:
                patch = {"phone": self._text("phone")} | self._answer(rng)
                self._write_of(other, EDIT, entity, patch)

    def _refused_name(self, rng: Random) -> None:
        node = self._somewhere(rng)
        name = {"first_name": self._text("n"), "last_name": REFUSED_NAME}
        entity = self._shown_at(node, rng) if rng.random() < 0.5 else None
        if entity is not None:
            self._write(node, EDIT, entity, {"name": name})
            return
        entity = UUID(int=rng.getrandbits(128))
        self.world.customers.append(entity)
        self._write(node, CREATE, entity, self._new(node, rng) | {"name": name})

    def _breaking(self, rng: Random) -> None:
        node = self._somewhere(rng)
        entity = self._shown_at(node, rng)
        if entity is not None:
            self._write(node, EDIT, entity, {"phone": self._text("phone")}, breaks=True)

    def _discard(self, rng: Random) -> None:
        self.discard_all(self._somewhere(rng))

    def discard_all(self, node: Node) -> int:
        """Let somebody close what needs attention: at the till that asked, or in the office.

        The office closes what no till has any more. Return how much there was.
        """
        log = node.book.log.values()
        closed = {row.op.refers for row in log if row.op.kind == DISCARD}
        attention = [row for row in log if row.standing is OperationState.ATTENTION]
        self.retry_refused(node)
        there = [row.op for row in attention if not row.refused]
        mine = [op for op in there if self._is_mine(node, op)]
        for op in mine:
            if op.id not in closed and node.is_up:
                self._write(node, DISCARD, op.entity, {}, kind_of=op.entity_kind, refers=op.id)
        return len(mine)

    def retry_refused(self, node: Node) -> None:
        """Send once more, at the till that asked, what a parent would not keep."""
        log = node.book.log.values()
        refused = [row.op for row in log if row.refused and row.op.origin == node.name]
        for op in refused if node.is_up else ():
            self._write(node, RETRY, op.entity, {}, kind_of=op.entity_kind, refers=op.id)
            self.world.ground.watch.met("a refused operation sent again")

    def _is_mine(self, node: Node, op: Op) -> bool:
        if node is not self.world.root:
            return op.origin == node.name
        mine = (other for other in self.world.children if other.name == op.origin)
        return all(op.id not in other.book.log for other in mine)

    def _move(self, rng: Random) -> None:
        """Give a customer another store: she leaves one group and enters another."""
        node = self._somewhere(rng)
        entity = self._shown_at(node, rng)
        if entity is not None:
            self._write(node, EDIT, entity, {"store": rng.choice(STORES)})

    # ---- in the office

    def _office_edit(self, rng: Random) -> None:
        root = self.world.root
        entity = self._shown_at(root, rng)
        if root.is_up and entity is not None:
            self._write(root, EDIT, entity, {"email": self._text("email")})

    def _setting(self, rng: Random) -> None:
        root = self.world.root
        if not root.is_up:
            return
        if self.world.settings and rng.random() < 0.6:
            kind, entity = rng.choice(self.world.settings)
        else:
            kind = rng.choice((SETTING, LEDGER))
            entity = UUID(int=rng.getrandbits(128))
            self.world.settings.append((kind, entity))
        self._write(root, PUT, entity, self._configured(kind), kind_of=kind)

    def _configured(self, kind: str) -> Patch:
        return {"code": self._text(HUSH if kind == LEDGER else "code")}

    def _stale_setting(self, rng: Random) -> None:
        """Save a form that somebody opened before another saved."""
        root = self.world.root
        if not (root.is_up and self.world.settings):
            return
        kind, entity = rng.choice(self.world.settings)
        opened = self._op(root, PUT, entity, self._configured(kind), kind_of=kind)
        self._write(root, PUT, entity, self._configured(kind), kind_of=kind)
        if root.is_up:
            self._try(root, opened)

    def _remove_setting(self, rng: Random) -> None:
        root = self.world.root
        if root.is_up and self.world.settings:
            kind, entity = rng.choice(self.world.settings)
            self._write(root, REMOVE, entity, {}, kind_of=kind)

    def _valve(self, rng: Random) -> None:
        """Hold a valve, open it, or let it run by itself now and then."""
        root, name = self.world.root, rng.choice(valves.ALL)
        how = rng.choice(("open", "open", "held", "recurring"))
        if root.is_up:
            every_ms = rng.choice((5_000, 20_000)) if how == "recurring" else 0
            with root.book.disk.transaction():
                root.valves.turn(name, shut=how != "open", every_ms=every_ms)
            self.world.ground.watch.met(f"valve {name} {how}")

    def _run_now(self, rng: Random) -> None:
        root = self.world.root
        if root.is_up:
            with root.book.disk.transaction():
                root.valves.run_now(rng.choice(valves.ALL))

    # ---- writing

    def _somewhere(self, rng: Random) -> Child:
        return rng.choice(self.world.registers if rng.random() < 0.8 else self.world.children)

    def _shown_at(self, node: Node, rng: Random) -> UUID | None:
        """Choose a customer that a node shows, mostly one of the newest."""
        known = self.world.customers
        for _ in range(6 if known else 0):
            entity = rng.choice(known[-12:] if rng.random() < 0.7 else known)
            if node.book.shown(entity) is not None:
                return entity
        return None

    def _text(self, word: str) -> str:
        self.made += 1
        return f"{word}{self.made}"

    def _name(self) -> dict[str, str]:
        return {"first_name": self._text("first"), "last_name": self._text("last")}

    def _address(self) -> dict[str, str]:
        return {"street": self._text("street"), "city": self._text("city")}

    def _op(
        self,
        node: Node,
        kind: str,
        entity: UUID,
        patch: Patch,
        *,
        kind_of: str = CUSTOMER,
        refers: UUID | None = None,
        breaks: bool = False,
    ) -> Op:
        shown = node.book.shown(entity) if kind in (EDIT, PUT) else None
        stamps = shown.stamps if shown else {}
        base = {unit: stamps[unit].operation if unit in stamps else "" for unit in patch}
        asked = Asked(
            id=UUID(int=self.world.rng.getrandbits(128)),
            kind=kind,
            entity_kind=kind_of,
            entity=entity,
            patch=patch,
            base=base,
            wall_ms=node.wall_ms,
            offset_ms=node.clock.parent_ahead_ms,
            refers=refers,
            breaks=breaks,
        )
        self.minted += 1
        salt = self.world.rng.randbytes(16)
        signed = signing.sign(asked, node.device, seq=self.minted, salt=salt)
        return self.world.ground.devices.prove(signed)

    def _write(
        self, node: Node, kind: str, entity: UUID, patch: Patch, *, waits: bool = False, **more: Any
    ) -> None:
        if node.is_up:
            self._write_of(node, kind, entity, patch, waits=waits, **more)

    def _write_of(
        self, node: Node, kind: str, entity: UUID, patch: Patch, *, waits: bool = False, **more: Any
    ) -> None:
        op = self._op(node, kind, entity, patch, **more)
        self._try(node, op, waits=waits)

    def _try(self, node: Node, op: Op, *, waits: bool = False) -> None:
        """Save; a node may die over it, and headquarters may refuse its own people."""

        def save() -> None:
            try:
                if waits and isinstance(node, Child):
                    node.mint_and_wait(op)
                else:
                    node.mint(op)
            except Refused as refused:
                self.world.ground.watch.met(f"refused at once: {refused}")

        node.soon(0, f"saves {op.kind} {op.id.hex[:8]}", save)
