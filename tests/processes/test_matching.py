"""`tillbook match` beside a served headquarters: whom it names, and what it says when it cannot."""

import csv
import json
from pathlib import Path

import pytest

from tests.processes.conftest import Demo
from tests.processes.running import Node, run, unheard_of_name

pytestmark = pytest.mark.timeout(600)


def _create(node: Node, name: str, phone: str) -> str:
    entered = {
        "type": "person",
        "name": name,
        "store": "1",
        "contacts": [{"kind": "phone", "value": phone}],
        "addresses": [{"street": "Kvittogatan 7", "city": "Borås", "postal_code": "503 31"}],
    }
    made = node.ask("POST", "/customers", entered)
    assert made.status == 201, made.body
    return str(made.body["id"])


@pytest.mark.pain("No decent way to find duplicates and merge them")
def test_a_customer_who_stands_there_twice_is_named_with_reasons_in_words(
    demo: Demo, tmp_path: Path
) -> None:
    node, last = demo.headquarters.node, unheard_of_name()
    one = _create(node, f"Kristofer {last}", "070-174 06 91")
    other = _create(node, f"Christoffer {last}", "070-174 06 19")
    child = _create(node, f"Agnes {last}", "070-174 06 91")

    done = run("match", str(node.folder), "--out", str(tmp_path / "pairs.csv"), "--json")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "pairs.csv").open(encoding="utf-8", newline="") as lines:
        pairs = {frozenset((row["first"], row["second"])): row for row in csv.DictReader(lines)}

    assert json.loads(done.stdout)["pairs"] == len(pairs)
    assert [row for pair, row in pairs.items() if child in pair] == []
    row = pairs[frozenset((one, other))]
    assert float(row["probability"]) > 0.5
    assert "Same street" in row["for"]
    assert last.lower() not in str(row).lower()
    assert not (node.folder / "matching").exists()

    queued = json.loads(run("match", str(node.folder), "--json").stdout)
    assert 0 < queued["new_in_queue"] <= len(pairs)
    asked = [
        {customer["id"] for customer in pair["customers"]}
        for pair in node.ask("GET", "/duplicates").body["items"]
    ]
    assert {one, other} in asked


def test_a_store_is_told_that_customers_are_matched_at_headquarters(demo: Demo) -> None:
    done = run("match", str(demo.stores[0].node.folder), "--dry-run")

    assert done.returncode == 1
    assert "is not headquarters. Nothing was changed." in " ".join(done.stderr.split())
