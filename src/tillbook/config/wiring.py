"""Where every capability is registered, and where a node is put together from its folder."""

from functools import lru_cache
from pathlib import Path
from uuid import UUID

from tillbook import configuration
from tillbook.attributes import replicated as attributes
from tillbook.customers import replicated as customers
from tillbook.customers import seeds as customer_seeds
from tillbook.exchange import parent_link, questions
from tillbook.exchange.core import admission
from tillbook.exchange.down import snapshot_taker, untold
from tillbook.exchange.links.http_client import HttpLink
from tillbook.exchange.log.effective import adopt_kept
from tillbook.exchange.parent_link import Link
from tillbook.features import replicated as features
from tillbook.fleet import connection, contact, enrolment, pauses, routes
from tillbook.fleet import replicated as exchange
from tillbook.fleet.two_ways import TwoWays
from tillbook.health import way
from tillbook.nodes import this_node
from tillbook.nodes.errors import ForeignDatabase
from tillbook.nodes.identity import Identity, read_identity, read_keys
from tillbook.nodes.models import LocalState
from tillbook.nodes.pace import Pace
from tillbook.nodes.this_node import ThisNode
from tillbook.nodes.transactions import write
from tillbook.scheduler import queries as scheduler_queries
from tillbook.scheduler import replicated as scheduler
from tillbook.scheduler import seeds as scheduler_seeds
from tillbook.scheduler.operations import sessions as scheduler_sessions
from tillbook.screens import card
from tillbook.staff import replicated as staff
from tillbook.stores import replicated as stores
from tillbook.stores import seeds as store_seeds
from tillbook.stores.queries import offline_of, paused_registers


def offer_all() -> None:
    """Register what every capability offers to the exchange."""
    for capability in (exchange, scheduler, features, stores, staff, attributes, customers):
        capability.offer()
    configuration.offer(checks={"screen_layout": card.check_columns})
    routes.offer_address(lambda: scheduler_queries.parameters().headquarters_url)
    pauses.offer_pauses(paused_registers)
    questions.offer(contact.QUESTION, contact.answer_contact)
    questions.offer(way.QUESTION, way.answer_way)
    questions.offer(snapshot_taker.QUESTION, snapshot_taker.answer_tell_again)
    questions.offer(untold.QUESTION, untold.answer_untold)
    questions.offer(admission.QUESTION, enrolment.answer_enrolment)


def plant() -> None:
    """Put what every chain starts with; the node must be an installed headquarters. Repeatable."""
    scheduler_seeds.plant()
    scheduler_sessions.prune()
    store_seeds.plant()
    customer_seeds.plant()


def install_node(folder: Path) -> ThisNode:
    """Make the node of a folder the one of this process. Its database must be migrated.

    Raises NotANodeFolder, UnsafeFile or ForeignDatabase.
    """
    offer_all()
    identity = read_identity(folder)
    node = ThisNode(identity=identity, keys=read_keys(folder), folder=folder)
    this_node.install(node)
    prove_ownership(folder, identity)
    with write():
        adopt_kept()
    if identity.parent is not None:
        parent_link.use_link(node, _way_up(node, identity.parent))
        connection.restore()
    return node


def pace_here() -> Pace:
    """Return how this node deals with an absent parent: a register by its offline profile."""
    register = this_node.current().identity.register
    if register is None:
        return Pace()
    profile = offline_of(register)
    return Pace(
        request_s=float(profile.request_timeout_s),
        reconnect_s=float(profile.reconnect_s),
        check_s=profile.check_s,
    )


def _way_up(node: ThisNode, parent: UUID) -> Link:
    """Return a node's way to its parent, and past a store to headquarters."""
    identity = node.identity
    first = HttpLink(node, parent=parent, url=identity.parent_url)
    if parent == identity.headquarters:
        return first

    @lru_cache(maxsize=1)
    def to_headquarters(url: str) -> Link:
        return HttpLink(node, parent=identity.headquarters, url=url)

    def second() -> Link | None:
        url = routes.headquarters_url()
        return to_headquarters(url) if url else None

    return TwoWays(node=node, first=first, second=second)


def prove_ownership(folder: Path, identity: Identity) -> None:
    """See that the database is the one that was made with this folder. Raises ForeignDatabase."""
    state = LocalState.objects.first()
    if state is None or state.database != identity.database or state.node != identity.id:
        raise ForeignDatabase(
            f"The database in {folder} belongs to another node.",
            remedy="Put the folder's own database back, from a backup if need be. "
            "Nothing was changed.",
        )
