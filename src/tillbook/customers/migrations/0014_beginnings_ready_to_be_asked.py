"""Beginnings of up to eight letters kept ready on SQLite, and no places of words, which nobody asks for."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_BEFORE = "prefix='1 2 3 4'"
_NOW = "prefix='1 2 3 4 5 6 7 8', detail=none"
_INDEX = """
CREATE VIRTUAL TABLE customers_fts USING fts5(
    tokens, content='', contentless_delete=1, {kept},
    tokenize='unicode61 remove_diacritics 0'
)
"""


def make_ready(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep more beginnings ready."""
    _index_anew(editor, kept=_NOW)


def make_as_before(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep as few as before."""
    _index_anew(editor, kept=_BEFORE)


def _index_anew(editor: BaseDatabaseSchemaEditor, *, kept: str) -> None:
    """Make an empty index anew; one that finds customers goes on finding them as it is, only slower."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM customers_searchentry LIMIT 1")
        if cursor.fetchone() is None:
            cursor.execute("DROP TABLE customers_fts")
            cursor.execute(_INDEX.format(kept=kept))


class Migration(migrations.Migration):
    """Changes the index on SQLite."""

    dependencies = [("customers", "0013_tokens_ready_to_be_asked")]
    operations = [migrations.RunPython(make_ready, make_as_before)]
