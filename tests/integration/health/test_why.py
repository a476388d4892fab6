"""Why a customer is or is not seen at a register: each cause as it really comes about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    close_store,
    create,
    edit,
    resend,
)
from tests.integration.health.scenes import (
    CUSTOMERS,
    ask,
    cut,
    fall_silent,
    made_at_headquarters,
    pause,
    receive,
    speak,
    tell,
    turn,
)
from tillbook.customers.models import Customer, SearchEntry
from tillbook.customers.replicated import CUSTOMER
from tillbook.exchange import valves
from tillbook.exchange.core.scope import KindRule
from tillbook.exchange.down import blobs, follow, groups, packager
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.valves import Mode
from tillbook.fleet import connection
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.health.way import answer_way
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.this_node import acting_as
from tillbook.screens.why import causes

pytestmark = ON_REAL_DATABASES
#: What headquarters and what the first till itself say: the answer and the cause.
Said = tuple[str, str]
Scene = Callable[[Network, pytest.MonkeyPatch], UUID]


class Died(Exception):
    """The process ends here."""


def die(*arguments: object, **named: object) -> None:
    """End the process."""
    raise Died


def everything_is_well(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    cast.settle()
    speak(cast)
    return made


def nobody_made_it(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    return new_id()


def made_while_the_till_is_offline(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    cast.tills[0].parent.failed()
    return create(cast, cast.tills[0]).entity


def made_while_the_till_is_disconnected(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    till = cast.tills[0]
    with acting_as(till):
        connection.disconnect(cast.associate(till, Role.MANAGER))
    return create(cast, till).entity


def made_and_not_sent(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    return create(cast, cast.tills[0]).entity


def made_while_uploads_are_held(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    turn(cast, valves.UPLOAD, Mode.HELD)
    made = create(cast, cast.tills[0]).entity
    cast.settle()
    return made


def made_while_decisions_are_held(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    turn(cast, valves.DECIDE, Mode.HELD)
    made = create(cast, cast.tills[0]).entity
    cast.settle()
    speak(cast)
    return made


def refused_by_a_rule_at_headquarters(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    made = create(cast, cast.tills[0]).entity
    close_store(cast)
    cast.settle()
    speak(cast)
    return made


def edited_before_it_arrived(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    till = cast.tills[0]
    made = create(cast, till).entity
    changed = edit(cast, till, made, name="Anna Berg")
    resend(cast, till, changed.operation, to=cast.headquarters)
    return made


def no_customers_for_registers(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    receive(cast, groups.OFFLINE, customers=KindRule(fields=()))
    made = made_at_headquarters(cast)
    cast.settle()
    speak(cast)
    return made


def other_companies_only(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    receive(cast, groups.OFFLINE, customers=KindRule(where={"legal_entity": ("cn",)}))
    made = made_at_headquarters(cast)
    cast.settle()
    speak(cast)
    return made


def the_group_is_paused(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    receive(cast, groups.OFFLINE, is_paused=True)
    made = made_at_headquarters(cast)
    cast.settle()
    speak(cast)
    return made


def job_1010_is_held(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    turn(cast, CUSTOMERS, Mode.HELD)
    made = made_at_headquarters(cast)
    cast.settle()
    speak(cast)
    return made


def changed_while_job_1010_is_held(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = everything_is_well(cast, patch)
    turn(cast, CUSTOMERS, Mode.HELD)
    edit(cast, cast.headquarters, made, name="Anna Berg")
    cast.settle()
    speak(cast)
    return made


def not_packed_yet(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    return made_at_headquarters(cast)


def the_packager_died_before_it_published(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    # The channel databases' package comes first, the registers' second.
    for module, step in ((packager, "publish_head"), (blobs, "put")):
        with patch.context() as patched:
            patched.setattr(module, step, die)
            with pytest.raises(Died):
                publish(cast.headquarters)
    return made


def the_register_has_no_device(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = everything_is_well(cast, patch)
    with acting_as(cast.headquarters):
        Node.objects.filter(id=cast.tills[0].id).delete()
    return made


def the_device_was_withdrawn(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = everything_is_well(cast, patch)
    with acting_as(cast.headquarters):
        Node.objects.filter(id=cast.tills[0].id).update(status="revoked")
    return made


def the_device_never_spoke(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = everything_is_well(cast, patch)
    with acting_as(cast.headquarters):
        NodeReport.objects.filter(node=cast.tills[0].id).delete()
    return made


def the_store_is_offline(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    publish(cast.headquarters)
    fall_silent(cast, cast.store)
    return made


def the_store_is_behind(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    publish(cast.headquarters)
    return made


def the_till_is_offline(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    tell(cast, cast.store)
    speak(cast, cast.store)
    fall_silent(cast, cast.tills[0])
    return made


def the_till_is_behind(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    tell(cast, cast.store)
    speak(cast, cast.store)
    return made


def the_till_is_paused_by_its_profile(cast: Network, _patch: pytest.MonkeyPatch) -> UUID:
    pause(cast)
    speak(cast)
    made = made_at_headquarters(cast)
    cast.settle()
    speak(cast)
    return made


def the_till_cannot_apply_the_package(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = made_at_headquarters(cast)
    tell(cast, cast.store)
    with patch.context() as patched:
        patched.setattr(follow, "_apply_items", die)
        with pytest.raises(Died):
            follow_once(cast.tills[0])
    speak(cast)
    return made


def the_row_is_lost_at_the_till(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = everything_is_well(cast, patch)
    with acting_as(cast.tills[0]):
        CUSTOMER.remove([made])
    return made


def the_search_index_lost_it(cast: Network, patch: pytest.MonkeyPatch) -> UUID:
    made = everything_is_well(cast, patch)
    with acting_as(cast.tills[0]):
        SearchEntry.objects.filter(customer=made).delete()
    return made


SCENES: list[tuple[Scene, Said, Said]] = [
    (everything_is_well, ("visible", ""), ("visible", "")),
    (nobody_made_it, ("hidden", "record.unknown"), ("hidden", "record.unknown")),
    (
        made_while_the_till_is_offline,
        ("hidden", "record.unknown"),
        ("pending", "upload.offline"),
    ),
    (
        made_while_the_till_is_disconnected,
        ("hidden", "record.unknown"),
        ("pending", "upload.disconnected"),
    ),
    (made_and_not_sent, ("hidden", "record.unknown"), ("pending", "upload.on_the_way")),
    (made_while_uploads_are_held, ("hidden", "record.unknown"), ("pending", "upload.held")),
    (
        made_while_decisions_are_held,
        ("pending", "decide.waiting"),
        ("pending", "decide.waiting"),
    ),
    (
        refused_by_a_rule_at_headquarters,
        ("pending", "decide.quarantined"),
        ("pending", "decide.quarantined"),
    ),
    (edited_before_it_arrived, ("pending", "decide.held"), ("pending", "decide.held")),
    (no_customers_for_registers, ("hidden", "scope.kind"), ("hidden", "scope.kind")),
    (other_companies_only, ("hidden", "scope.where"), ("hidden", "scope.where")),
    (the_group_is_paused, ("hidden", "group.paused"), ("hidden", "group.paused")),
    (job_1010_is_held, ("hidden", "job.held"), ("hidden", "job.held")),
    (changed_while_job_1010_is_held, ("old", "job.held"), ("old", "job.held")),
    (not_packed_yet, ("hidden", "packing.waiting"), ("hidden", "packing.waiting")),
    (
        the_packager_died_before_it_published,
        ("hidden", "package.unpublished"),
        ("hidden", "package.unpublished"),
    ),
    (the_register_has_no_device, ("hidden", "device.missing"), ("visible", "")),
    (the_device_was_withdrawn, ("hidden", "device.revoked"), ("visible", "")),
    (the_device_never_spoke, ("hidden", "device.silent"), ("visible", "")),
    (the_store_is_offline, ("hidden", "parent.offline"), ("hidden", "parent.behind")),
    (the_store_is_behind, ("hidden", "parent.behind"), ("hidden", "parent.behind")),
    (the_till_is_offline, ("hidden", "node.offline"), ("hidden", "node.behind")),
    (the_till_is_behind, ("hidden", "node.behind"), ("hidden", "node.behind")),
    (
        the_till_is_paused_by_its_profile,
        ("hidden", "node.paused"),
        ("hidden", "node.paused"),
    ),
    (
        the_till_cannot_apply_the_package,
        ("hidden", "package.failing"),
        ("hidden", "package.failing"),
    ),
    (the_row_is_lost_at_the_till, ("visible", ""), ("hidden", "row.missing")),
    (the_search_index_lost_it, ("visible", ""), ("hidden", "index.missing")),
]


def _said(answer: dict[str, Any]) -> Said:
    [way] = answer["ways"]
    cause = way["cause"]
    if cause is not None:
        assert cause["message"]
        failed = [step for step in way["steps"] if step["outcome"] == "failed"]
        assert failed == [cause] or cause["outcome"] == "unknown"
    return way["answer"], cause["code"] if cause else ""


@pytest.mark.parametrize(
    ("scene", "at_headquarters", "at_the_till"),
    SCENES,
    ids=[scene.__name__ for scene, _, _ in SCENES],
)
def test_the_first_step_that_fails_is_named(
    cast: Network,
    monkeypatch: pytest.MonkeyPatch,
    scene: Scene,
    at_headquarters: Said,
    at_the_till: Said,
) -> None:
    customer = str(scene(cast, monkeypatch))

    told_above = ask(cast.headquarters, "POST", "/why", {"customer": customer, "register": "1-1"})
    told_here = ask(cast.tills[0], "POST", "/why", {"customer": customer})

    assert (_said(told_above), _said(told_here)) == (at_headquarters, at_the_till)


def test_a_store_tells_of_its_registers_what_they_told_it(cast: Network) -> None:
    customer = the_till_is_behind(cast, pytest.MonkeyPatch())

    told = ask(cast.store, "POST", "/why", {"customer": str(customer), "register": "1-1"})

    assert _said(told) == ("hidden", "node.behind")
    assert _said(ask(cast.store, "POST", "/why", {"customer": str(customer)})) == ("visible", "")


def test_who_cannot_ask_headquarters_says_so(cast: Network) -> None:
    customer = made_at_headquarters(cast)
    with cut(cast, cast.tills[0]):
        [way] = ask(cast.tills[0], "POST", "/why", {"customer": str(customer)})["ways"]

    assert (way["answer"], way["cause"]["code"]) == ("unknown", "root.unreachable")


def test_somebody_is_found_by_name_and_by_number_also_where_nobody_is_seen(
    cast: Network,
) -> None:
    made_at_headquarters(cast, name="Wilhelmina Ek")
    with acting_as(cast.headquarters):
        number = Customer.objects.get(name="Wilhelmina Ek").account_number
    till = cast.tills[0]

    for text in ("wilhelmina", number):
        found = ask(till, "POST", "/why", {"customer": text})
        assert found["customer"]["account_number"] == number
        assert _said(found) == ("hidden", "packing.waiting")
    nobody = ask(till, "POST", "/why", {"customer": "Nepomuk"})
    assert (nobody["customer"], nobody["ways"], nobody["is_complete"]) == (None, [], True)


def test_headquarters_tells_of_all_nodes_at_once(cast: Network) -> None:
    made = made_at_headquarters(cast)
    tell(cast, cast.store, cast.tills[1])
    speak(cast)

    ways = ask(cast.headquarters, "POST", "/why", {"customer": str(made)})["ways"]

    assert [(way["name"], way["place"], way["answer"]) for way in ways] == [
        ("store", "1", "visible"),
        ("till_1", "1-1", "hidden"),
        ("till_2", "1-2", "visible"),
    ]


def test_a_node_asks_only_for_itself_and_its_store(cast: Network) -> None:
    customer = made_at_headquarters(cast)
    params = {"kind": "customer", "id": str(customer), "node": str(cast.tills[0].id)}
    stranger = replace(cast.store.actor(), node=new_id())

    with acting_as(cast.headquarters):
        Node.objects.create(id=stranger.node, role="channel", name="Elsewhere", store=new_id())
        for actor, asked in ((stranger, params), (cast.store.actor(), params | {"id": "x"})):
            with pytest.raises(ParentRefused):
                answer_way(actor, asked)
        assert answer_way(cast.store.actor(), params)["root"]["version"]


def test_every_cause_has_words_and_a_scene() -> None:
    told = {code for _, *said in SCENES for _, code in said} - {""}

    assert causes() - told == {
        # Told below.
        "root.unreachable",
        # Steps that nobody can be asked about; they are no causes.
        "parent.silent",
        "node.not_asked",
        # See the rules' own tests.
        "removed.delete",
        "removed.erase",
        "upload.refused",
        "node.disconnected",
    }
