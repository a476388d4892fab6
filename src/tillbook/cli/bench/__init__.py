"""`tillbook bench`: what the promises cost on this machine, beside a floor of the same run."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tillbook.cli.console import err, out

bench = typer.Typer(help="Measure what is promised, beside a floor of the same run.")
Demo = Annotated[Path, typer.Option("--dir", help="Folder of the running demo.")]
Register = Annotated[
    Path | None, typer.Option("--dir", help="Folder of a register that is served; else a new one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON.")]


@bench.command("save")
def save(
    folder: Demo = Path("demo"),
    count: Annotated[int, typer.Option(min=1, help="Saves of each way.")] = 100,
    *,
    as_json: AsJson = False,
) -> None:
    """Save customers at a register: alone, with headquarters, and by raw SQL."""
    from tillbook.cli.bench import saving

    err.print(f"Adds {2 * count} customers to the demo.")
    _show(saving.measure(folder.resolve(), count), as_json=as_json)


@bench.command("create")
def create(
    count: Annotated[int, typer.Option(min=8, help="Creations by each number of clients.")] = 400,
    customers: Annotated[int, typer.Option(min=0, help="Held by the till beforehand.")] = 0,
    folder: Register = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Let 1, 4 and 8 clients create customers at a till, beside the same rows by raw SQL."""
    from tillbook.cli.bench import creating

    place = folder.resolve() if folder else None
    _show(creating.measure(count, customers=customers, folder=place), as_json=as_json)


@bench.command("spread")
def spread(
    folder: Demo = Path("demo"),
    count: Annotated[int, typer.Option(min=1, help="Saves.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """Measure from a save in one store to the customer's being found in the other."""
    from tillbook.cli.bench import spreading

    err.print(f"Adds {count} customers to the demo.")
    _show(spreading.measure(folder.resolve(), count), as_json=as_json)


@bench.command("memory")
def memory(folder: Demo = Path("demo"), *, as_json: AsJson = False) -> None:
    """Measure the memory of each node, over its processes."""
    from tillbook.cli.bench import remembering

    _show(remembering.measure(folder.resolve()), as_json=as_json)


@bench.command("load")
def load(
    count: Annotated[int, typer.Option(min=1, help="Customers.")] = 100_000,
    *,
    as_json: AsJson = False,
) -> None:
    """Load customers into a new register, and write the same rows by raw SQL."""
    from tillbook.cli.bench import loading

    _show(loading.measure(count), as_json=as_json)


@bench.command("decide")
def decide(
    count: Annotated[int, typer.Option(min=1, help="Creations.")] = 1000,
    batch: Annotated[int, typer.Option(min=1, help="Creations of one transaction.")] = 50,
    postgresql: Annotated[
        str, typer.Option(help="postgresql:// address of an empty database; else an own file.")
    ] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Let a new headquarters decide creations, beside the same rows by raw SQL. Needs no demo."""
    from tillbook.cli.bench import deciding

    _show(deciding.measure(count, batch=batch, postgresql=postgresql), as_json=as_json)


@bench.command("outage")
def outage(
    folder: Demo = Path("demo"),
    tills: Annotated[int, typer.Option(min=2, help="Simulated tills.")] = 50,
    count: Annotated[int, typer.Option(min=1, help="Offline creations in all.")] = 1000,
    *,
    as_json: AsJson = False,
) -> None:
    """Let many tills come back at once after an outage, until every creation has its number."""
    from tillbook.cli.bench import returning

    err.print(f"Adds {tills} devices and {count} customers to the demo.")
    _show(returning.measure(folder.resolve(), tills=tills, count=count), as_json=as_json)


@bench.command("search")
def search(
    count: Annotated[int, typer.Option(min=100, help="Customers.")] = 100_000,
    queries: Annotated[int, typer.Option(min=1, help="Questions of each kind.")] = 200,
    postgresql: Annotated[
        str, typer.Option(help="postgresql:// address of an empty database; else an own file.")
    ] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Search among many customers, beside the raw index. Needs no demo."""
    from tillbook.cli.bench import searching

    _show(searching.measure(count, queries=queries, postgresql=postgresql), as_json=as_json)


@bench.command("keys")
def keys(
    customers: Annotated[int, typer.Option(min=0, help="Held by the till beforehand.")] = 200_000,
    words: Annotated[
        int, typer.Option(min=1, help="Customers whose name and contact to type.")
    ] = 50,
    folder: Register = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Type into a till's search box key by key, beside its raw index."""
    from tillbook.cli.bench import keystrokes

    place = folder.resolve() if folder else None
    _show(keystrokes.measure(customers, words=words, folder=place), as_json=as_json)


@bench.command("matching")
def match_the_known(
    households: Annotated[int, typer.Option(min=50, help="Of each invented set.")] = 2000,
    sets: Annotated[list[int] | None, typer.Option("--set", help="FEBRL set; else all.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find duplicates of which the truth is known, beside plain Splink. Needs no demo."""
    from tillbook.customers.linkage import extra

    extra.require()
    from tillbook.cli.bench import matching

    _show(matching.measure(households, sets or (1, 2, 3, 4)), as_json=as_json)


@bench.command("wire")
def wire(
    folder: Demo = Path("demo"),
    count: Annotated[int, typer.Option(min=1, help="Newest creations to weigh.")] = 1000,
    *,
    as_json: AsJson = False,
) -> None:
    """Weigh a customer on the wire: up as a signed creation, down in packages."""
    from tillbook.cli.bench import carrying

    _show(carrying.measure(folder.resolve(), count), as_json=as_json)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, value in found.items():
        out.print(f"{name:32} {value}")
