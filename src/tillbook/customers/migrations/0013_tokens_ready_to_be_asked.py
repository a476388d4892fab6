"""What makes a question to the index cheap: single letters on SQLite, tokens kept ready on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE VIRTUAL TABLE customers_fts USING fts5(
    tokens, content='', contentless_delete=1, prefix='{prefix}',
    tokenize='unicode61 remove_diacritics 0'
)
"""
#: Table, column, index.
_KEPT = (
    ("customers_searchentry", "tokens", "customers_tokens"),
    ("customers_nameword", "neighbours", "customers_neighbours"),
)
_READY = (
    "DROP INDEX {index}",
    "ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
    """
    ALTER TABLE {table} ALTER COLUMN {column} TYPE tsvector
    USING array_to_tsvector(string_to_array({column}, ' '))
    """,
    "CREATE INDEX {index} ON {table} USING gin ({column})",
)
_AS_TEXT = (
    "DROP INDEX {index}",
    """
    ALTER TABLE {table} ALTER COLUMN {column} TYPE text
    USING array_to_string(tsvector_to_array({column}), ' ')
    """,
    "CREATE INDEX {index} ON {table} USING gin (array_to_tsvector(string_to_array({column}, ' ')))",
)


def make_ready(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the tokens in the form that is asked."""
    if editor.connection.vendor == "sqlite":
        _index_anew(editor, prefix="1 2 3 4")
    else:
        _alter(editor, _READY)


def make_as_before(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep them as before."""
    if editor.connection.vendor == "sqlite":
        _index_anew(editor, prefix="2 3 4")
    else:
        _alter(editor, _AS_TEXT)


def _index_anew(editor: BaseDatabaseSchemaEditor, *, prefix: str) -> None:
    """Make an empty index anew; one that finds customers goes on finding them as it is, only slower."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM customers_searchentry LIMIT 1")
        if cursor.fetchone() is None:
            cursor.execute("DROP TABLE customers_fts")
            cursor.execute(_SQLITE.format(prefix=prefix))


def _alter(editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    for table, column, index in _KEPT:
        for statement in statements:
            editor.execute(statement.format(table=table, column=column, index=index))


class Migration(migrations.Migration):
    """Changes the indexes and, on PostgreSQL, the type of two columns."""

    dependencies = [("customers", "0012_other_companies")]
    operations = [migrations.RunPython(make_ready, make_as_before)]
