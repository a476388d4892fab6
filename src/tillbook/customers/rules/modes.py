"""Which mode a write of a customer has: how long it waits for headquarters, or why it cannot be.

Till, API and back office ask here. The settings are the store's functionality profile and the
switches of the chain; the rest is how the node reaches headquarters at this moment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from tillbook.stores.rules.profiles import Functionality

ASYNC_ADDRESSES = "async_addresses"
ENHANCED_CREATION = "enhanced_async_creation"
ASYNC_EDITING = "async_editing"
#: Why a write cannot be. Each has words of its own on every surface.
FILTERED = "offline_create_filtered"
CREATION_DISABLED = "offline_create_disabled"
EDITING_DISABLED = "offline_edit_disabled"
NEEDS_HEADQUARTERS = "edit_needs_headquarters"
NEEDS_ACCOUNT = "edit_needs_account"


class Write(StrEnum):
    """What is asked."""

    CREATE = "create"
    #: New addresses and nothing else.
    ADD_ADDRESS = "add_address"
    EDIT = "edit"


class Reach(StrEnum):
    """How the node reaches headquarters."""

    #: It is headquarters.
    HERE = "here"
    ONLINE = "online"
    #: The store's server answers, or is this node; headquarters does not answer.
    STORE_ONLY = "store_only"
    #: A register without its parent.
    OFFLINE = "offline"


class Origin(StrEnum):
    """How a customer came to be, as its document says."""

    SYNC = "sync"
    ASYNC = "async"
    FALLBACK = "fallback"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a mode depends on, besides the write itself."""

    reach: Reach
    profile: Functionality
    #: The switches that are on.
    switches: Collection[str]
    #: Whether this register's offline database leaves customers out.
    is_filtered: bool = False
    #: The longest that one request may take here.
    request_s: float = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How a write is done."""

    #: Seconds that its asker waits for headquarters; 0: it goes by the queue, nobody is called.
    wait_s: float = 0.0
    #: A code where it cannot be now; "" else.
    refused: str = ""
    #: Whether a new customer takes title, inherited affiliations and secondary contacts.
    takes_everything: bool = True


def of_creation(situation: Situation) -> Mode:
    """Return the mode of a creation.

    Offline the order of checks is: customers left out of the offline database, then the profile,
    then asynchronous. Source: AR-039, AR-040, AR-060, AR-062, AR-070, AR-075 to AR-077.
    """
    profile, reach = situation.profile, situation.reach
    if reach is Reach.OFFLINE and situation.is_filtered:
        return Mode(refused=FILTERED)
    if reach is Reach.OFFLINE and not profile.allow_offline_creation:
        return Mode(refused=CREATION_DISABLED)
    if origin_of(situation) is Origin.SYNC:
        return Mode(wait_s=_patience(situation))
    enhanced = ENHANCED_CREATION in situation.switches
    # The store keeps it at once, also where headquarters is known to be away.
    is_called = reach is Reach.STORE_ONLY and not profile.create_in_async_mode
    return Mode(wait_s=_patience(situation) if is_called else 0.0, takes_everything=enhanced)


def of_edit(write: Write, situation: Situation, *, has_account: bool) -> Mode:
    """Return the mode of a change of a customer that is here.

    `has_account` tells whether headquarters gave it its number. Source: AR-032, AR-034, AR-078,
    AR-079, AR-103 to AR-106.
    """
    if situation.reach is Reach.HERE:
        return Mode()
    needed = ASYNC_ADDRESSES if write is Write.ADD_ADDRESS else ASYNC_EDITING
    is_async = needed in situation.switches
    is_away, may_queue = (
        situation.reach is not Reach.ONLINE,
        situation.profile.allow_offline_editing,
    )
    if not is_async and not has_account:
        return Mode(refused=NEEDS_ACCOUNT)
    if situation.reach is Reach.OFFLINE and not may_queue:
        return Mode(refused=EDITING_DISABLED)
    if not is_async and is_away and not may_queue:
        return Mode(refused=NEEDS_HEADQUARTERS)
    return Mode() if is_async or is_away else Mode(wait_s=_patience(situation))


def origin_of(situation: Situation) -> Origin:
    """Say how a customer that is created now comes to be."""
    match situation.reach:
        case Reach.HERE:
            return Origin.SYNC
        case Reach.OFFLINE:
            return Origin.OFFLINE
    if situation.profile.create_in_async_mode:
        return Origin.ASYNC
    return Origin.SYNC if situation.reach is Reach.ONLINE else Origin.FALLBACK


def write_of(units: Collection[str], stored: Collection[str]) -> Write:
    """Tell a change that only adds addresses from any other, by its units and the stored ones."""
    added = [unit for unit in units if unit.startswith("address/") and unit not in stored]
    beside = set(units).difference(added, ("primary/address", "inherited"))
    return Write.ADD_ADDRESS if added and not beside else Write.EDIT


def _patience(situation: Situation) -> float:
    return min(situation.profile.real_time_ms / 1000, situation.request_s)
