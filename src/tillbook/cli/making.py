"""Making a node's folder: nothing half is ever taken for a node, and every step can be repeated.

Keys come first and are kept, the identity's final name comes last.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tillbook.cli import django_node
from tillbook.config import folder_lock
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import (
    IDENTITY_FILE,
    UNFINISHED_FILE,
    DeviceKeys,
    Identity,
    begin_identity,
    finish_identity,
    write_private,
)

#: The node's own token for the command line on the same machine.
TOKEN_FILE = "keys/api.token"  # noqa: S105  (the name of a file)
_OURS = ("keys", "lock", "static", "packages", "tillbook.log", UNFINISHED_FILE)


class UnusableFolder(TillbookError):
    """The folder holds something else, or a node already."""

    code = "folder.unusable"


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """Hold a folder in which a node is made. Raises UnusableFolder or FolderInUse."""
    if (folder / IDENTITY_FILE).exists():
        raise UnusableFolder(
            f"{folder} is a node already. Nothing was changed.",
            remedy=f"Start it with 'tillbook serve {folder}', or choose another folder.",
        )
    foreign = _foreign(folder)
    if foreign:
        raise UnusableFolder(
            f"{folder} is not empty: it holds {foreign!r}. Nothing was changed.",
            remedy="Choose a new or an empty folder.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folder_lock.held(folder):
        yield


def _foreign(folder: Path) -> str:
    if not folder.exists():
        return ""
    if not folder.is_dir():
        return folder.name
    names = sorted(entry.name for entry in folder.iterdir())
    return next(
        (name for name in names if name not in _OURS and not name.startswith("tillbook.db")), ""
    )


def complete(
    folder: Path, identity: Identity, keys: DeviceKeys, *, fill: Callable[[], None]
) -> None:
    """Make the database of a new node, let `fill` put in what belongs to its role, and finish."""
    begin_identity(folder, identity)
    django_node.load(folder, unfinished=True)
    from tillbook.config import wiring
    from tillbook.config.preparation import migrate
    from tillbook.exchange.log import chain
    from tillbook.nodes import this_node
    from tillbook.nodes.this_node import ThisNode

    migrate()
    chain.begin(identity)
    wiring.prove_ownership(folder, identity)
    wiring.offer_all()
    this_node.install(ThisNode(identity=identity, keys=keys, folder=folder))
    fill()
    write_private(folder / TOKEN_FILE, _token(identity).encode())
    finish_identity(folder)


def _token(identity: Identity) -> str:
    from tillbook.foundation.actor import Role
    from tillbook.nodes.this_node import current
    from tillbook.staff.operations.tokens import make_token

    return make_token(
        current().actor(),
        name="command line",
        role=Role.ADMINISTRATOR if identity.parent is None else Role.MANAGER,
        store=identity.store,
        register=identity.register,
    )
