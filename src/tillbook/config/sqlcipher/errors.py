"""What can be wrong with an encrypted database file.

TillbookError
├─ DatabaseFault
│  ├─ UnusableDatabaseKey   no key, or not 32 bytes in hex
│  ├─ WrongDatabaseKey      the key does not open this file
│  └─ UnprovenDatabase      a promise of the start-up check does not hold
└─ StorageFull
   └─ DatabaseFull          also Django's OperationalError, as every database failure
"""

from django.db import OperationalError

from tillbook.foundation.errors import StorageFull, TillbookError


class DatabaseFault(TillbookError):
    """Report a database that must not be used as it is."""


class UnusableDatabaseKey(DatabaseFault):
    """Report a key that is missing or has the wrong form."""

    code = "database.key_unusable"


class WrongDatabaseKey(DatabaseFault):
    """Report a file that the given key does not open."""

    code = "database.key_wrong"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The key does not open the database {path}.",
            remedy="Put back the key file that was made together with this database, or restore "
            "both from the same backup. Nothing was changed. With the right key, the same message "
            "means that the file is damaged or was never encrypted.",
        )
        self.path = path


class UnprovenDatabase(DatabaseFault):
    """Report the promise that the start-up check could not prove."""

    code = "database.unproven"

    def __init__(self, promise: str, *, found: object, remedy: str) -> None:
        super().__init__(
            f"The database does not keep a promise: {promise} (found {found}).", remedy=remedy
        )
        self.promise = promise
        self.found = found


class DatabaseFull(StorageFull, OperationalError):
    """Report a full disk; SQLite has undone the whole transaction."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The disk that holds {path} is full or may take no more, so nothing of this change was saved.",
            remedy="Make room on the disk and save again; everything saved before is safe.",
        )
        self.path = path
