"""The relevance set: who has to stand first for what people type, in three languages.

The data lies beside, for whoever wants to read or add to it: `customers.toml` and `queries.toml`.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.conftest import MARKS, Chain

pytestmark = MARKS
DATA = Path(__file__).parent
FEWEST_QUERIES = 150
FIRST_HITS = 0.98
_LISTS = {"phones": "phone", "emails": "email"}
_ADDRESS = ("street", "street_number", "postal_code", "city")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is entered to create a customer of the set."""
    known = ("name", "first_name", "last_name", "type", "known_as")
    fields: dict[str, Any] = {name: entry[name] for name in known if name in entry}
    fields["contacts"] = [
        {"kind": kind, "value": value}
        for name, kind in _LISTS.items()
        for value in entry.get(name, ())
    ]
    address = {name: entry[name] for name in _ADDRESS if name in entry}
    if address:
        fields["addresses"] = [address | {"country": _country(entry)}]
    fields["identifiers"] = [
        {"scheme": scheme, "value": value} for scheme, value in entry.get("identifiers", ())
    ]
    fields["contact_persons"] = [
        {"name": name, "phone": phone, "email": email}
        for name, phone, email in entry.get("contact_persons", ())
    ]
    return fields


def _country(entry: Mapping[str, Any]) -> str:
    return {"+46": "SE", "+44": "GB", "+86": "CN"}[entry["phones"][0][:3]]


@pytest.fixture
def population(chain: Chain, several: None) -> dict[str, Any]:
    """Create the customers of the set at headquarters; give them by key."""
    entries = _read("customers.toml")
    made = {
        entry["key"]: chain.headquarters.create(store="1", **_fields(entry))
        for entry in entries["customer"]
    }
    for name in entries["others"]["names"]:
        chain.headquarters.create(store="1", name=name)
    return made


@pytest.mark.pain("Results look random")
def test_whoever_is_meant_stands_first(chain: Chain, population: dict[str, Any]) -> None:
    keys = {document["id"]: key for key, document in population.items()}
    wrong, asked = [], 0
    for kind, queries in _read("queries.toml").items():
        for text, key in queries.items():
            typed = re.sub(r"\{account:(.*)\}", lambda m: population[m[1]]["account_number"], text)
            found = chain.headquarters.get(f"/customers?search={quote(typed)}").json["items"]
            asked += 1
            if not found or keys.get(found[0]["customer"]["id"]) != key:
                names = [item["customer"]["name"] for item in found[:3]]
                wrong.append(f"{kind}: {typed!r} should find {key}, found {names}")

    assert asked >= FEWEST_QUERIES
    assert len(wrong) <= asked * (1 - FIRST_HITS), "\n".join([f"of {asked}:", *wrong])
