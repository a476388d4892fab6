"""`tillbook init`: a new headquarters."""

import secrets
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4, uuid5

import typer

from tillbook.cli import likeness, making
from tillbook.cli.console import out, program
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import Identity, NodeRole, make_keys, read_unfinished

ADMINISTRATOR = "admin"
Folder = Annotated[Path, typer.Argument(help="Folder of the node.", metavar="DIR")]


def init(
    folder: Folder,
    role: Annotated[NodeRole, typer.Option(help="Role of the node.")] = NodeRole.HEADQUARTERS,
    name: Annotated[str, typer.Option(help="Name of the chain.")] = "Headquarters",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    postgresql: Annotated[
        str, typer.Option(help="postgresql://user:password@host/name instead of the own file.")
    ] = "",
    *,
    like_dynamics: Annotated[
        bool,
        typer.Option("--like-dynamics", help="Set the documented limits of Dynamics 365 Commerce."),
    ] = False,
) -> None:
    """Make a new headquarters in an empty folder."""
    if role is not NodeRole.HEADQUARTERS:
        raise making.UnusableFolder(
            "Stores and registers join a headquarters. Nothing was made.",
            remedy="Use 'tillbook enroll CODE --parent URL --dir DIR'; headquarters makes the code.",
        )
    password = secrets.token_urlsafe(12)
    found(
        folder.resolve(),
        name=name,
        host=host,
        port=port,
        password=password,
        postgresql=postgresql,
        like_dynamics=like_dynamics,
    )
    out.print(f"{folder} is a new headquarters.")
    out.print(f"Sign in as [bold]{ADMINISTRATOR}[/] with the password [bold]{password}[/]")
    if like_dynamics:
        out.print("Set as Dynamics 365 Commerce documents it; each can be changed again:")
        for limit in likeness.limits():
            out.print(f"  {limit.text}", soft_wrap=True, highlight=False)
    out.print("The password is shown this once. Start the node with:")
    out.print(f"  {program()} serve {folder}", soft_wrap=True)


def found(
    folder: Path,
    *,
    name: str,
    host: str,
    port: int,
    password: str,
    postgresql: str = "",
    like_dynamics: bool = False,
) -> None:
    """Make a headquarters whose administrator has this password. Repeatable when interrupted."""
    with making.new_folder(folder):
        keys, begun = make_keys(folder), read_unfinished(folder)
        id = begun.id if begun else new_id()
        identity = Identity(
            id=id,
            role=NodeRole.HEADQUARTERS,
            name=name,
            headquarters=id,
            headquarters_key=keys.sign_public,
            database=begun.database if begun else uuid4(),
            host=host,
            port=port,
            postgresql=postgresql,
        )
        making.complete(
            folder, identity, keys, fill=lambda: _fill(id, password, like_dynamics=like_dynamics)
        )


def _fill(headquarters: UUID, password: str, *, like_dynamics: bool) -> None:
    from tillbook import configuration
    from tillbook.config.wiring import plant
    from tillbook.exchange.down import groups
    from tillbook.foundation.actor import Role
    from tillbook.nodes.this_node import current
    from tillbook.staff.operations.tokens import set_password

    actor, administrator = current().actor(), uuid5(headquarters, "administrator")
    groups.plant()
    configuration.put(
        actor,
        "associate",
        id=administrator,
        document={
            "number": ADMINISTRATOR,
            "name": "Administrator",
            "role": Role.ADMINISTRATOR.value,
            "language": "en",
            "store": None,
            "pin": "",
            "is_active": True,
        },
    )
    set_password(actor, administrator, password)
    plant()
    if like_dynamics:
        likeness.apply()
