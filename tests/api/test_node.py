"""The node over HTTP: status, health, connection, stores, nodes and enrolment codes."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

import tillbook
from scripts.openapi import DESCRIPTION
from tests.api.conftest import MARKS, Chain, Program
from tillbook import configuration
from tillbook.exchange import parent_link
from tillbook.exchange.core.admission import split_code
from tillbook.fleet import contact
from tillbook.fleet.runner import STALLED_S, Runner
from tillbook.foundation.actor import Role
from tillbook.foundation.clock import now
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Register, Store

pytestmark = MARKS


@contextmanager
def loops(program: Program) -> Iterator[Runner]:
    """Let the loops of a node turn for a while."""
    runner = Runner(node=program.node, follow_interval_s=0.05)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def wait_for_ticks(runner: Runner) -> None:
    """Wait until every loop has turned once."""
    patience = threading.Event()
    for _ in range(200):
        if all(loop.ticked_at for loop in runner.loops):
            return
        patience.wait(0.05)
    raise AssertionError([loop.name for loop in runner.loops if not loop.ticked_at])


def test_status_says_who_the_node_is_and_how_it_stands(chain: Chain) -> None:
    chain.cast.settle()
    status = chain.till.get("/status").json

    assert status == {
        "node": str(chain.till.node.id),
        "name": "till_1",
        "role": "register",
        "version": tillbook.__version__,
        "parent": {"state": "online", "last_contact": status["parent"]["last_contact"]},
        "pending": 0,
        "attention": 0,
        "oldest_pending": None,
        "loading": None,
        "alerts": [],
        "loops": {},
        "health": "fine",
        "troubles": [],
        "figures": status["figures"],
        "nodes": None,
    }
    assert status["parent"]["last_contact"]
    assert chain.headquarters.get("/status").json["parent"] is None


def test_status_counts_what_waits(chain: Chain) -> None:
    chain.cast.settle()
    with chain.cut(chain.cast.tills[0]):
        chain.till.create()
        status = chain.till.get("/status").json

    assert (status["pending"], status["parent"]["state"]) == (1, "offline")
    chain.cast.settle()
    assert chain.till.get("/status").json["pending"] == 0


def test_status_tells_of_every_loop_of_this_process(chain: Chain) -> None:
    with loops(chain.till) as runner:
        wait_for_ticks(runner)
        status = chain.till.get("/status").json

    assert sorted(status["loops"]) == ["contact", "follow", "upload"]
    assert {loop["trouble"] for loop in status["loops"].values()} == {""}
    assert not any(loop["stalled"] for loop in status["loops"].values())
    assert chain.till.get("/status").json["loops"] == {}


def test_health_needs_no_token_and_tells_nothing(chain: Chain) -> None:
    answer = Program(node=chain.till.node, token=None).get("/health")

    assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_health_is_red_when_a_loop_stopped_ticking(chain: Chain) -> None:
    stranger = Program(node=chain.headquarters.node, token=None)
    with loops(chain.headquarters) as runner:
        wait_for_ticks(runner)
        well = stranger.get("/health")
        loop = runner.loops[0]
        # Nobody rings, so the loop sleeps while we look.
        loop.interval_s = 60.0
        loop.ticked_at = now() - timedelta(seconds=STALLED_S + 61.0)
        red = stranger.get("/health")

    assert well.status == 200
    assert (red.status, red.code) == (503, "node.not_well")


def test_a_manager_disconnects_and_connects_again(chain: Chain) -> None:
    cut = chain.till.post("/connection", {"state": "disconnected"})
    made = chain.till.create(name="Frånkopplad Kund")
    read = chain.till.get("/connection")
    joined = chain.till.post("/connection", {"state": "connected"})

    assert (cut.status, cut.json["parent"]["state"]) == (200, "disconnected")
    assert read.json["parent"]["state"] == "disconnected"
    assert made["sync_state"] == "pending"
    assert made["origin"] == "offline"
    assert joined.json["parent"]["state"] == "offline"
    with acting_as(chain.till.node):
        contact.contact(parent_link.link())
        chain.till.node.parent.answered()
    assert chain.till.get("/connection").json["parent"]["state"] == "online"
    chain.cast.settle()
    assert chain.till.get(f"/customers/{made['id']}").json["account_number"]


def test_headquarters_has_nothing_to_disconnect_from(chain: Chain) -> None:
    read = chain.headquarters.get("/connection")
    switched = chain.headquarters.post("/connection", {"state": "disconnected"})

    assert (read.status, read.code) == (409, "connection.root")
    assert (switched.status, switched.code) == (409, "connection.root")


@pytest.mark.parametrize(
    "body", [{}, {"state": "off"}, {"state": None}, {"state": "connected", "x": 1}]
)
def test_another_state_is_refused(chain: Chain, body: object) -> None:
    answer = chain.till.post("/connection", body)

    assert (answer.status, answer.code) == (422, "request.invalid")


def test_stores_are_listed_as_far_as_the_token_may_see(chain: Chain) -> None:
    [store] = chain.till.get("/stores").json["items"]
    everywhere = chain.headquarters.get("/stores").json["items"]

    assert store == {
        "number": "1",
        "name": "Göteborg",
        "kind": "store",
        "currency": "SEK",
        "language": "sv",
        "time_zone": "Europe/Stockholm",
        "registers": store["registers"],
    }
    assert store in everywhere


def test_customer_groups_and_affiliations_are_listed_at_every_node(chain: Chain) -> None:
    headquarters = chain.cast.headquarters
    club = {"code": "club", "name": "Club", "price_groups": ["VIP"]}
    with acting_as(headquarters):
        configuration.put(headquarters.actor(), "affiliation", id=new_id(), document=club)
    chain.cast.settle()

    for program in (chain.headquarters, chain.till):
        [group] = program.get("/customer-groups").json["items"]
        affiliations = program.get("/affiliations").json["items"]
        assert (group["code"], group["financial_dimensions"]) == ("retail", {"d": "1"})
        assert club | {"description": ""} in affiliations


def test_nodes_are_listed_with_their_last_contact_and_what_waits(chain: Chain) -> None:
    for node in reversed(chain.cast.children):
        with acting_as(node):
            contact.contact(parent_link.link())
    with acting_as(chain.cast.store):
        contact.contact(parent_link.link())

    listed = chain.headquarters.get("/nodes").json["items"]

    assert [(node["name"], node["role"], node["store"]) for node in listed] == [
        ("store", "channel", "1"),
        ("till_1", "register", "1"),
        ("till_2", "register", "1"),
    ]
    assert all(node["last_contact"] and node["version"] for node in listed)
    assert {node["status"] for node in listed} == {"active"}


@pytest.mark.parametrize(
    ("wanted", "role", "register"),
    [({"register": "1-9"}, "register", "1-9"), ({"store": "1"}, "channel", "")],
)
def test_headquarters_makes_a_code_for_one_device(
    chain: Chain, wanted: dict[str, str], role: str, register: str
) -> None:
    _open_register(chain)

    answer = chain.headquarters.post("/nodes/codes", wanted)

    assert answer.status == 201
    assert answer.json == {
        "code": answer.json["code"],
        "role": role,
        "store": "1",
        "register": register,
        "valid_for_s": 900,
    }
    assert split_code(answer.json["code"])[1]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, [("", "value.invalid")]),
        ({"store": "1", "register": "1-9"}, [("", "value.invalid")]),
        ({"store": "99"}, [("/store", "store.unknown")]),
        ({"register": "99-9"}, [("/register", "register.unknown")]),
        ({"register": 5}, [("/register", "type.wrong")]),
    ],
)
def test_a_code_for_nothing_is_refused(
    chain: Chain, body: object, fields: list[tuple[str, str]]
) -> None:
    answer = chain.headquarters.post("/nodes/codes", body)

    assert (answer.status, answer.fields) == (422, fields)


def test_only_headquarters_makes_codes(chain: Chain) -> None:
    administrator = chain.program(chain.cast.store, Role.ADMINISTRATOR)

    answer = administrator.post("/nodes/codes", {"store": "1"})

    assert (answer.status, answer.code) == (409, "node.not_headquarters")


def test_an_administrator_withdraws_a_device_at_headquarters(chain: Chain) -> None:
    till = f"/nodes/{chain.cast.tills[1].id}/withdraw"
    for program, refusal in (
        (chain.program(chain.cast.headquarters, Role.MANAGER), (403, "perm.denied")),
        (chain.program(chain.cast.store, Role.ADMINISTRATOR), (409, "node.not_headquarters")),
    ):
        answer = program.post(till, {})
        assert (answer.status, answer.code) == refusal
    answer = chain.headquarters.post(f"/nodes/{chain.cast.store_id}/withdraw", {})
    assert (answer.status, answer.code) == (404, "node.unknown")

    assert chain.headquarters.post(till, {}).status == 204

    listed = {one["name"]: one["status"] for one in chain.headquarters.get("/nodes").json["items"]}
    assert listed == {"store": "active", "till_1": "active", "till_2": "revoked"}
    _take_back(chain)


def test_an_administrator_says_which_stores_a_server_serves(chain: Chain) -> None:
    server = f"/nodes/{chain.cast.store.id}/stores"
    for program, refusal in (
        (chain.program(chain.cast.headquarters, Role.MANAGER), (403, "perm.denied")),
        (chain.program(chain.cast.store, Role.ADMINISTRATOR), (409, "node.not_headquarters")),
    ):
        answer = program.call("PUT", server, {"further_stores": []})
        assert (answer.status, answer.code) == refusal
    for path, stores, refusal in (
        (f"/nodes/{chain.cast.tills[0].id}/stores", [], (404, "node.unknown")),
        (server, ["nowhere"], (422, "store.unknown")),
    ):
        answer = chain.headquarters.call("PUT", path, {"further_stores": stores})
        assert (answer.status, answer.code) == refusal
    with acting_as(chain.cast.headquarters):
        _open_second_store(chain)

    for stores in (["88"], ["88"], []):
        assert chain.headquarters.call("PUT", server, {"further_stores": stores}).status == 204
        listed = {one["name"]: one for one in chain.headquarters.get("/nodes").json["items"]}
        assert listed["store"]["further_stores"] == stores


def _open_second_store(chain: Chain) -> None:
    actor = chain.cast.headquarters.actor()
    first = Store.objects.get(id=chain.cast.store_id)
    copied = ("legal_entity", "operating_unit", "currency", "language", "time_zone")
    document = {name: getattr(first, name) for name in copied}
    document = {name: str(value) for name, value in document.items()}
    document |= {"number": "88", "name": "Second"}
    configuration.put(actor, "store", id=new_id(), document=document)


def _take_back(chain: Chain) -> None:
    """Leave the chain as it was, which no page or program can: other tests need the device."""
    with acting_as(chain.cast.headquarters):
        document = {"status": "active"}
        id = chain.cast.tills[1].id
        configuration.put(chain.cast.headquarters.actor(), "node", id=id, document=document)
    chain.cast.settle()


def _open_register(chain: Chain) -> None:
    headquarters = chain.cast.headquarters
    with acting_as(headquarters):
        if Register.objects.filter(number="1-9").exists():
            return
        configuration.put(
            headquarters.actor(),
            "register",
            id=new_id(),
            document={"number": "1-9", "name": "Till 9", "store": str(chain.cast.store_id)},
        )


def test_a_node_serves_the_committed_description_without_a_token(chain: Chain) -> None:
    answer = Program(node=chain.till.node, token=None).get("/openapi.json")

    assert answer.json == json.loads(DESCRIPTION.read_text(encoding="utf-8"))
