"""What a search ranks customers by, cut out of the document: it lies in the index, ready to read."""

from collections.abc import Mapping
from typing import Any

from tillbook.customers.rules.searched_values import RANKED_BY, RANKED_BY_PARTS


def summary_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a document that ranking reads; positions in lists stay what they are."""
    own = {name: document[name] for name in RANKED_BY if document.get(name)}
    parts = {
        name: [_cut(part, fields) for part in document[name]]
        for name, fields in RANKED_BY_PARTS.items()
        if document.get(name)
    }
    return {"id": document["id"]} | own | parts


def _cut(part: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    kept = {name: part[name] for name in fields if part.get(name)}
    # Only what is not so has to be said.
    return kept if part.get("is_active", True) else {"is_active": False}
