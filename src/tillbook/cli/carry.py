"""`tillbook export` and `tillbook import`: configuration, carried from one installation to another."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tillbook.cli.calls import node_at
from tillbook.cli.console import out, program
from tillbook.foundation.errors import TillbookError
from tillbook.foundation.nesting import is_deeper

out_of = typer.Typer(no_args_is_help=True, help="Write what headquarters holds into a file.")
into = typer.Typer(no_args_is_help=True, help="Bring a file into headquarters.")
Node = Annotated[str, typer.Argument(help="Folder or address of headquarters.", metavar="DIR|URL")]
Token = Annotated[str, typer.Option(envvar="TILLBOOK_TOKEN", help="Token, with an address.")]
#: A whole chain is put in one transaction.
_PATIENCE_S = 300.0
#: More levels than any document has; headquarters checks each value more closely.
_DEEPEST = 64


class UnreadableFile(TillbookError):
    """A file is not there, cannot be written, or is no document of configuration."""

    code = "file.unreadable"


@out_of.callback()
@into.callback()
def _several() -> None:
    """Keep the word `configuration` in the command: other things will travel too."""


@out_of.command("configuration")
def export_configuration(
    node: Node,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else the screen.")
    ] = None,
    token: Token = "",
) -> None:
    """Write everything that is configured, without people, devices, keys and customers."""
    found = node_at(node, token).ask("GET", "/configuration", timeout_s=_PATIENCE_S)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(
            f"{output} cannot be written: {error.strerror}.", remedy="Name another file."
        ) from error
    pieces = sum(map(len, found["kinds"].values()))
    out.print(f"{pieces} pieces of {len(found['kinds'])} kinds are in {output}.", soft_wrap=True)


@into.command("configuration")
def import_configuration(
    node: Node,
    file: Annotated[Path, typer.Argument(help="File that `export configuration` wrote.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; write nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as it came.")] = False,
    token: Token = "",
) -> None:
    """Bring in everything of a file that differs: all of it or nothing."""
    path = f"/configuration?dry_run={'true' if dry_run else 'false'}"
    done = node_at(node, token).ask("POST", path, _read(file), timeout_s=_PATIENCE_S)
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False))
    else:
        _tell(done)
    if done["refused"]:
        raise typer.Exit(1)


def _read(file: Path) -> Any:
    # Never into the same file: somebody may have worked on it.
    remedy = f"Make one with: {program()} export configuration DIR --output ANOTHER_FILE"
    try:
        # Some editors begin a file with a mark.
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"{file} is no JSON at line {error.lineno}, column {error.colno}: {error.msg}. "
            "Nothing was changed.",
            remedy=f"Put that place right, or begin anew. {remedy}",
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableFile(
            f"{file} cannot be read as a document of configuration. Nothing was changed.",
            remedy=remedy,
        ) from error
    # What can be read may still be too deep to be written anew for sending.
    if is_deeper(document, _DEEPEST):
        raise UnreadableFile(
            f"Values in {file} stand in each other more than {_DEEPEST} deep. Nothing was changed.",
            remedy=remedy,
        )
    return document


def _tell(done: dict[str, Any]) -> None:
    for change in done["changes"]:
        fields = ", ".join(one["field"] for one in change["differences"])
        sign = "+" if change["action"] == "create" else "~"
        name = f"{change['kind']} {change['key']}".strip()
        out.print(f"{sign} {name}: {fields}", soft_wrap=True, markup=False)
    for refusal in done["refused"]:
        out.print(f"! {refusal['detail']}", soft_wrap=True, markup=False)
    count, same = len(done["changes"]), done["unchanged"]
    if done["refused"]:
        out.print("Nothing would be written until these are put right.")
    elif done["dry_run"]:
        out.print(f"{count} would change, {same} stand as in the file. Nothing was written.")
    else:
        out.print(f"{count} changed, {same} stood as in the file.")
