"""A chain of real processes under load, the faults that befall it, and what must be true after."""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.processes.proxy import Losses, lossy_way
from tests.processes.running import (
    DEADLINE_S,
    SOURCE,
    STORM_PORTS,
    Answer,
    Node,
    Served,
    alive,
    free_ports,
    start,
    until,
)

#: How long a way is cut and a process hangs: longer than a follower's turn, shorter than patience.
HOLD_S = 0.8
_BROKEN = (OSError, http.client.HTTPException, ValueError)


@dataclass(kw_only=True)
class Member:
    """A node of the chain and the way to its parent."""

    name: str
    served: Served
    #: None at headquarters.
    way: Losses | None = None

    @property
    def node(self) -> Node:
        """The node as a program sees it."""
        return self.served.node


@dataclass(kw_only=True)
class Chain:
    """Headquarters, a store and its registers."""

    headquarters: Member
    store: Member
    registers: list[Member]

    @property
    def all(self) -> list[Member]:
        """Every node, parents first."""
        return [self.headquarters, self.store, *self.registers]

    def wait_until_up(self) -> None:
        """Wait until every node answers."""
        for member in self.all:
            until(member.node.is_up)

    def wait_until_settled(self) -> None:
        """Wait until nothing is on its way up any more."""
        self.wait_until_up()
        for member in reversed(self.all[1:]):
            until(member.node.is_settled)


@contextmanager
def chain(folder: Path, *, postgresql: str = "") -> Iterator[Chain]:
    """Bring up a chain whose ways can be cut."""
    port = free_ports(4, among=STORM_PORTS)
    with ExitStack() as stack:
        headquarters = _found(folder / "headquarters", port, postgresql)
        members = [Member(name="headquarters", served=_served(headquarters, stack))]
        until(headquarters.is_up)
        members += _join(["1"], members[0], members[0].node, port + 1, stack)
        members += _join(["1-1", "1-2"], members[0], members[1].node, port + 2, stack)
        put_together = Chain(headquarters=members[0], store=members[1], registers=members[2:])
        put_together.wait_until_settled()
        yield put_together


def _found(folder: Path, port: int, postgresql: str) -> Node:
    folder.parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.processes.founding", str(folder), str(port), postgresql],
        cwd=SOURCE.parent,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return _node(folder, port)


def _node(folder: Path, port: int) -> Node:
    token = (folder / "keys/api.token").read_text()
    return Node(url=f"http://127.0.0.1:{port}", token=token, folder=folder)


def _served(node: Node, stack: ExitStack) -> Served:
    served = Served(node, start("serve", str(node.folder), log=node.folder / "tillbook.log"))
    stack.callback(served.stop)
    return served


def _join(
    numbers: list[str], headquarters: Member, parent: Node, port: int, stack: ExitStack
) -> list[Member]:
    """Let places join their parent over ways of their own, side by side."""
    joining = []
    for offset, number in enumerate(numbers):
        folder = headquarters.node.folder.with_name(f"place-{number}")
        asked = {"register": number} if "-" in number else {"store": number}
        code = headquarters.node.ask("POST", "/nodes/codes", asked).body["code"]
        url, way = stack.enter_context(lossy_way(parent.url))
        arguments = ("enroll", code, "--parent", url, "--dir", str(folder))
        log = folder.with_name(f"{folder.name}.log")
        process = start(*arguments, "--port", str(port + offset), log=log)
        joining.append((number, folder, port + offset, way, process, log))
    members = []
    for number, folder, at, way, process, log in joining:
        assert process.wait(timeout=DEADLINE_S) == 0, log.read_text()
        shutil.copytree(headquarters.node.folder / "static", folder / "static")
        served = _served(_node(folder, at), stack)
        members.append(Member(name=number, served=served, way=way))
    for member in members:
        node = member.node
        until(node.is_up)
    return members


@dataclass(kw_only=True)
class Writer:
    """Somebody who creates and edits customers at one node, and asks again until it is said."""

    node: Node
    word: str
    mark: int
    pause_s: float
    #: Number of the store that it writes for; empty at a register, which knows its own.
    store: str = ""
    #: id -> last confirmed name, and how many writes of it were confirmed.
    names: dict[str, str] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Write until told to stop; what was begun is brought to its end."""
        chance, number = random.Random(self.mark), 0  # noqa: S311  (nothing secret)
        new = {"store": self.store} if self.store else {}
        while not self.stopping.is_set():
            number += 1
            name = f"{self.word} {self.mark} {number}"
            if self.names and chance.random() < 0.3:
                id = chance.choice(list(self.names))
                self._insist("PATCH", f"/customers/{id}", {"name": name}, key=name)
            else:
                id = self._insist("POST", "/customers", new | {"name": name}, key=name).body["id"]
            self.names[id] = name
            self.writes[id] = self.writes.get(id, 0) + 1
            self.stopping.wait(self.pause_s)

    def _insist(self, method: str, path: str, body: dict[str, str], *, key: str) -> Answer:
        deadline = time.monotonic() + DEADLINE_S
        while True:
            try:
                answer = self.node.ask(method, path, body, Idempotency_Key=key)
                if answer.status in (200, 201):
                    return answer
                assert answer.status >= 500, answer.body
            except _BROKEN:
                pass
            self.broken += 1
            assert time.monotonic() < deadline, f"{method} {path} was not said in time"
            time.sleep(0.1)


@contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """Let writers work during a block; afterwards all that they began is confirmed."""
    threads = [threading.Thread(target=writer.work) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for writer in writers:
            writer.stopping.set()
        for thread in threads:
            thread.join()


def kill_worker(member: Member) -> None:
    """Kill the process that holds the database; it is gone, and another one comes."""
    until(member.node.is_up)
    before = member.served.worker
    member.served.kill_worker()
    until(lambda: not alive(before))
    until(lambda: member.served.worker != before)


def cut_power(member: Member) -> None:
    """Kill everything of a node; nobody answers there until it is started again."""
    until(member.node.is_up)
    pids = member.served.pids
    member.served.kill()
    assert not any(alive(pid) for pid in pids)
    assert not member.node.is_up()
    member.served.start_again()


def hang(member: Member) -> None:
    """Let a node hang: it takes connections and says nothing."""
    until(member.node.is_up)

    def hangs() -> bool:
        # Again, for a worker that was only just started.
        member.served.signal(signal.SIGSTOP)
        return member.node.is_silent(for_s=HOLD_S)

    try:
        until(hangs)
    finally:
        member.served.signal(signal.SIGCONT)


def cut_way(member: Member) -> None:
    """Cut the way to the parent until somebody noticed."""
    assert member.way is not None
    way = member.way
    way.cut()
    try:
        until(lambda: way.refused > 0)
        time.sleep(HOLD_S)
    finally:
        way.mend()


def lose_answer(member: Member) -> None:
    """Lose the answer to an upload that the parent took."""
    assert member.way is not None
    way, before = member.way, len(member.way.lost)
    way.lose_next("/operations")
    until(lambda: len(way.lost) > before)


Fault = Callable[[Member], None]


def befall(chain: Chain, *, faults: int, seed: int) -> list[str]:
    """Let faults befall the chain, one after the other; return what happened.

    Every node is killed, hangs and is cut off before chance decides.
    """
    chance = random.Random(seed)  # noqa: S311  (nothing secret)
    with_parent = [chain.store, *chain.registers]
    planned: list[tuple[Fault, Member]] = [
        (kill_worker, chain.headquarters),
        (cut_way, chain.registers[0]),
        (kill_worker, chain.store),
        (lose_answer, chain.registers[1]),
        (kill_worker, chain.registers[0]),
        (hang, chain.headquarters),
        (cut_power, chain.registers[1]),
        (lose_answer, chain.store),
        (hang, chain.store),
        (kill_worker, chain.headquarters),
        (cut_power, chain.store),
        (cut_way, chain.registers[1]),
    ]
    while len(planned) < faults:
        drawn: Fault = chance.choice((kill_worker, cut_power, hang, cut_way))
        planned.append((drawn, chance.choice(with_parent if drawn is cut_way else chain.all)))
    for fault, member in planned[:faults]:
        fault(member)
    return [f"{fault.__name__} {member.name}" for fault, member in planned[:faults]]


def customers_at(node: Node, word: str) -> dict[str, bytes]:
    """Return every customer whose name has a word as a node shows them, in bytes."""
    found: dict[str, bytes] = {}
    path = f"/customers?search={word}&scope=node&limit=100"
    cursor = ""
    while True:
        page: dict[str, Any] = node.ask("GET", path + cursor).body
        for item in page["items"]:
            customer = item["customer"]
            found[customer["id"]] = json.dumps(customer, ensure_ascii=False).encode()
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def _shows_all(node: Node, word: str, truth: dict[str, bytes]) -> bool:
    return customers_at(node, word) == truth


def assert_nothing_lost_and_nothing_doubled(
    chain: Chain, writers: list[Writer], word: str
) -> dict[str, bytes]:
    """Prove that all nodes show the same customers, each one as it was last confirmed."""
    names = {id: name for writer in writers for id, name in writer.names.items()}
    writes = {id: count for writer in writers for id, count in writer.writes.items()}
    truth = customers_at(chain.headquarters.node, word)
    assert set(truth) == set(names)
    documents = {id: json.loads(content) for id, content in truth.items()}
    assert {id: one["name"] for id, one in documents.items()} == names
    numbers = {one["account_number"] for one in documents.values()}
    assert len(numbers) == len(truth)
    assert all(numbers)
    for member in chain.all[1:]:
        node = member.node
        until(partial(_shows_all, node, word, truth), within_s=30)
    for id, count in writes.items():
        history = chain.headquarters.node.ask("GET", f"/customers/{id}/history").body
        assert len(history["items"]) == count, history
    return truth
