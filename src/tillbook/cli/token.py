"""`tillbook token`: a token for a program that uses the API of this node."""

from typing import Annotated

import typer

from tillbook.cli import django_node
from tillbook.cli.console import err
from tillbook.cli.init import Folder
from tillbook.foundation.actor import Role
from tillbook.nodes.identity import read_identity


def token(
    folder: Folder,
    role: Annotated[Role, typer.Option(help="What the program may do.")] = Role.CASHIER,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "program",
) -> None:
    """Make an API token for this node; only its hash is kept."""
    if role is Role.SYSTEM:
        raise typer.BadParameter("A program is a cashier, a manager or an administrator.")
    folder = folder.resolve()
    identity = read_identity(folder)
    django_node.load(folder)
    from tillbook.config.wiring import install_node
    from tillbook.staff.operations.tokens import make_token

    node = install_node(folder)
    made = make_token(
        node.actor(), name=name, role=role, store=identity.store, register=identity.register
    )
    err.print("The token is shown this once:")
    typer.echo(made)
