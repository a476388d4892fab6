"""`tillbook reindex`: a node's search index, made anew."""

import json
import threading
from typing import Annotated

import typer
from rich.progress import Progress

from tillbook.cli.calls import node_at
from tillbook.cli.console import err, out

_LOOK_EVERY_S = 0.5


def reindex(
    node: Annotated[str, typer.Argument(help="Folder or address of a node.", metavar="DIR|URL")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print only the last answer.")] = False,
    token: Annotated[str, typer.Option(envvar="TILLBOOK_TOKEN", help="With an address.")] = "",
) -> None:
    """Make a node's search index anew while it works; Ctrl-C leaves it to the node."""
    api = node_at(node, token)
    found = api.ask("POST", "/search-index/rebuild")
    with Progress(console=err, disable=as_json) as bar:
        task = bar.add_task("Customers", total=found["total"])
        while found["done"] < found["total"]:
            bar.update(task, completed=found["done"], total=found["total"])
            threading.Event().wait(_LOOK_EVERY_S)
            found = api.ask("GET", "/search-index")
        bar.update(task, completed=found["done"], total=found["total"])
    if as_json:
        typer.echo(json.dumps(found))
    else:
        out.print(f"{found['total']} customers can be found.")
