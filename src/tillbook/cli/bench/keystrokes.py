"""How long a register takes to show the customers for each key that is typed into its search box."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from tillbook.cli.bench import floor, one_till
from tillbook.cli.bench.browser import Browser
from tillbook.cli.bench.figures import percentiles
from tillbook.cli.bench.till import Till, answering
from tillbook.cli.bench.took import timed
from tillbook.cli.demo import plan
from tillbook.cli.demo.holdings import customers_at
from tillbook.foundation import folding
from tillbook.nodes.identity import DATABASE_FILE, read_database_key

#: What is typed is at least so long before anything is asked, and rarely longer.
_SHORTEST, _LONGEST = 2, 8
_WARM_UP = 20
_BEGUN = """
SELECT entry.customer, entry.summary FROM customers_fts
JOIN customers_searchentry AS entry ON entry.id = customers_fts.rowid
WHERE customers_fts MATCH ? ORDER BY customers_fts.rowid DESC LIMIT 75
"""


def measure(customers: int, *, words: int, folder: Path | None) -> dict[str, Any]:
    """Type `words` names, phones and emails key by key at a till, with nobody above to answer.

    At the register of a folder, else at a new one that has loaded so many customers; over HTTP, the
    page that comes included. The floor asks the register's index alone for the words that were
    begun, by raw SQL. Milliseconds.
    """
    with ExitStack() as stack:
        place = folder or stack.enter_context(one_till.till(customers))
        till, browser = answering(place), Browser(place)
        ada = plan.GOTEBORG.staff[-1]
        browser.sign_in(ada.number, ada.pin)
        till.connect(state="disconnected")
        try:
            typed = list(_typed(words))
            return {
                "customers": customers_at(place),
                "keys": len(typed),
                **_figures(typed, browser.search),
                **{f"floor_{name}": ms for name, ms in _figures(typed, _index(place)).items()},
            }
        finally:
            Till(place).connect(state="connected")


def _typed(words: int) -> Iterator[str]:
    """Yield what stands in the box after each key, for people as there are among the customers."""
    from tillbook.customers.samples import sample_customers

    for one in islice(sample_customers(words, 1), words):
        contact = next((contact["value"] for contact in one.get("contacts", ())), "")
        for text in (one["name"], contact):
            yield from (text[:end] for end in range(_SHORTEST, min(len(text), _LONGEST) + 1))


def _index(folder: Path) -> Callable[[str], Any]:
    database = floor.open_database(folder / DATABASE_FILE, read_database_key(folder))

    def ask(text: str) -> None:
        words = " ".join(f'"{word}"*' for word in folding.words(text))
        if words:
            database.execute(_BEGUN, (words,)).fetchall()

    return ask


def _figures(typed: Sequence[str], ask: Callable[[str], Any]) -> dict[str, float]:
    for words in typed[:_WARM_UP]:
        ask(words)
    return percentiles([timed(partial(ask, words))[1].wall_s for words in typed])
