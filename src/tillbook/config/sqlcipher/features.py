"""What the SQLite inside the driver can do, whatever the system's own SQLite is."""

from django.db.backends.sqlite3 import features


class DatabaseFeatures(features.DatabaseFeatures):
    """Answer by the driver's version; Django's class asks the standard library's."""

    # 3.51.3 mends the corruption that a reset of the write-ahead log could cause.
    minimum_database_version = (3, 51, 3)
    can_alter_table_drop_column = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
    # SQLITE_LIMIT_VARIABLE_NUMBER of every SQLite since 3.32; Django still assumes 999.
    max_query_params = 32_766
