"""Test databases are files, as the real ones are, and leave nothing behind."""

from pathlib import Path

from django.db.backends.sqlite3 import creation


class DatabaseCreation(creation.DatabaseCreation):
    """Remove a test database together with its write-ahead log."""

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = str(super()._create_test_db(verbosity, autoclobber, keepdb))
        if not keepdb:
            _remove_log(name)
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)
        _remove_log(test_database_name)


def _remove_log(database: str) -> None:
    """Remove the log files: under a new database they would be another one's pages."""
    for suffix in ("-wal", "-shm"):
        Path(database + suffix).unlink(missing_ok=True)
