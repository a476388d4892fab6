"""Carrying configuration out: one document of everything, by natural keys."""

from collections.abc import Mapping
from typing import Any

from tillbook.configuration.portable import SIGN, WITHIN, everything, fields_of, key_of, replaced
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.transactions import read

FORMAT, VERSION = "tillbook.configuration", 1


def carried_out(actor: Actor) -> dict[str, Any]:
    """Return the configuration of this installation as one document. Raises PermissionRefused.

    It holds no personal data, no devices, no keys, and no customers.
    """
    actor.require(Permission.CONFIGURE)
    return {"format": FORMAT, "version": VERSION, "kinds": pieces()}


def pieces() -> dict[str, list[Document]]:
    """Return every piece as it travels, by kind and natural key."""
    with read():
        found = list(everything())
    names = references({doc["id"]: (kind.name, key_of(how, doc)) for kind, how, doc in found})
    by_kind: dict[str, list[tuple[str, Document]]] = {}
    for kind, how, document in found:
        shown = {
            name: replaced(document.get(name), lambda text: named(text, names))
            for name in fields_of(kind, how)
        }
        by_kind.setdefault(kind.name, []).append((key_of(how, shown), shown))
    return {
        kind: [shown for _key, shown in sorted(rows, key=lambda row: row[0])]
        for kind, rows in by_kind.items()
    }


def references(keys: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return id -> how a document refers to it."""
    return {str(id): f"{SIGN}{kind}/{key}" for id, (kind, key) in keys.items()}


def named(text: str, names: Mapping[str, str]) -> str:
    """Return a text of a piece as it travels.

    It may be an id, or end in one behind a slash, as columns of customer cards do.
    """
    before, _slash, id = text.rpartition("/")
    if before and id in names:
        return f"{WITHIN}{before}/{names[id]}"
    return names.get(text) or (SIGN + text if text.startswith(SIGN) else text)
