"""How long a search takes among many customers, beside the same question put raw to the index."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tillbook.cli.bench import loading
from tillbook.cli.bench.figures import percentile, percentiles
from tillbook.cli.bench.founded import headquarters
from tillbook.cli.bench.took import Took, timed
from tillbook.cli.console import err
from tillbook.foundation import folding
from tillbook.nodes.identity import DATABASE_FILE

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Document = Mapping[str, Any]


def measure(count: int, *, queries: int, postgresql: str) -> dict[str, Any]:
    """Search among `count` customers, `queries` of each kind. Milliseconds in the server."""
    with headquarters(postgresql) as folder:
        err.print(f"Indexes {count} customers.")
        took, documents = _fill(count, keep=queries)
        asked = {name: [text for text in map(make, documents) if text] for name, make in _KINDS}
        return {
            "database": "postgresql" if postgresql else "sqlite",
            "customers": count,
            "indexed_per_s": round(count / took.wall_s),
            "database_mb": _database_mb(folder),
            "index_mb": _index_mb(),
            **{name: _ask(texts) for name, texts in asked.items() if texts},
        }


def _fill(count: int, *, keep: int) -> tuple[Took, list[Document]]:
    """Write customers as a snapshot brings them; return some of them, the same at every run."""
    took, kept = Took(), list[Document]()
    drawn = random.Random(count)  # noqa: S311  (repeatable)
    for rows in loading.chunks_of(count):
        began = Took.until_now()
        loading.store(rows)
        took += Took.until_now() - began
        kept += (row.document for row in rows if drawn.random() < 4 * keep / count)
    return took, drawn.sample(kept, min(keep, len(kept)))


def _ask(texts: Sequence[str]) -> dict[str, float]:
    from tillbook.config.worker import keep_for_good
    from tillbook.customers import queries, search_index
    from tillbook.customers.rules.search_tokens import query_of
    from tillbook.nodes.this_node import current

    actor = current().actor()
    queries.search(actor, texts[0])
    keep_for_good()
    found = [timed(partial(queries.search, actor, text))[1] for text in texts]
    floor = [timed(partial(search_index.candidates, query_of(text)))[1] for text in texts]
    cpu, raw = [one.cpu_s for one in found], [one.wall_s for one in floor]
    return {
        **percentiles([one.wall_s for one in found]),
        "cpu_p50": percentile(cpu, 0.5),
        "cpu_p99": percentile(cpu, 0.99),
        "floor_p50": percentile(raw, 0.5),
        "floor_p99": percentile(raw, 0.99),
    }


#: Bytes of the index: words and neighbours, and what customers are ranked by.
_SIZES = {
    "sqlite": """
SELECT (SELECT sum(length(block)) FROM customers_fts_data)
    + (SELECT coalesce(sum(length(block)), 0) FROM customers_wordfts_data)
    + (SELECT sum(length(summary)) FROM customers_searchentry)
""",
    "postgresql": """
SELECT pg_total_relation_size('customers_searchentry')
    + pg_total_relation_size('customers_nameword')
""",
}


def _index_mb() -> float:
    return _asked_mb(_SIZES)


def _database_mb(folder: Path) -> float:
    file = (folder / DATABASE_FILE).stat().st_size if (folder / DATABASE_FILE).exists() else 0
    whole = {
        "sqlite": f"SELECT {file}",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    return _asked_mb(whole)


def _asked_mb(by_database: Mapping[str, str]) -> float:
    from django.db import connections

    from tillbook.nodes.this_node import current

    connection = connections[current().database]
    with connection.cursor() as cursor:
        cursor.execute(by_database[connection.vendor])
        (size,) = cursor.fetchone()
    return round(float(size) / 1_000_000, 1)


def _two_letters(customer: Document) -> str:
    name = folding.fold(customer["name"])
    return name[:2] if name[:2].isalpha() and not folding.has_han(name) else ""


def _full_name(customer: Document) -> str:
    return str(customer["name"])


def _wrong_order(customer: Document) -> str:
    words = customer["name"].split()
    return " ".join(reversed(words)) if len(words) > 1 else ""


def _typo(customer: Document) -> str:
    """Leave a letter out of the longest word."""
    word = max(folding.words(customer["name"]), key=len)
    return word[:2] + word[3:] if len(word) > 4 and word.isascii() else ""


def _contact(customer: Document, kind: str) -> str:
    values = (one["value"] for one in customer["contacts"] if one["kind"] == kind)
    return next(values, "")


def _phone(customer: Document) -> str:
    """Write a number as people of the country do."""
    from tillbook.foundation import phones

    read = phones.normalise(_contact(customer, "phone"), country="")
    return read.national if isinstance(read, phones.Phone) else ""


def _last_digits(customer: Document) -> str:
    return _contact(customer, "phone")[-4:]


def _email_part(customer: Document) -> str:
    return _contact(customer, "email").partition("@")[0][:6]


def _han(length: int) -> Callable[[Document], str]:
    def begin(customer: Document) -> str:
        name = customer["name"]
        return name[:length] if folding.is_han(name[:2]) else ""

    return begin


def _pinyin(customer: Document) -> str:
    from tillbook.customers.rules import pinyin

    name = customer["name"]
    return "".join(one[0] for one in pinyin.readings(name)) if folding.is_han(name) else ""


def _address(customer: Document) -> str:
    streets = (one["street"] for one in customer["addresses"] if one.get("street"))
    return next(streets, "")


_KINDS: Sequence[tuple[str, Callable[[Document], str]]] = (
    ("two_letters", _two_letters),
    ("full_name", _full_name),
    ("wrong_order", _wrong_order),
    ("typo", _typo),
    ("phone_as_typed", _phone),
    ("last_four_digits", _last_digits),
    ("email_part", _email_part),
    ("one_han", _han(1)),
    ("two_han", _han(2)),
    ("pinyin", _pinyin),
    ("address", _address),
)
