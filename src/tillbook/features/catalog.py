"""The switches that this release knows, how they stand before anybody sets them, and their titles."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID, uuid5

_NAMESPACE = UUID("0197a0c2-7d1e-7b60-9d3e-52f4c1a8e7b0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A switch of the catalog."""

    #: Stands in code and documents; never changes.
    name: str
    #: How it stands at a node where no row says otherwise.
    default: bool
    #: What people read, in English: the key of its translations.
    title: str


def _(message: str) -> str:
    """Mark a text for the message catalogs; who shows it translates it."""
    return message


_KNOWN = (
    Known(
        name="multiple_contacts",
        default=False,
        title=_(
            "Capture multiple emails and phone numbers and consent for marketing on these contacts"
        ),
    ),
)
CATALOG: Mapping[str, Known] = MappingProxyType({known.name: known for known in _KNOWN})


def id_of(name: str) -> UUID:
    """Return the id of a switch: the same on every node, so that a name has one row."""
    return uuid5(_NAMESPACE, name)
