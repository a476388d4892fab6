"""Django's database router: every query goes to the database of the node that acts."""

from typing import Any

from tillbook.nodes.this_node import current


def _alias() -> str | None:
    """Return the acting node's alias; None, Django's default, for tools that need no node."""
    try:
        return current().database
    except LookupError:
        return None


class NodeRouter:
    """Names the acting node's database for reads and writes."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Return the alias to read from."""
        return _alias()

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        """Return the alias to write to."""
        return _alias()

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        """Relations stay inside one database."""
        return None
