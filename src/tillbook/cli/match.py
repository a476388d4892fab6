"""`tillbook match`: who among all customers of headquarters may be there twice."""

import csv
import json
import logging
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tillbook.cli import django_node
from tillbook.cli.calls import node_at
from tillbook.cli.console import err, out, program
from tillbook.customers.linkage import extra
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import read_identity

if TYPE_CHECKING:
    from tillbook.customers.linkage.pairs import Pair
    from tillbook.customers.linkage.run import Run

#: Where an interrupted run is kept, in the node's folder.
FOLDER = "matching"
#: How many pairs a request brings.
_AT_ONCE = 200
_COLUMNS = ("first", "second", "probability", "bits", "for", "against", "codes")
Folder = Annotated[Path, typer.Argument(help="Folder of headquarters.", metavar="DIR")]


class NotHeadquarters(TillbookError):
    """Only headquarters has all customers, and decides who is one."""

    code = "matching.not_headquarters"


def match(
    folder: Folder,
    threshold: Annotated[
        float, typer.Option(min=0.01, max=0.9999, help="How likely a pair is one person, at least.")
    ] = 0.5,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="CSV file for the pairs.", metavar="FILE")
    ] = None,
    birth_date: Annotated[
        list[str] | None, typer.Option(help="Code of the attribute that holds the date of birth.")
    ] = None,
    *,
    households: Annotated[
        bool, typer.Option(help="Whether families may share an address and a phone.")
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count pairs, keep none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Put customers who may be there twice into headquarters' queue, or into a file.

    Ctrl-C keeps what is done, the same command goes on. Headquarters must run to fill its queue.
    """
    extra.require()
    folder = folder.resolve()
    read_identity(folder)
    django_node.load(folder)
    _require_headquarters(folder)
    logging.getLogger("splink").setLevel(logging.ERROR)
    with _told_when_interrupted(folder):
        run, customers = _match(
            folder, threshold=threshold, birth_codes=birth_date, household=households, quiet=as_json
        )
    pairs = sorted(run.pairs(), key=lambda one: (-one.bits, one.first, one.second))
    new = None
    if out_file is not None and not dry_run:
        deliver_to_file(pairs, out_file)
    elif not dry_run:
        new = deliver_to_queue(pairs, folder)
    run.end()
    _tell(customers, pairs, None if dry_run else out_file, new=new, as_json=as_json)


@contextmanager
def _told_when_interrupted(folder: Path) -> Iterator[None]:
    """Say how to go on after Ctrl-C, whatever error the database makes of it."""
    pressed = Event()

    def stop(number: int, frame: object) -> None:
        pressed.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    except BaseException:
        if not pressed.is_set():
            raise
        err.print("Interrupted; what is done is kept. Go on with the same command:")
        err.print(f"{program()} match {folder} …", soft_wrap=True)
        raise typer.Exit(130) from None
    finally:
        signal.signal(signal.SIGINT, before)


def _require_headquarters(folder: Path) -> None:
    from tillbook.config.wiring import install_node

    if not install_node(folder).is_root:
        raise NotHeadquarters(
            f"{folder} is not headquarters. Nothing was changed.",
            remedy="Customers are matched where all of them are: name the folder of headquarters.",
        )


def _match(
    folder: Path,
    *,
    threshold: float,
    birth_codes: list[str] | None,
    household: bool,
    quiet: bool,
) -> tuple["Run", int]:
    """Read, weigh and compare; return the finished run and the number of customers."""
    from tillbook.customers import queries
    from tillbook.customers.linkage import reading
    from tillbook.customers.linkage.book import Book
    from tillbook.customers.linkage.model import shipped
    from tillbook.customers.linkage.run import Plan, Run, parts_for
    from tillbook.nodes.this_node import current

    actor = current().actor()
    total = queries.count(actor)
    births = reading.births_of(birth_codes or reading.BIRTH_CODES)
    plan = Plan(threshold=threshold, births=births, household=household, parts=parts_for(total))
    run = Run(folder / FOLDER, plan)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, disable=quiet) as bar:
        book = Book(shipped())
        try:
            book.add(reading.read(actor, births=births, seen=_step(bar, "Reading", total)))
            book.block()
            weighed = _step(bar, "Weighing", 1)
            compared = _step(bar, "Comparing", run.parts, done=run.done())
            run.match(book, weighed=weighed, compared=compared)
            return run, book.count
        finally:
            book.close()


def _step(bar: Progress, name: str, total: int, *, done: int = 0) -> Callable[..., object]:
    task = bar.add_task(name, total=total, completed=done)
    return lambda more=1: bar.advance(task, more)


def deliver_to_file(pairs: Iterable["Pair"], path: Path) -> None:
    """Write pairs as CSV: ids, likelihood, and what speaks for and against, in words and codes."""
    from tillbook.screens.linkage_words import finding_in_words

    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(_COLUMNS)
        for one in pairs:
            told = [[finding_in_words(each) for each in side] for side in (one.pro, one.contra)]
            codes = " ".join(f"{each.code}:{each.bits:+.1f}" for each in one.findings)
            words = ["; ".join(dict.fromkeys(side)) for side in told]
            likely = (f"{one.probability:.6f}", f"{one.bits:.2f}")
            writer.writerow([one.first, one.second, *likely, *words, codes])


def deliver_to_queue(pairs: Iterable["Pair"], folder: Path) -> int:
    """Hand pairs to the queue of the headquarters that runs; return how many it had not known."""
    from tillbook.customers.linkage.queue import proposed

    api, waiting, new = node_at(str(folder), ""), list(pairs), 0
    for at in range(0, len(waiting), _AT_ONCE):
        asked = [proposed(one) for one in waiting[at : at + _AT_ONCE]]
        new += api.ask("POST", "/duplicates/batch", {"pairs": asked})["new"]
    return new


def _tell(
    customers: int, pairs: list["Pair"], path: Path | None, *, new: int | None, as_json: bool
) -> None:
    from tillbook.customers.linkage.groups import groups

    together = groups((one.first, one.second) for one in pairs)
    told: dict[str, Any] = {
        "customers": customers,
        "pairs": len(pairs),
        "groups": len(together),
        "customers_in_groups": sum(map(len, together)),
        "file": str(path) if path else None,
        "new_in_queue": new,
    }
    if as_json:
        typer.echo(json.dumps(told))
        return
    out.print(
        f"{customers} customers: {len(pairs)} pairs may be one person each, "
        f"{told['customers_in_groups']} customers in {len(together)} groups."
    )
    if path:
        out.print(f"They are in {path}.")
    if new is not None:
        out.print(f"{new} of them are new in the queue of duplicates.")
