"""`tillbook jobs`: what moves between stores and headquarters, run and scheduled by hand."""

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.table import Table

from tillbook.cli.calls import Api, NodeNotAnswering
from tillbook.cli.console import out

jobs = typer.Typer(no_args_is_help=True, help="List, run, hold and schedule jobs, at headquarters.")
Folder = Annotated[
    str, typer.Argument(help="Folder or address of headquarters.", metavar="DIR|URL")
]
Job = Annotated[str, typer.Argument(help="Number or name of a job, such as 1010 or P-0001.")]
Token = Annotated[str, typer.Option(envvar="TILLBOOK_TOKEN", help="Token, with an address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as it came.")]


@jobs.command("list")
def list_jobs(node: Folder, *, as_json: AsJson = False, token: Token = "") -> None:
    """Show every job with how it stands."""
    found = _ask(node, token, "GET", "/jobs")
    if as_json:
        _print_json(found)
        return
    table = Table(box=None)
    for title in ("Number", "Job", "When", "Waiting", "Rows", "Last run", "Next run"):
        table.add_column(title, justify="right" if title in ("Waiting", "Rows") else "left")
    for job in found["items"]:
        table.add_row(
            job["number"],
            job["name"],
            _when(job),
            str(job["waiting"]),
            str(job["rows"]),
            _time(job["last_run"]),
            _time(job["next_run"]),
        )
    out.print(table)


@jobs.command("run")
def run(
    node: Folder,
    job: Job,
    *,
    full: Annotated[bool, typer.Option(help="Send everything of the job anew.")] = False,
    group: Annotated[str, typer.Option(help="Group of a full data sync; else all.")] = "",
    as_json: AsJson = False,
    token: Token = "",
) -> None:
    """Run a job now, as usual or in full."""
    body = {"full": full} | ({"group": group} if group else {})
    _told(_ask(node, token, "POST", f"/jobs/{quote(job, safe='')}/run", body), as_json=as_json)


@jobs.command("hold")
def hold(node: Folder, job: Job, *, as_json: AsJson = False, token: Token = "") -> None:
    """Hold a job: nothing moves until it is run."""
    _schedule(node, job, {"mode": "held"}, as_json=as_json, token=token)


@jobs.command("schedule")
def schedule(
    node: Folder,
    job: Job,
    *,
    every: Annotated[
        int, typer.Option(min=0, max=10_080, help="Minutes between runs; 0 is continuous.")
    ] = 0,
    start: Annotated[str, typer.Option(help="Time of day of the first run, 02:00, in UTC.")] = "",
    as_json: AsJson = False,
    token: Token = "",
) -> None:
    """Let a job run continuously, or every so many minutes."""
    wanted: dict[str, Any] = {"mode": "continuous"}
    if every:
        wanted = {"mode": "recurring", "every_minutes": every, "starts_at": start}
    _schedule(node, job, wanted, as_json=as_json, token=token)


def _schedule(node: str, job: str, wanted: dict[str, Any], *, as_json: bool, token: str) -> None:
    _told(_ask(node, token, "PATCH", f"/jobs/{quote(job, safe='')}", wanted), as_json=as_json)


def _ask(node: str, token: str, method: str, path: str, body: Any = None) -> Any:
    if node.startswith(("http://", "https://")):
        return Api(url=node, token=token).ask(method, path, body)
    folder = Path(node).resolve()
    try:
        return Api.of_folder(folder).ask(method, path, body)
    except NodeNotAnswering as error:
        raise NodeNotAnswering(
            error.message, remedy=f"Start it with: tillbook serve {folder}"
        ) from error


def _told(job: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _print_json(job)
    else:
        waiting = f"{job['waiting']} waiting"
        out.print(f"{job['number']} {job['name']}: {_when(job)}, {waiting}", soft_wrap=True)


def _when(job: dict[str, Any]) -> str:
    every = job["every_minutes"]
    start = f", first at {job['starts_at']} UTC" if job["starts_at"] else ""
    return f"every {every} min{start}" if job["mode"] == "recurring" else str(job["mode"])


def _time(text: str | None) -> str:
    return text[:19].replace("T", " ") if text else "–"


def _print_json(found: Any) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False))
