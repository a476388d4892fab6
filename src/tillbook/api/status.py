"""How the node stands, and operation 917: disconnecting it from its parent."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

import tillbook
from tillbook.api import answers, standing
from tillbook.api.authentication import Call
from tillbook.api.chain_requests import WantedConnection
from tillbook.api.errors import NodeNotWell
from tillbook.api.health_schemas import (
    Alert,
    Connection,
    Health,
    LoadingStanding,
    LoopStanding,
    ParentStanding,
    Status,
)
from tillbook.customers.synchronization.overdue import alerts
from tillbook.fleet import connection
from tillbook.fleet.queries import backlog, loading
from tillbook.fleet.runner import running
from tillbook.foundation.actor import Permission
from tillbook.nodes import queries
from tillbook.nodes.parent import ParentState
from tillbook.nodes.this_node import current

_STATES: dict[ParentState, Literal["online", "offline", "disconnected"]] = {
    ParentState.ONLINE: "online",
    ParentState.OFFLINE: "offline",
    ParentState.DISCONNECTED: "disconnected",
}
router = Router(tags=["node"])


@router.get("/health", response=Health, auth=None, summary="Tell whether the node is well")
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers and the loops turn, else 503. Needs no token."""
    runner = running()
    if runner is not None and any(loop.is_stalled for loop in runner.loops):
        raise NodeNotWell
    if not queries.database_answers():
        raise NodeNotWell
    return answers.json(Health(status="ok"))


@router.get("/status", response=Status, summary="Read how the node stands")
def status(request: Call) -> HttpResponse:
    """Return who the node is, how it stands with its parent, what waits, and what deserves a look.

    At headquarters the whole tree comes along.
    """
    request.auth.require(Permission.READ_STATUS)
    node, waiting, found = current(), backlog(), standing.here(request.auth)
    told = Status(
        node=node.id,
        name=node.identity.name,
        role=node.identity.role.value,
        version=tillbook.__version__,
        parent=None if node.is_root else _parent(),
        pending=waiting.pending,
        attention=waiting.attention,
        oldest_pending=waiting.oldest_pending_at,
        loading=_loading(),
        alerts=_alerts(),
        loops=_loops(),
        health=found.health,
        troubles=found.troubles,
        figures=found.figures,
        nodes=found.nodes,
    )
    return answers.json(told)


@router.get("/connection", response=Connection, summary="Read the connection to the parent")
def read_connection(request: Call) -> HttpResponse:
    """Return how the node stands with its parent; 409 at headquarters."""
    request.auth.require(Permission.READ_STATUS)
    connection.require_parent()
    return answers.json(Connection(parent=_parent()))


@router.post("/connection", response=Connection, summary="Disconnect or connect (917)")
def switch_connection(request: Call, wanted: Annotated[WantedConnection, Body()]) -> HttpResponse:
    """Stop or start both directions; the choice survives a restart. 409 at headquarters."""
    if wanted.state == "disconnected":
        connection.disconnect(request.auth)
    else:
        connection.connect(request.auth)
    return answers.json(Connection(parent=_parent()))


def _parent() -> ParentStanding:
    parent = current().parent
    return ParentStanding(state=_STATES[parent.state], last_contact=parent.last_contact)


def _loading() -> LoadingStanding | None:
    progress = loading()
    if progress is None:
        return None
    return LoadingStanding(
        kind=progress.kind, done=progress.done, total=progress.total, percent=progress.percent
    )


def _alerts() -> list[Alert]:
    return [
        Alert(
            kind=alert.kind,
            count=alert.count,
            oldest_at=alert.oldest_at,
            limit_s=int(alert.limit.total_seconds()),
        )
        for alert in alerts()
    ]


def _loops() -> dict[str, LoopStanding]:
    runner = running()
    return {
        loop.name: LoopStanding(
            ticked_at=loop.ticked_at, trouble=loop.trouble, stalled=loop.is_stalled
        )
        for loop in (runner.loops if runner else ())
    }
