"""What the tests of node health do again and again, in a person's words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from tests.cast import Network, follow_once, publish
from tests.in_memory_link import Fault
from tests.integration.exchange.scenes import create
from tillbook import configuration
from tillbook.exchange import parent_link, valves
from tillbook.exchange.core.scope import KindRule, Rule
from tillbook.exchange.down import groups
from tillbook.exchange.down.groups import GroupSettings
from tillbook.exchange.models import Valve
from tillbook.exchange.up import upload
from tillbook.exchange.valves import Direction
from tillbook.fleet import contact
from tillbook.fleet.report import LoopReport
from tillbook.foundation import clock
from tillbook.foundation.actor import Role
from tillbook.nodes.models import NodeReport
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.staff.operations.tokens import make_token
from tillbook.stores.rules.profiles import DEFAULT_OFFLINE

CUSTOMERS, GLOBAL = "1010", "1110"
KINDS = {CUSTOMERS: ["customer"], GLOBAL: ["switch", "customer_group"]}


def register_of(cast: Network, node: ThisNode) -> str:
    """Return the number of a till's register."""
    return f"1-{cast.tills.index(node) + 1}"


def furnish(cast: Network) -> None:
    """Give the tills their registers and the downloads their jobs; let everybody speak once."""
    with acting_as(cast.headquarters):
        for till in cast.tills:
            number = register_of(cast, till)
            document = {"number": number, "name": f"Kassa {number}", "store": str(cast.store_id)}
            register = till.identity.register
            assert register is not None
            configuration.put(cast.headquarters.actor(), "register", id=register, document=document)
    put_jobs(cast)


def put_jobs(cast: Network) -> None:
    """Give the downloads their jobs, and let everybody receive and speak once."""
    with acting_as(cast.headquarters):
        for job, kinds in KINDS.items():
            valves.set_valve(job, direction=Direction.DOWNLOAD, kinds=kinds)
    cast.settle()
    speak(cast)


def speak(cast: Network, *nodes: ThisNode, loops: tuple[LoopReport, ...] = ()) -> None:
    """Let nodes report upward, tills before their store."""
    for node in nodes or (*cast.tills, cast.store):
        with acting_as(node):
            contact.contact(parent_link.link(), loops=loops)


def send(*nodes: ThisNode) -> None:
    """Let nodes send what waits."""
    for node in nodes:
        with acting_as(node):
            upload.upload_due(parent_link.link())


def tell(cast: Network, *nodes: ThisNode) -> None:
    """Publish at headquarters and let nodes follow, all of them unless named."""
    publish(cast.headquarters)
    for node in nodes or cast.children:
        follow_once(node)


def turn(cast: Network, job: str, mode: Valve.Mode) -> None:
    """Hold a job, or let it run."""
    directions = {valves.UPLOAD: Direction.UPLOAD, valves.DECIDE: Direction.DECIDE}
    with acting_as(cast.headquarters):
        direction = directions.get(job, Direction.DOWNLOAD)
        valves.set_valve(job, direction=direction, kinds=KINDS.get(job, ()), mode=mode)
    tell(cast)


def receive(
    cast: Network,
    group: str,
    *,
    customers: KindRule | None = None,
    is_paused: bool = False,
) -> None:
    """Say what of the customers a group receives."""
    rule = Rule(kinds={"customer": customers} if customers else {})
    offline = group == groups.OFFLINE
    with acting_as(cast.headquarters):
        groups.put_group(group, GroupSettings(offline=offline, rule=rule, paused=is_paused))


def pause(cast: Network, *, on: bool = True) -> None:
    """Let the default offline profile pause its registers' synchronization, or not any more."""
    with acting_as(cast.headquarters):
        document = {"number": "default", "name": "Default", "pause_synchronization": on}
        actor = cast.headquarters.actor()
        configuration.put(actor, "offline_profile", id=DEFAULT_OFFLINE, document=document)
    cast.settle()


def fall_silent(cast: Network, node: ThisNode, *, for_s: int = 3600) -> None:
    """Let time pass in which a node says nothing."""
    with acting_as(cast.headquarters):
        at = clock.now() - timedelta(seconds=for_s)
        NodeReport.objects.filter(node=node.id).update(at=at)


@contextmanager
def cut(cast: Network, *nodes: ThisNode) -> Iterator[None]:
    """Let no call of some nodes reach their parents for a while."""
    for node in nodes:
        cast.links[node.id].fault = lambda: Fault.CUT
        node.parent.failed()
    yield
    for node in nodes:
        cast.links[node.id].fault = lambda: None
        node.parent.answered()


def made_at_headquarters(cast: Network, **entered: Any) -> UUID:
    """Create a customer at headquarters."""
    return create(cast, cast.headquarters, {"name": "Anna Svensson", **entered}).entity


def ask(node: ThisNode, method: str, path: str, body: object = None) -> Any:
    """Put a question to a node's API as a manager's program does."""
    with acting_as(node):
        token = make_token(
            node.actor(),
            name="test",
            role=Role.MANAGER,
            store=node.identity.store,
            register=node.identity.register,
        )
        answer = Client().generic(
            method,
            f"/api/v1{path}",
            json.dumps(body).encode(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)
