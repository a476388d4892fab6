"""The mode of a write here and now: the settings and the connection that the rules ask for."""

from uuid import UUID

from tillbook.customers.errors import NotPossibleNow, OfAnotherCompany
from tillbook.customers.rules import modes
from tillbook.customers.rules.companies import is_of_another
from tillbook.customers.rules.modes import Mode, Reach, Situation, Write
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.core.units import Document
from tillbook.exchange.log.standing import SyncState, standings
from tillbook.features.queries import acting, is_on
from tillbook.foundation.actor import Actor
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import current
from tillbook.scheduler.queries import filters_customers
from tillbook.stores.queries import Place, place_of


def situation(place: Place) -> Situation:
    """Return what decides the mode of a write for a store at this node, at this moment."""
    reach = _reach()
    return Situation(
        reach=reach,
        profile=place.functionality,
        switches=acting(),
        request_s=current().parent.pace.request_s,
        # Asked of several tables, and it matters without a connection only.
        is_filtered=reach is Reach.OFFLINE and filters_customers(),
    )


def _reach() -> Reach:
    node = current()
    if node.is_root:
        return Reach.HERE
    if node.parent.is_reachable and node.parent.reaches_root:
        return Reach.ONLINE
    is_cut_off = node.identity.role is NodeRole.REGISTER and not node.parent.is_reachable
    return Reach.OFFLINE if is_cut_off else Reach.STORE_ONLY


def refusal_of_creation(place: Place | None) -> str:
    """Return why no customer can be created here now; "" where one can."""
    return modes.of_creation(situation(place)).refused if place else ""


def refusal_of_edit(place: Place | None, before: Document, write: Write) -> str:
    """Return why a customer cannot be changed here now; "" where it can."""
    if place is None:
        return ""
    has_account = bool(before["account_number"])
    return modes.of_edit(write, situation(place), has_account=has_account).refused


def takes_everything(place: Place | None) -> bool:
    """Tell whether a new customer takes title, inherited affiliations and secondary contacts now."""
    return modes.of_creation(situation(place)).takes_everything if place else True


def creation_waits(place: Place | None) -> bool:
    """Tell whether whoever creates a customer waits for headquarters now."""
    return place is not None and modes.of_creation(situation(place)).wait_s > 0


def locks(id: UUID) -> bool:
    """Tell whether fields of a customer are locked here now: its changes wait for headquarters."""
    return is_on("field_locking") and standings([id])[id].sync_state is SyncState.PENDING


def place_of_record(actor: Actor, before: Document) -> Place:
    """Return the store whose rules a change goes by: the actor's own, else the customer's.

    Raises UnknownStore; OfAnotherCompany where the actor's store has another company's customers
    to look at only.
    """
    place = place_of(actor, number=before["store"] if actor.store is None else None)
    if actor.store is not None and is_of_another(before, place.legal_entity):
        raise OfAnotherCompany
    return place


def patience_of_edit(place: Place, before: Document, write: Write) -> Patience:
    """Return how long a change of a customer waits. Raises NotPossibleNow."""
    has_account = bool(before["account_number"])
    return patience_of(modes.of_edit(write, situation(place), has_account=has_account))


def patience_of(mode: Mode) -> Patience:
    """Return how long a write waits. Raises NotPossibleNow."""
    if mode.refused:
        raise NotPossibleNow(mode.refused)
    return Patience(left_s=mode.wait_s)
