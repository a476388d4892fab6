"""Processes are killed, hang and lose their ways while everybody writes: nothing is lost or doubled."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.postgresql import USER, private_server
from tests.processes import storm
from tests.processes.running import unheard_of_name, until
from tests.processes.storm import Chain, Writer

pytestmark = pytest.mark.timeout(600)

DATABASES = ["sqlite", "postgresql"]


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """Give the address of headquarters' database; empty for its own file."""
    with nullcontext() if kind == "sqlite" else private_server() as socket:
        if socket is None:
            yield ""
            return
        with psycopg.connect(host=str(socket), user=USER, dbname="postgres") as connection:
            connection.autocommit = True
            connection.execute("CREATE DATABASE storm")
        yield f"postgresql://{USER}@{quote(str(socket), safe='')}/storm"


def _writers(chain: Chain, word: str, *, pause_s: float) -> list[Writer]:
    """One at each register, two at headquarters: its packager reads while they write."""
    places = [(register.node, "") for register in chain.registers]
    places += [(chain.headquarters.node, "1")] * 2
    return [
        Writer(node=node, word=word, mark=mark, pause_s=pause_s, store=store)
        for mark, (node, store) in enumerate(places)
    ]


def _weather(chain: Chain, *, faults: int, seed: int, pause_s: float) -> None:
    word = unheard_of_name()
    writers = _writers(chain, word, pause_s=pause_s)
    with storm.writing(writers):
        happened = storm.befall(chain, faults=faults, seed=seed)
    assert len(happened) == faults
    assert sum(writer.broken for writer in writers) > 0
    chain.wait_until_settled()
    truth = storm.assert_nothing_lost_and_nothing_doubled(chain, writers, word)
    assert len(truth) > faults
    writes = sum(sum(writer.writes.values()) for writer in writers)
    print(f"{faults} faults, {writes} writes, {len(truth)} customers")  # noqa: T201


@pytest.mark.rule("AR-088")
@pytest.mark.parametrize("kind", DATABASES)
def test_twelve_faults_under_load_lose_and_double_nothing(kind: str, tmp_path: Path) -> None:
    with _database(kind) as address, storm.chain(tmp_path / "c", postgresql=address) as chain:
        _sell_past_a_dead_store(chain)
        _weather(chain, faults=12, seed=1, pause_s=0.2)


def _sell_past_a_dead_store(chain: Chain) -> None:
    """Let a register get its number from headquarters while its store is gone."""
    till = chain.registers[0].node
    chain.store.served.kill()
    saved = [till.save(unheard_of_name()).body["id"] for _ in range(2)]
    numbers = {till.wait_for_number(id) for id in saved}
    assert len(numbers) == 2
    assert not chain.store.node.is_up()
    chain.store.served.start_again()
    until(chain.store.node.is_up)
    for id in saved:
        until(partial(_shows, chain, id))


def _shows(chain: Chain, id: str) -> bool:
    customer = chain.store.node.ask("GET", f"/customers/{id}").body
    return bool(customer.get("sync_state") == "synced")


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", DATABASES)
def test_three_hundred_faults_under_load_lose_and_double_nothing(kind: str, tmp_path: Path) -> None:
    with _database(kind) as address, storm.chain(tmp_path / "c", postgresql=address) as chain:
        for seed in range(10):
            _weather(chain, faults=30, seed=seed, pause_s=0.1)
