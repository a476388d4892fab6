"""`tillbook status`: how a node stands, and from headquarters the whole tree."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from tillbook.cli.calls import node_at
from tillbook.cli.console import complain, out
from tillbook.foundation.errors import TillbookError

#: As programs that watch others expect it: fine, look at it, act now.
_EXIT_CODES = {"fine": 0, "notice": 0, "warning": 1, "critical": 2}
_NOT_ASKED = 3
_COLOURS = {
    "fine": "green",
    "notice": "cyan",
    "warning": "yellow",
    "critical": "bold red",
    "attention": "yellow",
    "offline": "magenta",
    "silent": "magenta",
    "online": "green",
}
#: States of the API that people call otherwise.
_STATES = {"missing": "not enrolled", "silent": "not heard yet", "revoked": "withdrawn"}
Node = Annotated[
    str,
    typer.Argument(
        envvar="TILLBOOK_DIR",
        help="Folder or address of a node; else the folder where you are.",
        metavar="DIR|URL",
    ),
]
Token = Annotated[str, typer.Option(envvar="TILLBOOK_TOKEN", help="Token, with an address.")]


def status(
    node: Node = ".",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as it came.")] = False,
    token: Token = "",
) -> None:
    """Show how a node stands; headquarters shows the whole tree.

    Ends with 0 when nothing needs a person, 1 when somebody should look, 2 when work suffers, and
    3 when the node cannot be asked.
    """
    try:
        found = node_at(node, token).ask("GET", "/status")
    except TillbookError as error:
        complain(error)
        raise typer.Exit(_NOT_ASKED) from error
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(found)
    raise typer.Exit(_EXIT_CODES[found["health"]])


def _show(found: dict[str, Any]) -> None:
    out.print(f"[bold]{escape(found['name'])}[/]  {found['role']}  {_coloured(found['health'])}")
    for trouble in found["troubles"]:
        out.print(f"  {_coloured(trouble['severity'])}  {escape(trouble['message'])}")
    out.print(_facts(found))
    if found["nodes"]:
        out.print(_tree(found["nodes"]))
        for line in found["nodes"]:
            for trouble in line["troubles"]:
                name = escape(f"{line['name']} {line['place']}")
                out.print(
                    f"  {_coloured(trouble['severity'])}  {name}: {escape(trouble['message'])}"
                )


def _facts(found: dict[str, Any]) -> Table:
    figures, parent = found["figures"], found["parent"]
    failing = figures["failing_package"]
    facts = {
        "version": f"{found['version']}, tables {figures['schema_version']}",
        "parent": f"{parent['state']}, last contact {_ago(parent['last_contact'])}"
        if parent
        else "",
        "to send": _with_age(found["pending"], found["oldest_pending"]),
        "needs attention": str(found["attention"]),
        "group": f"{figures['group']}, package {figures['package']}" if figures["group"] else "",
        "data as of": _ago(figures["data_as_of"]) if parent else "",
        "cannot be applied": f"package {failing['number']}: {failing['code']}" if failing else "",
        "clock off by": _seconds(figures["clock_difference_ms"]),
        "free disk": _mib(figures["disk_free_mib"]),
        "database": _mib(figures["database_mib"]),
        "rows": ", ".join(f"{kind} {rows}" for kind, rows in figures["rows"].items()),
        "loops": ", ".join(_loop(name, loop) for name, loop in found["loops"].items()),
    }
    table = Table(show_header=False, box=None)
    for name, text in facts.items():
        if text:
            table.add_row(name, escape(text))
    return table


def _tree(lines: list[dict[str, Any]]) -> Table:
    table = Table(box=None)
    for column in ("node", "state", "last contact", "to send", "data", "clock", "version"):
        table.add_column(column)
    for line in lines:
        indent = "  " if line["role"] == "register" else ""
        behind = [one for one in line["data"] if one["state"] != "current"]
        table.add_row(
            f"{indent}{escape(line['name'])} [dim]{escape(line['place'])}[/]",
            _coloured(_state(line)),
            _ago(line["last_contact"]),
            _with_age(line["pending"], line["oldest_pending"]),
            ", ".join(f"{one['job']} {one['state']} {_age(one['since'])}".strip() for one in behind)
            or ("current" if line["last_contact"] and not line["packages_behind"] else "")
            or (f"{line['packages_behind']} behind" if line["last_contact"] else ""),
            _seconds(line["clock_difference_ms"]),
            line["version"],
        )
    return table


def _state(line: dict[str, Any]) -> str:
    if line["served_by"]:
        return f"served by {escape(', '.join(line['served_by']))}"
    return str(_STATES.get(line["state"], line["state"]))


def _coloured(word: str) -> str:
    return f"[{_COLOURS.get(word, 'dim')}]{word}[/]"


def _loop(name: str, loop: dict[str, Any]) -> str:
    if loop["stalled"]:
        return f"{name} stopped"
    return f"{name} {loop['trouble']}" if loop["trouble"] else f"{name} fine"


def _with_age(count: int, oldest: str | None) -> str:
    return f"{count}, oldest {_age(oldest)}" if oldest else str(count)


def _ago(moment: str | None) -> str:
    return f"{_age(moment)} ago" if moment else "never"


def _age(moment: str | None) -> str:
    """Say how long ago something was, in the largest unit that fits."""
    if moment is None:
        return ""
    seconds = max(0, int((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()))
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{round(milliseconds / 1000, 1) + 0.0} s"


def _mib(mebibytes: int | None) -> str:
    if mebibytes is None:
        return ""
    return f"{mebibytes} MB" if mebibytes < 10 * 1024 else f"{round(mebibytes / 1024)} GB"
