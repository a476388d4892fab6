"""How long it takes after an outage until everything that many tills created has its number."""

import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tillbook.cli import django_node
from tillbook.cli.bench import devices, floor
from tillbook.cli.bench.devices import Device
from tillbook.cli.bench.till import Till
from tillbook.cli.calls import Api
from tillbook.cli.demo.children import ChildFailed, pause
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.errors import ParentBusy, ParentDistrusts
from tillbook.exchange.parent_link import Answer, Link
from tillbook.nodes.identity import Identity, NodeRole, make_keys
from tillbook.nodes.this_node import ThisNode

#: A register of each store that has a node; its simulated colleagues join there.
_PLACES = (("1", "1-1"), ("2", "2-1"))
_TEMPLATES = 60
_GIVEN_UP_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offline:
    """A till with a link to its store, and what it created while that was cut."""

    link: Link
    made: Sequence[tuple[UUID, Signed]]

    def wait_until_known(self) -> None:
        """Wait until the store was told of the new device."""
        while True:
            try:
                self.link.send([], patience=NONE)
            except ParentDistrusts:
                pause()
            else:
                return

    def come_back(self) -> list[Answer]:
        """Send everything; come again as a busy store asks."""
        while True:
            try:
                return self.link.send([signed for _, signed in self.made], patience=NONE)
            except ParentBusy as error:
                pause(error.retry_after_s * (0.5 + secrets.randbelow(1000) / 1000))


def measure(folder: Path, *, tills: int, count: int) -> dict[str, Any]:
    """Let simulated tills of both stores come back at once with `count` creations in all."""
    headquarters = folder / "headquarters"
    django_node.load(headquarters)
    from tillbook.config.wiring import install_node

    install_node(headquarters)
    word = f"Zq{secrets.token_hex(5)}"
    offline = list(_tills(folder, tills, count, word))
    for till in offline:
        till.wait_until_known()
    stores = [Till(folder / f"store-{store}") for store, _ in _PLACES]
    began = time.perf_counter()
    with ThreadPoolExecutor(tills) as pool:
        taken = list(pool.map(_Offline.come_back, offline))
    taken_s = time.perf_counter() - began
    _wait_until_converted(stores, began)
    converted_s = time.perf_counter() - began
    answers = [answer for till in offline for answer in till.come_back()]
    entities = [str(entity) for till in offline for entity, _ in till.made]
    raw_s = sum(floor.write(*floor.rows_of(headquarters, entities)))
    return {
        "tills": tills,
        "creations": len(entities),
        "taken_s": round(taken_s, 2),
        "converted_s": round(converted_s, 2),
        "floor_s": round(raw_s, 2),
        "converted_to_floor": round(converted_s / raw_s, 1),
        "refused": sum(bool(answer.refused) for batch in taken for answer in batch),
        **_losses(
            Api.of_folder(headquarters),
            [_word_of(word, number) for number in range(tills)],
            answers,
            entities,
        ),
    }


def _tills(folder: Path, tills: int, count: int, word: str) -> Iterator[_Offline]:
    """Enrol the tills, half at each store, and let them create while nobody answers."""
    api = Api.of_folder(folder / "headquarters")
    for number in range(tills):
        store, register = _PLACES[number % len(_PLACES)]
        patches = devices.templates(store, limit=_TEMPLATES)
        mine = count // tills + (number < count % tills)
        link, device = _enrol(api, Api.of_folder(folder / f"store-{store}"), register)
        new = devices.customers(patches, mine, word=_word_of(word, number))
        made = [(entity, device.create(patch, entity)) for entity, patch in new]
        yield _Offline(link=link, made=made)


def _enrol(headquarters: Api, store: Api, register: str) -> tuple[Link, Device]:
    from tillbook.cli.enroll import ask
    from tillbook.exchange.links.http_client import HttpLink

    with tempfile.TemporaryDirectory(prefix="tillbook-bench-") as folder:
        keys = make_keys(Path(folder))
    code = str(headquarters.ask("POST", "/nodes/codes", {"register": register})["code"])
    admitted = ask(code, keys, parent=store.url)
    identity = Identity(
        id=admitted.node,
        role=NodeRole.REGISTER,
        name=admitted.name,
        headquarters=admitted.headquarters,
        headquarters_key=admitted.headquarters_key,
        database=uuid4(),
        parent=admitted.parent,
        parent_url=store.url,
        store=admitted.store,
        register=admitted.register,
    )
    node = ThisNode(identity=identity, keys=keys, folder=Path())
    device = Device(
        node=admitted.node,
        store=admitted.store or admitted.parent,
        register=admitted.register,
        signing=keys.signing,
    )
    return HttpLink(node, parent=admitted.parent, url=store.url), device


def _wait_until_converted(stores: Sequence[Till], began: float) -> None:
    """Wait until nothing waits for headquarters in any store."""
    while any(store.ask("GET", "/status")["pending"] for store in stores):
        if time.perf_counter() - began > _GIVEN_UP_S:
            raise ChildFailed("Not all creations got their numbers within two minutes.")
        pause(0.05)


def _word_of(word: str, till: int) -> str:
    """Name what one till makes: no search returns everything that a chain has."""
    return f"{word}x{till:04}"


def _losses(
    headquarters: Api, words: Sequence[str], answers: Sequence[Answer], entities: Sequence[str]
) -> dict[str, int]:
    """Count what headquarters does not have, and what it has twice."""
    numbers = [
        answer.verdict.assigned.get("account_number") if answer.verdict else None
        for answer in answers
    ]
    given = [number for number in numbers if number]
    found = [id for word in words for id in _found(headquarters, word)]
    return {
        "lost": len(set(entities) - set(found)) + len(numbers) - len(given),
        "doubled": len(found) - len(set(entities)) + len(given) - len(set(given)),
    }


def _found(headquarters: Api, word: str) -> list[str]:
    """Return the ids of all customers at headquarters whose name has a word."""
    found: list[str] = []
    cursor = ""
    while True:
        path = f"/customers?search={word}&scope=node&limit=100{cursor}"
        page = headquarters.ask("GET", path)
        found += [item["customer"]["id"] for item in page["items"]]
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"
