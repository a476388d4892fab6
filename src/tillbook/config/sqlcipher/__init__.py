"""A Django database backend for encrypted SQLite files (ENGINE: this package's name).

Besides Django's own, OPTIONS knows `key` (64 hex digits, or a callable that returns them) and
`key_file` (the path of a file that holds them).
"""
