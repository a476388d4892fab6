"""Configuration: pieces that headquarters alone decides, kept in plain tables, checked by field."""

from tillbook.configuration.bringing_in import BroughtIn, bring_in
from tillbook.configuration.carrying_out import carried_out
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
    "BroughtIn",
    "bring_in",
    "carried_out",
    "draft_put",
    "offer",
    "put",
    "remove",
    "uses_of",
    "where_used",
]
