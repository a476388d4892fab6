"""The demo's promises: what it prints, that it ends cleanly, that its data stays."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.processes.conftest import CUSTOMERS, Demo, FirstLife
from tests.processes.running import (
    alive,
    free_ports,
    processes_about,
    run,
    start,
    until,
)
from tillbook.cli.demo.holdings import customers_at

pytestmark = pytest.mark.timeout(600)
#: Each of the three stores has a default customer, also the online one.
DEFAULT_CUSTOMERS = 3


def test_the_last_line_describes_every_node(first_life: FirstLife) -> None:
    ready = first_life.ready
    assert set(ready) == {"headquarters", "stores", "registers", "data_dir", "pids"}
    assert set(ready["headquarters"]) == {"url", "user", "password", "api_token", "folder"}
    assert [(store["number"], store["kind"]) for store in ready["stores"]] == [
        ("1", "store"),
        ("2", "store"),
    ]
    assert [(till["id"], till["store"]) for till in ready["registers"]] == [
        ("1-1", "1"),
        ("1-2", "1"),
        ("2-1", "2"),
    ]
    for till in ready["registers"]:
        assert {person["role"] for person in till["staff"]} == {"cashier", "manager"}
        assert all(isinstance(value, str) for one in till["staff"] for value in one.values())
    pids = ready["pids"]
    assert all(isinstance(pid, int) for pid in pids["headquarters"])
    assert [len(pids["stores"]), len(pids["registers"])] == [2, 3]
    assert all(tree and isinstance(tree[0], int) for tree in pids["stores"] + pids["registers"])


def test_the_table_says_who_signs_in_where(first_life: FirstLife) -> None:
    ready, output = first_life.ready, first_life.output
    for node in (ready["headquarters"], *ready["stores"], *ready["registers"]):
        assert node["url"] in output
    for till in ready["registers"]:
        for person in till["staff"]:
            assert f"{person['id']} {person['name']}" in output
            assert f"PIN {person['pin']}" in output


def test_ready_means_that_every_node_holds_all_sample_customers(demo: Demo) -> None:
    for served in demo.all:
        assert customers_at(served.node.folder) >= CUSTOMERS + DEFAULT_CUSTOMERS


def test_ctrl_c_ends_every_process_within_seconds(first_life: FirstLife) -> None:
    assert first_life.left_behind == []
    assert first_life.seconds_to_stop < 15


def test_a_second_start_goes_on_with_the_same_data(demo: Demo, first_life: FirstLife) -> None:
    assert demo.registers[2].node.customer(first_life.customer)["name"] == "Zqfirst Life"
    assert demo.ready["headquarters"]["password"] == first_life.ready["headquarters"]["password"]
    assert customers_at(demo.headquarters.node.folder) < CUSTOMERS + DEFAULT_CUSTOMERS + 100


def test_secrets_are_readable_by_their_owner_only(demo: Demo) -> None:
    folder = Path(demo.ready["data_dir"])
    secret = [folder / "demo.json", *folder.glob("*/keys/*"), *folder.glob("*/node.json")]
    assert len(secret) == 1 + 6 * 4 + 6
    assert {oct(path.stat().st_mode & 0o777) for path in secret} == {"0o600"}


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"sea")
    done = run("demo", "--dir", str(tmp_path), "--port-base", str(free_ports(6)))
    assert done.returncode == 1
    assert "not empty and holds no demo" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_taken_port_is_told_with_the_demos_own_option_and_binds_nobody_to_it(
    tmp_path: Path,
) -> None:
    folder, base = tmp_path / "chain", free_ports(6)
    with socket.create_server(("127.0.0.1", base + 5)):
        done = run("demo", "--dir", str(folder), "--port-base", str(base))
    assert done.returncode == 1
    assert f"Port {base + 5} on 127.0.0.1 cannot be used" in done.stderr
    assert f"demo --dir {folder} --port-base {base + 100}" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["lock"]


def _interrupted(folder: Path, base: int, number: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a demo and send it a signal as soon as its first node is being served."""
    process = start(
        *("demo", "--dir", str(folder), "--port-base", str(base), "--customers", "5"),
        log=folder.with_name("output"),
    )
    until(lambda: len(processes_about(folder / "headquarters")) >= 2)
    os.kill(process.pid, number)
    process.wait(timeout=30)
    return process


def test_a_set_up_that_is_killed_or_interrupted_leaves_no_process_and_goes_on(
    tmp_path: Path,
) -> None:
    folder, base = tmp_path / "chain", free_ports(6)
    _interrupted(folder, base, signal.SIGKILL)
    until(lambda: not processes_about(folder), within_s=15)
    began = time.monotonic()
    process = _interrupted(folder, base, signal.SIGINT)
    assert process.returncode == 0
    assert processes_about(folder) == []
    assert time.monotonic() - began < DEADLINE_OF_INTERRUPTION_S
    assert not alive(process.pid)


DEADLINE_OF_INTERRUPTION_S = 40
