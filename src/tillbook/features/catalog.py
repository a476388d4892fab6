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
    #: Switches that must be on before this one can be.
    needs: tuple[str, ...] = ()


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
    Known(
        name="performance_improvements",
        default=True,
        title=_("Performance improvements for customer orders and customer transactions"),
    ),
    Known(
        name="async_addresses",
        default=True,
        title=_("Enable asynchronous creation for customer addresses"),
    ),
    Known(
        name="enhanced_async_creation",
        default=True,
        title=_("Enable enhanced async customer creation"),
    ),
    Known(
        name="async_editing",
        default=True,
        title=_("Enable editing customers in asynchronous mode"),
        needs=("performance_improvements", "enhanced_async_creation", "async_addresses"),
    ),
    Known(
        name="sync_audit",
        default=True,
        title=_("Audit of customer sync operations"),
    ),
)
CATALOG: Mapping[str, Known] = MappingProxyType({known.name: known for known in _KNOWN})


def id_of(name: str) -> UUID:
    """Return the id of a switch: the same on every node, so that a name has one row."""
    return uuid5(_NAMESPACE, name)
