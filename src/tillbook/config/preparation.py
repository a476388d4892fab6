"""What must be true before a node serves: its own database, up to date and proven; static files."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

import tillbook
from tillbook.config.sqlcipher.proof import prove
from tillbook.config.wiring import install_node, plant, prove_ownership
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import Identity, NodeRole
from tillbook.nodes.models import LocalState

_STAMP = "release"


class DatabaseUnreachable(TillbookError):
    """The database server or file does not open."""

    code = "database.unreachable"


def prepare(folder: Path, identity: Identity) -> None:
    """Bring a complete node up to this release.

    Raises DatabaseUnreachable, WrongDatabaseKey, ForeignDatabase or UnprovenDatabase; then
    nothing was changed.
    """
    reach()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if LocalState._meta.db_table in tables:
        prove_ownership(folder, identity)
    migrate()
    prove_ownership(folder, identity)
    if identity.role is NodeRole.HEADQUARTERS:
        install_node(folder)
        plant()
    collect_static(folder / "static")


def reach() -> None:
    """Open the database. Raises DatabaseUnreachable or WrongDatabaseKey."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        if isinstance(error, TillbookError):
            raise
        raise DatabaseUnreachable(
            f"The database cannot be opened: {error}",
            remedy="See that its server runs, that the database exists and that this user may "
            "use it. Nothing was changed.",
        ) from error


def migrate() -> None:
    """Bring the database to this release's tables, and see that it keeps its promises."""
    reach()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        prove(connection)


def collect_static(root: Path) -> None:
    """Collect and compress the release's static files, unless that was done before."""
    wanted = _fingerprint()
    stamp = root / _STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return
    root.mkdir(mode=0o700, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    digest = hashlib.sha256(tillbook.__version__.encode())
    for name, path in sorted(_sources()):
        status = path.stat()
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            yield name, Path(storage.path(name))
