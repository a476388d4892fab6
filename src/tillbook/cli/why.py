"""`tillbook why`: why a customer is or is not seen at a register."""

import json
from typing import Annotated, Any

import typer
from rich.markup import escape

from tillbook.cli.calls import node_at
from tillbook.cli.console import out

_MARKS = {
    "passed": "[green]✓[/]",
    "failed": "[bold red]✗[/]",
    "unknown": "[yellow]?[/]",
    "not_reached": "[dim]·[/]",
}
#: Steps of which the node has nothing to say.
_STEPS = {
    "known": "Known at headquarters",
    "decided": "Decided",
    "scope": "In the group's scope",
    "packed": "Packed",
    "published": "Published",
    "device": "Device",
    "relayed": "Passed on by the store",
    "applied": "Applied at the node",
    "indexed": "Found by search",
}
_NO_WORD = {
    "passed": "done",
    "failed": "here it stops",
    "unknown": "not known",
    "not_reached": "not reached",
}
#: Seen everywhere; not seen somewhere; nobody is found.
_SEEN, _NOT_SEEN, _NOBODY = 0, 1, 3


def why(
    who: Annotated[
        str, typer.Argument(help="Name, customer number or id.", metavar="NAME-OR-NUMBER")
    ],
    *,
    register: Annotated[str, typer.Option(help="Number of a register; else all nodes.")] = "",
    node: Annotated[
        str,
        typer.Option(envvar="TILLBOOK_DIR", help="Folder or address of the node that is asked."),
    ] = ".",
    token: Annotated[
        str, typer.Option(envvar="TILLBOOK_TOKEN", help="Token, with an address.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as it came.")] = False,
) -> None:
    """Explain why a customer is or is not seen at a register.

    Ends with 0 when it is seen, 1 when it is not, and 3 when nobody is found.
    """
    asked = {"customer": who} | ({"register": register} if register else {})
    found = node_at(node, token).ask("POST", "/why", asked)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(found)
    raise typer.Exit(_exit_code(found))


def _exit_code(found: dict[str, Any]) -> int:
    if found["customer"] is None:
        return _NOBODY
    ways = found["ways"]
    return _SEEN if ways and all(way["cause"] is None for way in ways) else _NOT_SEEN


def _show(found: dict[str, Any]) -> None:
    customer = found["customer"]
    if customer is None:
        out.print("Nobody is found by this name or number.")
        if not found["is_complete"]:
            out.print("Headquarters could not be asked.")
        return
    number = customer["account_number"] or "no customer number yet"
    out.print(f"[bold]{escape(customer['name'])}[/]  {number}  [dim]{customer['id']}[/]")
    for other in found["others"]:
        out.print(f"  or: {escape(other['name'])}  {other['account_number']}  {other['id']}")
    for way in found["ways"]:
        _show_way(way, is_alone=len(found["ways"]) == 1)


def _show_way(way: dict[str, Any], *, is_alone: bool) -> None:
    out.print(f"\n{escape(way['name'])} [dim]{escape(way['place'])}[/]: {way['message']}")
    if is_alone:
        for step in way["steps"]:
            text = (
                step["message"]
                or f"{_STEPS.get(step['name'], step['name'])}: {_NO_WORD[step['outcome']]}"
            )
            out.print(f"  {_MARKS[step['outcome']]} {escape(text)}", soft_wrap=True)
    elif way["cause"]:
        out.print(f"  {_MARKS[way['cause']['outcome']]} {escape(way['cause']['message'])}")
