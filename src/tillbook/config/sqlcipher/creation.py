"""Test databases are files, as the real ones are, and leave nothing behind."""

from pathlib import Path

from django.db.backends.sqlite3 import creation


class DatabaseCreation(creation.DatabaseCreation):
    """Make and remove a test database together with its write-ahead log."""

    def create_test_db(
        self,
        verbosity: int = 1,
        autoclobber: bool = False,
        serialize: bool | None = True,
        keepdb: bool = False,
    ) -> str:
        if not keepdb:
            _remove_log(self.connection.settings_dict["TEST"]["NAME"])
        return super().create_test_db(verbosity, autoclobber, bool(serialize), keepdb)

    def destroy_test_db(
        self,
        old_database_name: str | None = None,
        verbosity: int = 1,
        keepdb: bool = False,
        suffix: str | None = None,
    ) -> None:
        name = str(self.connection.settings_dict["NAME"])
        super().destroy_test_db(old_database_name, verbosity, keepdb, suffix)
        if not keepdb:
            _remove_log(name)


def _remove_log(database: str) -> None:
    """Remove the log files: beside a new database they would be another one's pages."""
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
