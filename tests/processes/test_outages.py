"""One customer, from a till to headquarters, while headquarters, tills and answers fail."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.processes.conftest import Demo
from tests.processes.proxy import Losses, lossy_way
from tests.processes.running import Node, Served, free_ports, run, unheard_of_name, until

pytestmark = pytest.mark.timeout(600)
#: The patience of a save is 2.5 s; the rest is for a busy machine.
PATIENCE_S = 4.0
AT_ONCE_S = 1.0


@contextmanager
def _hanging(served: Served) -> Iterator[None]:
    """Let a node hang: it takes connections and never answers."""
    served.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        served.signal(signal.SIGCONT)


@contextmanager
def _killed(demo: Demo) -> Iterator[None]:
    """Take headquarters away as a power cut would; serve its folder again afterwards."""
    node = demo.headquarters.node
    demo.headquarters.kill()
    try:
        yield
    finally:
        demo.headquarters = Served.begin(node)


@pytest.mark.rule("AR-061")
def test_a_save_gets_its_number_and_is_found_in_the_other_store(demo: Demo) -> None:
    name = unheard_of_name()
    saved = demo.registers[0].node.save(name)
    assert saved.body["sync_state"] == "synced"
    assert saved.body["account_number"]
    elsewhere = demo.registers[2].node
    [found] = until(lambda: elsewhere.find(name))
    assert found["account_number"] == saved.body["account_number"]


@pytest.mark.rule("AR-064")
def test_a_save_is_pending_while_headquarters_hangs_and_waits_only_once(demo: Demo) -> None:
    till, names = demo.registers[0].node, [unheard_of_name(), unheard_of_name()]
    with _hanging(demo.headquarters):
        first, second = till.save(names[0]), till.save(names[1])
        for saved in (first, second):
            assert saved.body["sync_state"] == "pending"
            assert not saved.body["account_number"]
            assert till.customer(saved.body["id"])["sync_state"] == "pending"
        assert first.seconds < PATIENCE_S
        assert second.seconds < AT_ONCE_S
    numbers = {till.wait_for_number(one.body["id"]) for one in (first, second)}
    assert len(numbers) == 2
    for name in names:
        assert len(demo.headquarters.node.find(name)) == 1


@pytest.mark.rule("AR-064")
@pytest.mark.rule("AR-087")
def test_a_save_made_while_headquarters_is_gone_is_sent_by_itself(demo: Demo) -> None:
    till, name = demo.registers[1], unheard_of_name()
    with _killed(demo):
        command = f"tillbook serve {demo.headquarters.node.folder}"
        until(lambda: command in demo.log.read_text())
        saved = till.node.save(name)
        assert saved.seconds < PATIENCE_S
        assert saved.body["sync_state"] == "pending"
        assert till.node.save(unheard_of_name()).seconds < AT_ONCE_S
        # Also after the application was started anew.
        _crash(till)
        assert till.node.customer(saved.body["id"])["sync_state"] == "pending"
    assert till.node.wait_for_number(saved.body["id"])
    assert len(demo.headquarters.node.find(name)) == 1


@pytest.mark.rule("AR-080")
def test_killing_the_register_right_after_saved_loses_nothing(demo: Demo) -> None:
    till = demo.registers[0]
    saved = []
    for _ in range(3):
        name = unheard_of_name()
        saved.append((till.node.save(name).body["id"], name))
        till.kill()
        demo.registers[0] = till = Served.begin(till.node)
        assert [found["id"] for found in till.node.find(name)] == [saved[-1][0]]
    for id, name in saved:
        assert till.node.wait_for_number(id)
        assert len(demo.headquarters.node.find(name)) == 1


def _crash(served: Served) -> None:
    before = served.worker
    served.kill_worker()
    until(lambda: served.worker != before)
    until(served.node.is_up)


@pytest.mark.rule("AR-088")
def test_an_upload_that_breaks_off_loses_and_doubles_nothing(demo: Demo) -> None:
    till, headquarters = demo.registers[2].node, demo.headquarters
    _switch(till, "disconnected")
    names = [unheard_of_name() for _ in range(25)]
    saved = [till.save(name).body["id"] for name in names]
    breaking = threading.Thread(target=_crash, args=(headquarters,))
    breaking.start()
    _switch(till, "connected")
    breaking.join()
    numbers = {till.wait_for_number(id) for id in saved}
    assert len(numbers) == len(saved)
    for name in names:
        assert len(headquarters.node.find(name)) == 1


def test_disconnecting_by_hand_makes_saves_wait_until_somebody_connects(demo: Demo) -> None:
    till, name = demo.registers[1].node, unheard_of_name()
    _switch(till, "disconnected")
    saved = till.save(name)
    assert saved.seconds < AT_ONCE_S
    assert saved.body["sync_state"] == "pending"
    _crash(demo.registers[1])
    assert till.parent_state == "disconnected"
    assert demo.headquarters.node.find(name) == []
    _switch(till, "connected")
    assert till.wait_for_number(saved.body["id"])


def _switch(node: Node, state: str) -> None:
    answer = node.ask("POST", "/connection", {"state": state})
    assert answer.status == 200, answer.body


@pytest.mark.rule("AR-066")
def test_lost_answers_make_no_second_device_and_no_second_customer(
    demo: Demo, tmp_path: Path
) -> None:
    headquarters, store = demo.headquarters.node, demo.stores[0].node
    devices = len(headquarters.ask("GET", "/nodes").body["items"])
    with lossy_way(store.url) as (way, losses):
        till = _join_with_a_lost_answer(headquarters, tmp_path / "till", way, losses)
        assert len(headquarters.ask("GET", "/nodes").body["items"]) == devices + 1
        served = Served.begin(till)
        try:
            _save_with_a_lost_answer(till, headquarters, losses)
        finally:
            served.stop()


def _join_with_a_lost_answer(headquarters: Node, folder: Path, way: str, losses: Losses) -> Node:
    code = run("enroll", "--new", "1-2", "--dir", str(headquarters.folder)).stdout.strip()
    port = free_ports(1)
    join = ("enroll", code, "--parent", way, "--dir", str(folder), "--port", str(port))
    losses.lose_next("/enrol")
    assert run(*join).returncode == 1
    assert losses.lost == [200]
    joined = run(*join)
    assert joined.returncode == 0, joined.stderr
    token = (folder / "keys/api.token").read_text()
    return Node(url=f"http://127.0.0.1:{port}", token=token, folder=folder)


def _save_with_a_lost_answer(till: Node, headquarters: Node, losses: Losses) -> None:
    until(lambda: till.parent_state == "online" and till.find("Standardkund"))
    name = unheard_of_name()
    # All of them until it is saved: who saves and the loop of uploads may both ask.
    losses.lose_next("/operations", times=100)
    saved = till.save(name)
    losses.lose_next("/operations", times=0)
    assert len(losses.lost) > 1
    assert set(losses.lost) == {200}
    assert saved.body["sync_state"] == "pending"
    [made] = headquarters.find(name)
    assert till.wait_for_number(saved.body["id"]) == made["account_number"]
    assert len(headquarters.find(name)) == 1


@pytest.mark.rule("AR-093")
def test_a_customer_is_found_at_its_till_at_once_and_has_its_number_in_the_channel_soon(
    demo: Demo,
) -> None:
    till, channel = demo.registers[0].node, demo.stores[0].node
    found_s, numbered_s = [], []
    for _ in range(20):
        name = unheard_of_name()
        saved = till.save(name)
        began = time.monotonic()
        until(partial(till.find, name))
        found_s.append(time.monotonic() - began)
        until(partial(_has_number, channel, saved.body["id"]))
        numbered_s.append(time.monotonic() - began)
    assert max(found_s) < AT_ONCE_S
    assert sorted(numbered_s)[int(0.95 * len(numbered_s)) - 1] < 60.0


def _has_number(node: Node, id: str) -> bool:
    answer = node.ask("GET", f"/customers/{id}")
    return answer.status == 200 and bool(answer.body["account_number"])
