"""`tillbook bench`: what it measures on a small scale, and that it loses and doubles nothing.

That a floor is the faster one is not asked here: beside other tests, chance decides over so few.
"""

import json
from typing import Any

import pytest

from tests.processes.conftest import Demo
from tests.processes.running import run

pytestmark = pytest.mark.timeout(600)


def _measured(*arguments: str) -> dict[str, Any]:
    done = run("bench", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_deciding_is_measured_beside_the_same_rows_by_raw_sql() -> None:
    found = _measured("decide", "--count", "60", "--batch", "20")
    assert found["database"] == "sqlite"
    assert found["operations"] == 60
    assert found["share_of_floor"] > 0


def test_tills_that_come_back_lose_and_double_nothing(demo: Demo) -> None:
    folder = str(demo.headquarters.node.folder.parent)
    found = _measured("outage", "--dir", folder, "--tills", "4", "--count", "40")
    assert (found["creations"], found["lost"], found["doubled"], found["refused"]) == (40, 0, 0, 0)
    assert found["converted_s"] < 30


def test_what_is_saved_in_one_store_is_found_in_the_other(demo: Demo) -> None:
    found = _measured("spread", "--dir", str(demo.headquarters.node.folder.parent), "--count", "3")
    assert found["floor_p95_ms"] > 0
    assert 0 < found["found_elsewhere_p95_ms"] < 20_000


def test_a_customer_is_weighed_on_the_wire(demo: Demo) -> None:
    found = _measured("wire", "--dir", str(demo.headquarters.node.folder.parent))
    assert 0 < found["up_bytes"] < found["document_bytes"]
    assert 0 < found["down_bytes"] < found["document_bytes"]


def test_creating_is_measured_with_several_clients_beside_the_same_rows_raw(demo: Demo) -> None:
    register = demo.headquarters.node.folder.parent / "register-1-1"
    found = _measured("create", "--dir", str(register), "--count", "8")
    assert found["customers"] >= 20
    for clients in (1, 4, 8):
        figures = found[f"clients_{clients}"]
        for of in ("", "floor_"):
            p50, p95, p99 = (figures[f"{of}{name}"] for name in ("p50", "p95", "p99"))
            assert 0 < p50 <= p95 <= p99
            assert figures[f"{of}per_s"] > 0
