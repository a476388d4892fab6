"""The words of names, and what finds them by a slip: FTS5 on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = (
    """
    CREATE VIRTUAL TABLE customers_wordfts USING fts5(
        neighbours, content='', contentless_delete=1, detail=none,
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    "DROP TABLE customers_wordfts",
)
_POSTGRESQL = (
    """
    CREATE INDEX customers_neighbours ON customers_nameword
    USING gin (array_to_tsvector(string_to_array(neighbours, ' ')))
    """,
    "DROP INDEX customers_neighbours",
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
    """Adds the words; the nodes fill them as they make their index anew."""

    dependencies = [("customers", "0009_who_became_one")]
    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40, unique=True)),
                ("neighbours", models.TextField(default="")),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
