"""How pieces of configuration are named in a document that travels to another installation.

Ids stay at home: a piece is known by its natural key, such as its code, and where one names another
by id the document says "@kind/key".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.exchange import kinds
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import EntityKind

#: Begins a reference; a text that begins with it itself has it twice.
SIGN = "@"
#: Begins a text that ends in a reference: "@:attribute/@attribute/size".
WITHIN = f"{SIGN}:"
#: Fields that are a natural key where a kind has them, in this order.
_KEYS = ("code", "number", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portable:
    """How a kind travels."""

    #: The field that names a piece; empty for a kind of which there is one.
    key: str
    #: What belongs to the installation and stays there.
    left_out: frozenset[str] = frozenset()
    #: Works out the id of a new piece, where that is not free.
    id_of: Callable[[Document], UUID] | None = None


#: Stays at its installation.
STAYS = Portable(key="", left_out=frozenset({"*"}))
_told: dict[str, Portable] = {}


def tell(portable: Mapping[str, Portable]) -> None:
    """Register how kinds travel that do not do so in the usual way."""
    _told.update(portable)


def portable_kinds() -> dict[str, tuple[EntityKind, Portable]]:
    """Return the kinds that travel, by name.

    That is all configuration except what is personal, what is told to stay, and kinds without
    a natural key.
    """
    found = {}
    for name in sorted(kinds.configuration_kinds()):
        kind = kinds.entity_kind(name)
        how = _told.get(name) or _usual(kind)
        if how is not None and how != STAYS and not _is_personal(kind):
            found[name] = (kind, how)
    return found


def _usual(kind: EntityKind) -> Portable | None:
    key = next((name for name in _KEYS if name in kind.fields), None)
    return Portable(key=key) if key and kind.model is not None else None


def _is_personal(kind: EntityKind) -> bool:
    bases = kind.model.__mro__ if kind.model else ()
    return any(getattr(base, "PERSONAL", ()) for base in bases)


def everything() -> Iterator[tuple[EntityKind, Portable, Document]]:
    """Yield every piece that travels, as it stands here, by kind."""
    for kind, how in portable_kinds().values():
        if kind.model is not None:
            ids = list(kind.model._default_manager.values_list("pk", flat=True))
            yield from ((kind, how, document) for document in kind.read(ids).values())


def key_of(how: Portable, document: Document) -> str:
    """Return the natural key of a piece as text; empty for the only one."""
    value = document.get(how.key) if how.key else ""
    return str(value or "")


def fields_of(kind: EntityKind, how: Portable) -> list[str]:
    """Name the fields of a kind that travel."""
    return sorted(kind.fields - how.left_out)


def replaced(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with every text in it changed, also the names of a mapping."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [replaced(one, change) for one in value]
    if isinstance(value, Mapping):
        return {change(name): replaced(one, change) for name, one in value.items()}
    return value
