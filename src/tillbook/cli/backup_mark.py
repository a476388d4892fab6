"""`tillbook backup-mark`: tell the chain what headquarters' backups hold."""

from typing import Annotated

import typer

from tillbook.cli import django_node
from tillbook.cli.console import err
from tillbook.cli.init import Folder
from tillbook.nodes.identity import NodeRole, read_identity


def backup_mark(
    folder: Folder,
    holds: Annotated[
        int | None, typer.Option(help="Position that was noted before a backup that is done now.")
    ] = None,
) -> None:
    """Print headquarters' log position, to be noted before a backup; note it with --holds after."""
    folder = folder.resolve()
    identity = read_identity(folder)
    if identity.role is not NodeRole.HEADQUARTERS:
        raise typer.BadParameter("Only headquarters' backups are counted on.")
    django_node.load(folder)
    from tillbook.config.wiring import install_node
    from tillbook.exchange.log import backup_mark
    from tillbook.fleet import backups

    node = install_node(folder)
    if holds is not None:
        backups.note_backup(node.actor(), holds=holds)
        err.print(f"A backup holds the log up to position {holds}. Every node is told.")
        return
    err.print(f"A backup holds the log up to position {backup_mark.held()}. The log ends at:")
    typer.echo(backups.position())
