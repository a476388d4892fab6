"""`tillbook serve`: one process tree per node folder, until SIGTERM or Ctrl-C."""

import multiprocessing
import os
import socket
import sys
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from tillbook.cli import django_node
from tillbook.cli.console import complain, err, program
from tillbook.cli.init import Folder
from tillbook.cli.standing import serve_until_told
from tillbook.config import folder_lock
from tillbook.config.processes import forks_die_with_parent
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import Identity, NodeRole, read_identity, require_whole

THREADS = 8
_STOP_S = 5


class PortInUse(TillbookError):
    """Another program listens on the port."""

    code = "port.in_use"


class UnusableWorkers(TillbookError):
    """The node's database allows one worker only."""

    code = "serve.workers"


def serve(
    folder: Folder,
    host: Annotated[str | None, typer.Option(help="Listen here this once.")] = None,
    port: Annotated[int | None, typer.Option(help="Listen on this port this once.")] = None,
    workers: Annotated[
        int,
        typer.Option(
            min=1, help="Web processes; more than one needs PostgreSQL and 'tillbook exchange'."
        ),
    ] = 1,
) -> None:
    """Serve the node of a folder."""
    folder = folder.resolve()
    identity = read_identity(folder)
    require_whole(folder, identity)
    require_one_worker(identity, workers)
    folder_lock.hold(folder)
    address = (host or identity.host, port or identity.port)
    require_free_port(*address, otherwise=f"{program()} serve {folder} --port {address[1] + 1}")
    django_node.load(folder)
    forks_die_with_parent()
    _prepare_apart(folder, identity)
    _run(address, workers)


def require_one_worker(identity: Identity, workers: int) -> None:
    """Refuse several web processes where one process holds the writers' queue.

    Raises UnusableWorkers.
    """
    if workers > 1 and not (identity.postgresql and identity.role is NodeRole.HEADQUARTERS):
        raise UnusableWorkers(
            "Only a headquarters on PostgreSQL can be served by several workers.",
            remedy="Leave --workers out: one worker serves several requests at a time.",
        )


def require_free_port(host: str, port: int, *, otherwise: str) -> None:
    """See that nobody listens on a port: the server shares ports and would not notice.

    `otherwise` is the command that takes another port.

    Raises PortInUse.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise PortInUse(
                f"Port {port} on {host} cannot be used ({os.strerror(error.errno or 0)}). "
                "Nothing was started, no data was touched.",
                remedy=f"Stop the program that uses it, or choose another port: {otherwise}",
            ) from error


def _prepare_apart(folder: Path, identity: Identity) -> None:
    """Prepare the node in a process of its own.

    The server's process thereby never opens the database: a worker forked from it would inherit
    handles, locks and the state of the cipher's random source.
    """
    process = multiprocessing.get_context("fork").Process(target=_prepare, args=(folder, identity))
    process.start()
    process.join()
    if process.exitcode:
        raise typer.Exit(1)


def _prepare(folder: Path, identity: Identity) -> None:
    from tillbook.config.preparation import prepare

    try:
        prepare(folder, identity)
    except TillbookError as error:
        complain(error)
        sys.exit(1)


def _run(address: tuple[str, int], workers: int) -> None:
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from tillbook.config.worker import WITHOUT_LOOPS

    os.environ[WITHOUT_LOOPS] = "1" if workers > 1 else "0"
    # Loaded before the fork, so that server and worker share the memory.
    import_module(settings.ROOT_URLCONF)
    # Workers inherit the folder's lock by being forked.
    multiprocessing.set_start_method("fork", force=True)
    host, port = address
    with suppress(OSError):  # its log may have no room
        err.print(f"http://{host}:{port}/", soft_wrap=True)
    server = partial(
        Granian,
        "tillbook.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_S,
        log_level=LogLevels.error,
        log_dictconfig=settings.LOGGING,
        log_access=False,
    )
    serve_until_told(server)
