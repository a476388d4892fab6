"""A headquarters for the time of a measurement."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tillbook.cli import init


@contextmanager
def headquarters(postgresql: str) -> Iterator[Path]:
    """Found a headquarters in a folder of its own, which goes when the measurement is over.

    `postgresql` is the database's address; empty for SQLite.
    """
    with tempfile.TemporaryDirectory(prefix="tillbook-bench-") as place:
        folder = Path(place) / "headquarters"
        init.found(
            folder,
            name="Bench",
            host="127.0.0.1",
            port=0,
            password=secrets.token_hex(8),
            postgresql=postgresql,
        )
        yield folder
