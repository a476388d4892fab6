"""`tillbook status`: how a node stands."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tillbook.cli.calls import Api, NodeNotAnswering
from tillbook.cli.console import out


def status(
    node: Annotated[str, typer.Argument(help="Folder or address of a node.", metavar="DIR|URL")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as it came.")] = False,
    token: Annotated[
        str, typer.Option(envvar="TILLBOOK_TOKEN", help="Token, with an address.")
    ] = "",
) -> None:
    """Show how a node stands."""
    if node.startswith(("http://", "https://")):
        found = Api(url=node, token=token).ask("GET", "/status")
    else:
        found = _of_folder(Path(node).resolve())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        out.print(_table(found))


def _of_folder(folder: Path) -> Any:
    try:
        return Api.of_folder(folder).ask("GET", "/status")
    except NodeNotAnswering as error:
        raise NodeNotAnswering(
            error.message, remedy=f"Start it with: tillbook serve {folder}"
        ) from error


def _table(found: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None)
    for name, value in found.items():
        text = value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
        table.add_row(name, str(text))
    return table
