"""Django's SQLite backend on an encrypted file: key first, then the promises of durability."""

import datetime
import decimal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db.backends.sqlite3 import base as plain
from django.db.backends.sqlite3._functions import register as register_functions
from django.db.utils import DatabaseErrorWrapper
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.functional import cached_property
from sqlcipher3 import dbapi2

from tillbook.config.sqlcipher.creation import DatabaseCreation
from tillbook.config.sqlcipher.errors import DatabaseFull, WrongDatabaseKey
from tillbook.config.sqlcipher.features import DatabaseFeatures
from tillbook.config.sqlcipher.keys import database_key
from tillbook.config.sqlcipher.room import may_grow

_WAIT_FOR_WRITER_SECONDS = 20.0
_LOG_KEPT_BYTES = 16 * 1024 * 1024
#: Pages that a connection keeps deciphered; it takes the room only as it reads them.
_CACHE_KIB = 8 * 1024

#: Where two turn one new file to a write-ahead log at once, SQLite refuses the second without waiting.
_OPENING = threading.Lock()
_PROMISES = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    f"journal_size_limit = {_LOG_KEPT_BYTES}",
    f"cache_size = -{_CACHE_KIB}",
    # Some builds default to ON, which prevents atomic renames of tables.
    "legacy_alter_table = OFF",
)

# The driver keeps its own tables of converters and adapters, apart from the standard library's.
dbapi2.register_converter("bool", b"1".__eq__)
dbapi2.register_converter("date", plain.decoder(parse_date))
dbapi2.register_converter("time", plain.decoder(parse_time))
dbapi2.register_converter("datetime", plain.decoder(parse_datetime))
dbapi2.register_converter("timestamp", plain.decoder(parse_datetime))
dbapi2.register_adapter(decimal.Decimal, str)
dbapi2.register_adapter(datetime.date, plain.adapt_date)
dbapi2.register_adapter(datetime.datetime, plain.adapt_datetime)


class EncryptedCursor(dbapi2.Cursor):
    """Translate Django's placeholders for the driver, by Django's own rule."""

    convert_query = plain.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement; `params` is a sequence, a mapping or None."""
        if params is None:
            return super().execute(query)
        return super().execute(self.convert_query(query, param_names=_names(params)), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each set of parameters."""
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        query = self.convert_query(query, param_names=_names(first))
        return super().executemany(query, chain([first], rows))


def _names(params: Sequence[Any] | Mapping[str, Any]) -> list[str] | None:
    return list(params) if isinstance(params, Mapping) else None


class EncryptedErrorWrapper(DatabaseErrorWrapper):
    """Raise Django's errors, name a full disk, and notice a transaction that SQLite undid."""

    wrapper: "DatabaseWrapper"

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(exc_value, dbapi2.Error):
            self._stop_a_lost_transaction()
            name = str(self.wrapper.settings_dict["NAME"])
            code = getattr(exc_value, "sqlite_errorcode", None)
            failed = code == dbapi2.SQLITE_IOERR
            if code == dbapi2.SQLITE_FULL or (failed and not may_grow(Path(name))):
                raise DatabaseFull(name) from exc_value
        super().__exit__(exc_type, exc_value, traceback)

    def _stop_a_lost_transaction(self) -> None:
        """Refuse further statements in an atomic block whose transaction is gone.

        SQLite undoes the whole transaction when the disk is full; what followed in the same
        block would otherwise be saved alone.
        """
        connection = self.wrapper.connection
        if self.wrapper.in_atomic_block and connection is not None:
            self.wrapper.needs_rollback |= not connection.in_transaction


class DatabaseWrapper(plain.DatabaseWrapper):
    """One connection to an encrypted database file."""

    display_name = "SQLCipher"
    Database = dbapi2
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures
    transaction_mode: str | None
    init_commands: list[str]

    @cached_property
    def wrap_database_errors(self) -> EncryptedErrorWrapper:
        return EncryptedErrorWrapper(self)

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = {
            "timeout": _WAIT_FOR_WRITER_SECONDS,
            **super().get_connection_params(),
        }
        params["key"] = database_key(
            given=params.pop("key", None), key_file=params.pop("key_file", None)
        )
        # A reader that turns into a writer inside its transaction can only fail, never wait.
        self.transaction_mode = self.transaction_mode or "IMMEDIATE"
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        params = dict(conn_params)
        key = params.pop("key")
        connection = dbapi2.connect(**params)
        try:
            with _OPENING:
                self._unlock(connection, key)
                for command in self._first_commands(params["timeout"]):
                    connection.execute(command)
        except BaseException:
            connection.close()
            raise
        register_functions(connection)
        return connection

    def _unlock(self, connection: Any, key: str) -> None:
        """Give the key before anything else touches the file, and see that it opens it."""
        # The driver writes to the error stream on a wrong key; the exception says it better.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except dbapi2.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) != dbapi2.SQLITE_NOTADB:
                raise
            raise WrongDatabaseKey(str(self.settings_dict["NAME"])) from error

    def _first_commands(self, timeout: float) -> Iterator[str]:
        yield f"PRAGMA busy_timeout = {int(timeout * 1000)}"
        yield from (f"PRAGMA {promise}" for promise in _PROMISES)
        yield from filter(None, map(str.strip, self.init_commands))

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=EncryptedCursor)
