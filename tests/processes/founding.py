"""Found a headquarters with the demo's places, in a process of its own: FOLDER PORT [POSTGRESQL]."""

import sys
from pathlib import Path

from tillbook.cli import init


def main(folder: str, port: str, postgresql: str = "") -> None:
    """Make the headquarters and configure it."""
    init.found(
        Path(folder),
        name="Storm",
        host="127.0.0.1",
        port=int(port),
        password="not used",
        postgresql=postgresql,
    )
    # Only now is it said which node this process is about.
    from tillbook.cli.demo import chain  # noqa: PLC0415

    chain.configure()


if __name__ == "__main__":
    main(*sys.argv[1:])
