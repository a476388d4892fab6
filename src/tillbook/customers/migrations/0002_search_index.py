"""The full-text side of the search index: FTS5 on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = (
    """
    CREATE VIRTUAL TABLE customers_fts USING fts5(
        tokens, content='', contentless_delete=1, prefix='2 3 4',
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    "DROP TABLE customers_fts",
)
_POSTGRESQL = (
    """
    CREATE INDEX customers_tokens ON customers_searchentry
    USING gin (array_to_tsvector(string_to_array(tokens, ' ')))
    """,
    "DROP INDEX customers_tokens",
)


def _statements(editor: BaseDatabaseSchemaEditor) -> tuple[str, str]:
    return _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL


def make_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index of the database at hand."""
    editor.execute(_statements(editor)[0])


def drop_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it again."""
    editor.execute(_statements(editor)[1])


class Migration(migrations.Migration):
    """Adds the index."""

    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
