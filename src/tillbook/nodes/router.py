"""Django's database router: every query goes to the database of the node that acts."""

from typing import Any

from tillbook.nodes.this_node import current


class NodeRouter:
    """Names the acting node's database for reads and writes."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the alias to read from."""
        return current().database

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the alias to write to."""
        return current().database

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        """Relations stay inside one database."""
        return None
