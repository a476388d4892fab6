"""The switches that this release knows: how they stand before anybody sets them, and their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid5

_NAMESPACE = UUID("0197a0c2-7d1e-7b60-9d3e-52f4c1a8e7b0")


class Area(StrEnum):
    """What switches are about, as the workspace groups them."""

    REGISTER = "register"
    ASYNCHRONOUS = "asynchronous"
    HEADQUARTERS = "headquarters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A switch of the catalog."""

    #: Stands in code and documents; never changes.
    name: str
    #: How it stands at a node where no row says otherwise.
    default: bool
    #: What people read, in English: the key of its translations.
    title: str
    #: What changes when it is on, in English as well.
    effect: str
    area: Area
    #: The release that brought it.
    since: str = "0.1"
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
        effect=_(
            "Registers and this office take any number of emails and phone numbers for a "
            "customer, each with its own consent for marketing."
        ),
        area=Area.REGISTER,
    ),
    Known(
        name="performance_improvements",
        default=True,
        title=_("Performance improvements for customer orders and customer transactions"),
        effect=_(
            "Changes nothing by itself: customers are always read in parts. Editing in "
            "asynchronous mode can be on only while this is on."
        ),
        area=Area.ASYNCHRONOUS,
    ),
    Known(
        name="async_addresses",
        default=True,
        title=_("Enable asynchronous creation for customer addresses"),
        effect=_(
            "New addresses are saved in the store and sent afterwards; nobody waits for "
            "headquarters."
        ),
        area=Area.ASYNCHRONOUS,
    ),
    Known(
        name="enhanced_async_creation",
        default=True,
        title=_("Enable enhanced async customer creation"),
        effect=_(
            "Customers that are created asynchronously keep their title, the affiliations of "
            "the default customer and secondary contacts."
        ),
        area=Area.ASYNCHRONOUS,
    ),
    Known(
        name="async_editing",
        default=True,
        title=_("Enable editing customers in asynchronous mode"),
        effect=_(
            "Changes of customers are saved in the store and sent afterwards, also of "
            "customers without a number yet. Off: headquarters is asked at once."
        ),
        area=Area.ASYNCHRONOUS,
        needs=("performance_improvements", "enhanced_async_creation", "async_addresses"),
    ),
    Known(
        name="field_locking",
        default=False,
        title=_("Lock fields while a customer is being synchronized"),
        effect=_(
            "Customer type, customer group, currency and numbers of identification of a customer "
            "whose changes wait for headquarters cannot be changed until it has answered. Whoever "
            "tries is told why."
        ),
        area=Area.ASYNCHRONOUS,
    ),
    Known(
        name="sync_audit",
        default=True,
        title=_("Audit of customer sync operations"),
        effect=_(
            "This office and its programs see, correct and send again what could not be "
            "synchronized. Off: the page is closed; stores still repair their own changes."
        ),
        area=Area.HEADQUARTERS,
    ),
)
CATALOG: Mapping[str, Known] = MappingProxyType({known.name: known for known in _KNOWN})


def id_of(name: str) -> UUID:
    """Return the id of a switch: the same on every node, so that a name has one row."""
    return uuid5(_NAMESPACE, name)
