"""Starting a node that must not be started: each time a clear message, nothing changed."""

import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.processes.running import Node, Served, alive, free_ports, run, start, until

pytestmark = pytest.mark.timeout(600)


def _init(folder: Path, port: int) -> Node:
    done = run("init", str(folder), "--port", str(port))
    assert done.returncode == 0, done.stderr
    token = (folder / "keys/api.token").read_text()
    return Node(url=f"http://127.0.0.1:{port}", token=token, folder=folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """Make a headquarters is not served and must not be changed."""
    return _init(tmp_path_factory.mktemp("nodes") / "made", free_ports(1))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a headquarters."""
    served = Served.begin(_init(tmp_path_factory.mktemp("nodes") / "served", free_ports(1)))
    yield served
    served.stop()


@pytest.fixture
def copy(made: Node, tmp_path: Path) -> Path:
    """Copy a headquarters' folder, to be damaged."""
    return Path(shutil.copytree(made.folder, tmp_path / "copy"))


def _refused(*arguments: str) -> str:
    done = run(*arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_a_port_in_use_is_named_with_the_next_step(made: Node) -> None:
    port = int(made.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)):
        said = _refused("serve", str(made.folder))
    assert f"Port {port} on 127.0.0.1 cannot be used" in said
    assert f"--port {port + 1}" in said


def test_a_folder_that_is_served_cannot_be_served_again(served: Served) -> None:
    said = _refused("serve", str(served.node.folder), "--port", str(free_ports(1)))
    assert "in use by another process" in said
    assert served.node.is_up()


def test_configuration_is_exported_and_imported_at_the_command_line(
    served: Served, tmp_path: Path
) -> None:
    node, file = str(served.node.folder), tmp_path / "chain.json"
    assert run("export", "configuration", node, "--output", str(file)).returncode == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    document["kinds"]["address_book"] = [{"code": "north", "name": "North"}]
    file.write_text(json.dumps(document), encoding="utf-8")

    would, does = (
        run("import", "configuration", node, str(file), *more) for more in (["--dry-run"], [])
    )

    assert "+ address_book north: code, name" in would.stdout
    assert "Nothing was written." in would.stdout
    assert "1 changed" in does.stdout
    document["kinds"]["gift_wrap"] = []
    file.write_text(json.dumps(document), encoding="utf-8")
    assert "does not know the kind 'gift_wrap'" in _refused(
        "import", "configuration", node, str(file)
    )
    whole = json.dumps(document | {"kinds": {}}, indent=1)
    file.write_text(f"\N{BYTE ORDER MARK}{whole}", encoding="utf-8")
    assert run("import", "configuration", node, str(file)).returncode == 0
    file.write_text(whole.replace('"version"', 'version"'), encoding="utf-8")
    said = _refused("import", "configuration", node, str(file))
    assert "at line 3, column 2" in said
    assert "Nothing was changed." in said
    assert f"--output {file.name}" not in said.replace(f"{file.parent}/", "")
    said = _refused("export", "configuration", node, "--output", str(tmp_path / "no/chain.json"))
    assert "cannot be written" in said
    # Python can read the first, so it would go on its way to headquarters; not the second.
    for depth in (900, 100_000):
        file.write_text("[" * depth + "]" * depth, encoding="utf-8")
        said = _refused("import", "configuration", node, str(file))
        assert "Nothing was changed." in said
        assert "Traceback" not in said


def test_a_wrong_database_key_is_named_and_nothing_is_changed(copy: Path) -> None:
    before = (copy / "tillbook.db").read_bytes()
    (copy / "keys/database.key").write_text("ab" * 32)
    said = _refused("serve", str(copy))
    assert "The key does not open the database" in said
    assert "Put back the key file" in said
    assert (copy / "tillbook.db").read_bytes() == before


def test_the_database_of_another_node_is_refused(copy: Path, served: Served) -> None:
    other = served.node.folder
    for name in ("tillbook.db", "keys/database.key"):
        shutil.copyfile(other / name, copy / name)
    for name in ("tillbook.db-wal", "tillbook.db-shm"):
        if (other / name).exists():
            shutil.copyfile(other / name, copy / name)
    assert "belongs to another node" in _refused("serve", str(copy))


def test_a_missing_database_is_not_replaced_by_an_empty_one(copy: Path) -> None:
    (copy / "tillbook.db").unlink()
    assert "is missing" in _refused("serve", str(copy))
    assert not (copy / "tillbook.db").exists()


def test_a_key_that_others_may_read_is_refused(copy: Path) -> None:
    (copy / "keys/signing.key").chmod(0o644)
    said = _refused("serve", str(copy))
    assert "may be read by others" in said
    assert "chmod 600" in said


def test_a_folder_without_a_node_names_both_ways_to_make_one(tmp_path: Path) -> None:
    said = _refused("serve", str(tmp_path))
    assert "tillbook init" in said
    assert "tillbook enroll" in said


def test_init_refuses_a_node_and_a_foreign_folder(made: Node, tmp_path: Path) -> None:
    assert "is a node already" in _refused("init", str(made.folder))
    (tmp_path / "letter.txt").write_text("Dear")
    said = _refused("init", str(tmp_path))
    assert "it holds 'letter.txt'" in said
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_init_that_was_killed_is_no_node_and_can_be_repeated(tmp_path: Path) -> None:
    folder, port = tmp_path / "node", free_ports(1)
    process = start("init", str(folder), "--port", str(port), log=tmp_path / "output")
    until((folder / "node.json.unfinished").exists)
    process.kill()
    process.wait()
    assert "not a node's folder" in _refused("serve", str(folder))
    node = _init(folder, port)
    assert not (folder / "node.json.unfinished").exists()
    assert node.token.startswith("tb_")


def test_a_database_server_that_is_away_is_named(tmp_path: Path) -> None:
    away = f"postgresql://someone@127.0.0.1:{free_ports(1)}/tillbook"
    said = _refused("init", str(tmp_path / "node"), "--postgresql", away)
    assert "The database cannot be opened" in said
    assert not (tmp_path / "node/node.json").exists()


def test_several_workers_need_postgresql(made: Node) -> None:
    assert "PostgreSQL" in _refused("serve", str(made.folder), "--workers", "2")


def test_a_wrong_code_and_an_unreachable_parent_leave_no_node(
    served: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "till"
    wrong = ("enroll", "AAAA-BBBB-CCCC-DDDD-EEEE", "--dir", str(folder), "--parent")
    assert "This enrolment code cannot be used" in _refused(*wrong, served.node.url)
    nobody = f"http://127.0.0.1:{free_ports(1)}"
    assert f"There is no answer from {nobody}" in _refused(*wrong, nobody)
    assert not (folder / "node.json").exists()


def test_a_code_needs_a_place_that_exists(made: Node, served: Served) -> None:
    for node in (made, served.node):
        assert "9-9" in _refused("enroll", "--new", "9-9", "--dir", str(node.folder))


def test_status_says_how_a_node_stands_or_how_to_start_it(made: Node, served: Served) -> None:
    done = run("status", str(served.node.folder), "--json")
    assert '"role": "headquarters"' in done.stdout
    silent = run("status", str(made.folder))
    assert (done.returncode, silent.returncode) == (0, 3)
    assert f"tillbook serve {made.folder}" in "".join(silent.stderr.split("\n"))


def test_why_says_where_a_customer_is_or_that_nobody_is_found(served: Served) -> None:
    folder = str(served.node.folder)
    nobody = run("why", "Nepomuk", "--node", folder)
    unknown = run("why", "0197a0c2-7d1e-7b60-9d3e-52f4c1a8e7b1", "--node", folder, "--json")
    assert (nobody.returncode, unknown.returncode) == (3, 1)
    assert "Nobody is found" in nobody.stdout
    assert '"ways": []' in unknown.stdout


def test_reindex_makes_the_search_index_anew_while_the_node_works(served: Served) -> None:
    done = run("reindex", str(served.node.folder), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["done"] == found["total"]


def test_a_new_token_opens_the_api(served: Served) -> None:
    done = run("token", str(served.node.folder), "--role", "cashier")
    node = Node(url=served.node.url, token=done.stdout.strip(), folder=served.node.folder)
    assert node.is_up()


def _crash(served: Served) -> None:
    before = served.worker
    served.kill_worker()
    until(lambda: served.worker != before)


def _log(served: Served) -> str:
    return (served.node.folder / "tillbook.log").read_text()


def test_a_worker_that_crashes_is_replaced_also_when_its_successors_crash_at_once(
    served: Served,
) -> None:
    server = served.pids[0]
    for _ in range(3):
        _crash(served)
    until(served.node.is_up)
    assert served.pids[0] == server
    assert "server_begins_again" in _log(served)


@pytest.fixture(scope="module")
def short_lived(made: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a copy of a headquarters, whose server may be killed."""
    folder = shutil.copytree(made.folder, tmp_path_factory.mktemp("nodes") / "short")
    served = Served.begin(replace(made, folder=folder))
    yield served
    served.stop()


def _are_gone(pids: list[int]) -> bool:
    return not any(map(alive, pids))


def test_no_worker_outlives_its_server_not_even_one_that_just_begins(short_lived: Served) -> None:
    for crash_first in (False, True):
        if crash_first:
            _crash(short_lived)
        pids = [short_lived.pids[0], short_lived.worker]
        os.kill(pids[0], signal.SIGKILL)
        until(partial(_are_gone, pids), within_s=1)
        assert not short_lived.node.is_up()
        short_lived.kill()
        short_lived.start_again()
        until(short_lived.node.is_up)


def test_a_server_that_waits_before_it_begins_again_ends_when_told(short_lived: Served) -> None:
    _crash(short_lived)
    short_lived.kill_worker()
    until(lambda: "server_begins_again" in _log(short_lived))
    short_lived.stop()
    assert not short_lived.node.is_up()
