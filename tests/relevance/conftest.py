"""A chain of the relevance set's own: nobody else's customers stand in the way."""

from tests.api.conftest import _django_db_helper, chain, several

__all__ = ["_django_db_helper", "chain", "several"]
