"""Speaking to the person at the terminal: results on one stream, everything else on the other."""

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from tillbook.config.processes import die_with_parent
from tillbook.foundation.errors import TillbookError

#: Set by a starter that must not outlive us: its process id.
PARENT = "TILLBOOK_PARENT"
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Program(typer.Typer):
    """Say what went wrong, what is safe and the next step, instead of a traceback."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        starter = os.environ.get(PARENT)
        if starter:
            die_with_parent(signal.SIGTERM, parent=int(starter))
        try:
            return super().__call__(*args, **kwargs)
        except TillbookError as error:
            complain(error)
            sys.exit(1)


def program() -> str:
    """Return the words that start this program at the reader's prompt, from any folder."""
    started = Path(sys.argv[0]).absolute()
    if started.name != "tillbook":
        return f"{sys.executable} -m tillbook"
    found = shutil.which("tillbook")
    return "tillbook" if found and Path(found).absolute() == started else str(started)


def complain(error: TillbookError) -> None:
    """Print an error with its remedy."""
    err.print(f"[bold red]{escape(error.message)}[/]", soft_wrap=True)
    if error.remedy:
        err.print(escape(error.remedy), soft_wrap=True)
