"""Switches over the API: read everywhere, turned at headquarters, in their order."""

from collections.abc import Iterator

import pytest

from tests.api.conftest import MARKS, Chain, Program
from tillbook.features.catalog import CATALOG
from tillbook.foundation.actor import Role

pytestmark = MARKS
PAST = "2001-01-01T00:00:00Z"
EDITING, ADDRESSES = "async_editing", "async_addresses"


@pytest.fixture(autouse=True)
def _usual(chain: Chain) -> Iterator[None]:
    """Leave the chain as it was."""
    yield
    for name in (ADDRESSES, EDITING):
        turn(chain, name, on=True)
    chain.cast.settle()


def turn(chain: Chain, name: str, **wanted: bool) -> tuple[int, str]:
    """Turn a switch; return the status, and the code of a refusal."""
    answer = chain.headquarters.call("PUT", f"/features/{name}", wanted)
    return answer.status, answer.code if answer.status >= 400 else ""


def standing(program: Program) -> dict[str, bool]:
    return {one["name"]: one["on"] for one in program.get("/features").json["items"]}


def test_every_node_says_how_the_switches_stand_there(chain: Chain) -> None:
    listed = chain.till.get("/features").json["items"]

    assert [one["name"] for one in listed] == list(CATALOG)
    [editing] = [one for one in listed if one["name"] == EDITING]
    assert editing == {
        "name": EDITING,
        "title": "Enable editing customers in asynchronous mode",
        "effect": CATALOG[EDITING].effect,
        "on": True,
        "planned": None,
        "needs": ["performance_improvements", "enhanced_async_creation", "async_addresses"],
    }


@pytest.mark.rule("AR-071")
@pytest.mark.rule("AR-072")
def test_switches_go_on_after_what_they_need_and_off_before_it(chain: Chain) -> None:
    assert turn(chain, ADDRESSES, on=False) == (409, "switch.needed")
    assert turn(chain, ADDRESSES, on=False, with_dependents=True) == (200, "")
    assert not {ADDRESSES, EDITING} & {
        name for name, on in standing(chain.headquarters).items() if on
    }
    refused = chain.headquarters.call("PUT", f"/features/{EDITING}", {"on": True})
    assert (refused.status, refused.code) == (409, "switch.prerequisite_missing")
    assert ADDRESSES in refused.json["detail"]
    assert standing(chain.till)[EDITING]
    chain.cast.settle()
    assert not standing(chain.till)[EDITING]


def test_a_switch_is_planned_and_its_plan_taken_back(chain: Chain) -> None:
    refused = chain.headquarters.call("PUT", f"/features/{EDITING}", {"on": False, "at": PAST})
    put = {"on": False, "at": "2999-01-01T06:00:00+01:00"}
    planned = chain.headquarters.call("PUT", f"/features/{EDITING}", put)

    assert (refused.status, refused.code) == (422, "switch.moment_passed")
    assert planned.json["on"]
    assert planned.json["planned"] == {"on": False, "at": "2999-01-01T05:00:00Z"}
    assert (
        chain.headquarters.call("PUT", f"/features/{EDITING}", {"on": True}).json["planned"] is None
    )


def test_only_headquarters_and_its_administrators_turn_switches(chain: Chain) -> None:
    till = chain.program(chain.cast.tills[0], Role.ADMINISTRATOR)
    manager = chain.program(chain.cast.headquarters, Role.MANAGER)

    below = till.call("PUT", f"/features/{EDITING}", {"on": False})
    other = manager.call("PUT", f"/features/{EDITING}", {"on": False})
    unknown = chain.headquarters.call("PUT", "/features/warp_drive", {"on": True})

    assert (below.status, below.code) == (409, "node.not_headquarters")
    assert (other.status, other.code) == (403, "perm.denied")
    assert (unknown.status, unknown.code) == (404, "switch.unknown")
