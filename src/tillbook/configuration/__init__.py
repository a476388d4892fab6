"""Configuration: pieces that headquarters alone decides, kept in plain tables, checked by field."""

from tillbook.configuration.offers import offer, uses_of
from tillbook.configuration.operations import (
    IN_USE,
    PERMANENT,
    PUT,
    REMOVE,
    draft_put,
    put,
    remove,
    where_used,
)

__all__ = [
    "IN_USE",
    "PERMANENT",
    "PUT",
    "REMOVE",
    "draft_put",
    "offer",
    "put",
    "remove",
    "uses_of",
    "where_used",
]
