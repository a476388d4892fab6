"""An enrolled device that does not keep to the program harms nobody but itself."""

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.cast import ADA, Network, open_store
from tests.companies import create_in_oslo, open_oslo
from tests.integration.exchange.lies import altered, at, id_of, lie, tell
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_everywhere_alike,
    create,
    nodes_of,
    shown,
)
from tillbook import configuration
from tillbook.customers import document as documents
from tillbook.customers.replicated import form
from tillbook.exchange import parent_link, serve
from tillbook.exchange.core.operations import RETRY, By, Outcome, Signed, Verdict
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.core.units import to_units
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import Answer
from tillbook.exchange.up import decide
from tillbook.exchange.up.controls import draft_control
from tillbook.exchange.up.submit import submit
from tillbook.fleet import contact, report
from tillbook.fleet.queries import copied
from tillbook.fleet.withdrawal import withdraw
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.staff.models import Associate
from tillbook.stores.models import Store

pytestmark = ON_REAL_DATABASES


def verdict_of(answer: Answer) -> Verdict:
    assert answer.verdict is not None, answer.refused
    return answer.verdict


def role_at(node: ThisNode, associate: UUID) -> str:
    with acting_as(node):
        return Associate.objects.get(id=associate).role


def test_a_right_to_edit_customers_is_none_to_edit_anything_else(cast: Network) -> None:
    till, associate = cast.tills[0], ("associate", cast.cashier)
    for kind in ("customer.edit", "customer.create"):
        signed = lie(cast, till, kind, associate, {"role": "administrator"})
        verdict = verdict_of(tell(cast.headquarters, signed))
        assert (verdict.outcome, verdict.reason) == (Outcome.QUARANTINED, "kind.wrong")
    assert role_at(cast.headquarters, cast.cashier) == "cashier"


@pytest.mark.rule("AR-136")
def test_a_device_changes_no_customer_of_another_company_and_enters_nobody_as_them(
    cast: Network,
) -> None:
    open_oslo(cast)
    theirs = create_in_oslo(cast, name="Kari Nordmann")
    own = create(cast, cast.tills[1], patience=WAITING).entity
    cast.settle()
    till, other = cast.tills[0], ("customer", theirs)
    for kind in ("customer.edit", "customer.record_consent"):
        answer = tell(cast.headquarters, lie(cast, till, kind, other, {"note": "ours now"}))
        verdict = verdict_of(answer)
        assert (verdict.outcome, verdict.reason) == (
            Outcome.QUARANTINED,
            "customer.of_another_company",
        )
    with acting_as(till):
        document = documents.read([own])[own]
    new = new_id()
    entered = document | {"id": str(new), "party": str(theirs), "contacts": [], "addresses": []}
    units = to_units(entered, documents.SHAPE)
    made = tell(cast.headquarters, lie(cast, till, "customer.create", ("customer", new), units))
    assert verdict_of(made).reason == "perm.denied"
    assert shown(cast, cast.headquarters, theirs)["note"] == ""


def test_what_a_device_asks_of_the_configuration_is_not_shown_at_its_parent(
    cast: Network,
) -> None:
    till, associate = cast.tills[0], ("associate", cast.cashier)
    for kind in ("configuration.put", "customer.edit", "of.another.release"):
        tell(cast.store, lie(cast, till, kind, associate, {"role": "administrator"}))
        assert role_at(cast.store, cast.cashier) == "cashier"


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_device_removes_nothing_whatever_it_claims_to_be(cast: Network, role: str) -> None:
    till = cast.tills[0]
    customer = create(cast, cast.tills[1], patience=WAITING).entity
    cast.settle()
    for entity in (("associate", cast.cashier), ("customer", customer), ("node", till.id)):
        removal = lie(cast, till, "configuration.remove", entity, {}, speaker=("staff", role))
        assert tell(cast.store, removal).verdict is None
        verdict = verdict_of(tell(cast.headquarters, removal))
        assert (verdict.outcome, verdict.reason) == (Outcome.QUARANTINED, "perm.denied")
    cast.settle()
    for node in nodes_of(cast):
        assert shown(cast, node, customer)["name"] == "Anna Svensson"
        assert role_at(node, cast.cashier) == "cashier"
        with acting_as(node):
            assert Node.objects.filter(id=till.id).exists()


@pytest.mark.parametrize("speaker", ["system", "nobody", ""])
def test_a_device_does_not_speak_as_nobody(cast: Network, speaker: str) -> None:
    till = cast.tills[0]
    customer = create(cast, till, patience=WAITING).entity
    cast.settle()
    edit = lie(
        cast,
        till,
        "customer.edit",
        ("customer", customer),
        {"note": "x"},
        speaker=(speaker, "cashier"),
    )
    verdict = verdict_of(tell(cast.headquarters, edit))
    assert (verdict.outcome, verdict.reason) == (Outcome.QUARANTINED, "perm.denied")


def test_a_device_names_only_people_who_work_or_worked_in_its_store(cast: Network) -> None:
    till, headquarters = cast.tills[0], cast.headquarters
    made = create(cast, cast.tills[1], patience=WAITING).entity
    cast.settle()

    def told(person: UUID, kind: str = "staff") -> str:
        edit = lie(cast, till, "customer.edit", ("customer", made), {"note": str(new_id())})
        by = By(id=person, kind=kind, role="administrator", store=cast.store_id)
        return verdict_of(tell(headquarters, altered(till, edit, by=by))).reason

    office, elsewhere = new_id(), new_id()
    with acting_as(headquarters):
        there = open_store(headquarters, "77")
        for number, (id, store) in enumerate(((office, None), (elsewhere, there)), start=200):
            place = {"number": str(number), "name": "Bo", "store": str(store) if store else None}
            configuration.put(headquarters.actor(), "associate", id=id, document=ADA | place)

    assert [told(person) for person in (new_id(), office, elsewhere)] == ["perm.denied"] * 3
    assert told(cast.cashier, "token") == "perm.denied"
    assert told(new_id(), "token") == told(cast.cashier) == ""
    with acting_as(headquarters):
        actor = headquarters.actor()
        configuration.put(actor, "associate", id=cast.cashier, document={"store": str(there)})
        assert told(cast.cashier) == "", "an offline till did not hear that she left"
        configuration.remove(actor, "associate", id=cast.cashier)
    assert told(cast.cashier) == ""


def test_closing_something_shows_nothing_refused_at_headquarters(cast: Network) -> None:
    till, associate = cast.tills[0], ("associate", cast.cashier)
    role = {"role": "administrator"}
    refused = lie(cast, till, "configuration.put", associate, role)
    assert verdict_of(tell(cast.headquarters, refused)).outcome is Outcome.QUARANTINED
    tell(cast.headquarters, lie(cast, till, "operation.discard", associate, {}, refers=new_id()))
    assert role_at(cast.headquarters, cast.cashier) == "cashier"


def test_an_id_taken_for_another_kind_does_not_stop_the_packager(cast: Network) -> None:
    till = cast.tills[0]
    taken = ("customer", cast.store_id)
    for kind in ("customer.create", "operation.discard"):
        tell(cast.headquarters, lie(cast, till, kind, taken, {}, refers=new_id()))
    receipt = create(cast, cast.tills[1], patience=WAITING)
    cast.settle()
    assert_everywhere_alike(cast, receipt.entity)


def test_a_patch_holds_nothing_of_another_customer(cast: Network) -> None:
    till, victim = cast.tills[0], create(cast, cast.tills[1], patience=WAITING).entity
    cast.settle()
    before = shown(cast, cast.headquarters, victim)
    for patch in FOREIGN:
        given = {unit: _naming(value, victim) for unit, value in patch.items()}
        for node in (cast.store, cast.headquarters):
            mine = {"name": {"name": "Mine"}, **given}
            signed = lie(cast, till, "customer.create", ("customer", new_id()), mine)
            assert tell(node, signed).refused == "operation.malformed", patch
    assert shown(cast, cast.headquarters, victim) == before


#: Units that reach for what is not theirs; "victim" stands for the id of another customer.
FOREIGN: list[dict[str, Any]] = [
    {"id": "victim"},
    {"name": {"name": "Mine", "id": "victim"}},
    {"name": {"name": "Mine", "account_number": "1"}},
    {"name": "Mine"},
    {"first_name": "Mine"},
    {"contacts": []},
    {f"contact/{new_id()}": {"kind": "url", "value": "x", "id": "victim"}},
    {f"contact/{new_id()}": 5},
    {"affiliation/gold": 5},
    {"primary/email": {}},
    {"version": 7},
    {"anything": "a\0b"},
    {"anything": 10**30},
    {"anything": json.loads("[" * 100 + "]" * 100)},
]


def _naming(value: object, victim: UUID) -> Any:
    if isinstance(value, dict):
        return {key: _naming(inner, victim) for key, inner in value.items()}
    return str(victim) if value == "victim" else value


def test_a_record_that_grows_edit_by_edit_stays_small_enough_for_a_package(cast: Network) -> None:
    till = cast.tills[0]
    customer = create(cast, till, patience=WAITING).entity
    outcomes = []
    for number in range(3):
        more = {f"more{number}": "x" * (decide.MAX_IMAGE_BYTES // 2)}
        signed = lie(cast, till, "customer.edit", ("customer", customer), more)
        outcomes.append(verdict_of(tell(cast.headquarters, signed)))
    assert [verdict.reason for verdict in outcomes] == ["", "record.too_large", "record.too_large"]
    other = create(cast, till, patience=WAITING).entity
    cast.settle()
    assert_everywhere_alike(cast, other)


BAD_REPORTS: list[dict[str, Any]] = [
    {"pending": 2**40},
    {"attention": -1},
    {"at_ms": 10**18},
    {"version": "x" * 500},
    {"version": "a\0"},
    {"keys": ["0" * 16] * 5000},
    {"package": 2**70},
    {"details": {"group": "x" * 500}},
    {"details": {"disk_free_mib": -1}},
    {"details": {"offset_ms": 2**60}},
    {"details": {"holds": {str(kind): [1, 1] for kind in range(100)}}},
    {"details": {"holds": {"customer": [-1]}}},
    {"details": {"loops": [{"name": "follow"}] * 50}},
    {"details": {"failing": {"group": "g", "number": 1, "code": "å", "tries": 1}}},
]


def test_a_device_cannot_cut_off_its_store_by_what_it_reports(cast: Network) -> None:
    till = cast.tills[0]
    for change in BAD_REPORTS:
        with acting_as(till):
            told = msgspec.to_builtins(report.own_report()) | change
            with pytest.raises(ParentRefused):
                parent_link.link().ask(contact.QUESTION, {"reports": [told]}, timeout_s=1.0)
    with acting_as(cast.store):
        assert contact.contact(parent_link.link())


def test_a_device_reports_for_itself_only(cast: Network) -> None:
    till, other = cast.tills
    with acting_as(till):
        told = msgspec.to_builtins(report.own_report()) | {"node": str(other.id), "pending": 99}
        parent_link.link().ask(contact.QUESTION, {"reports": [told]}, timeout_s=1.0)
    with acting_as(cast.store):
        assert not NodeReport.objects.filter(node=other.id).exists()


WRONG_TYPES: list[dict[str, Any]] = [
    {"name": {"name": 5}},
    {"created_at": "yesterday"},
    {"created_by": "nobody"},
    {"inherited": 5},
    {"origin": "x" * 17},
    {"currency": ["SEK"]},
    {f"contact/{new_id()}": {"kind": ["email"], "value": "a@b.se"}},
    {f"contact/{new_id()}": {"kind": "phone", "value": 5}},
    {f"address/{new_id()}": {"city": {"a": "b"}}},
    {f"address/{new_id()}": {"is_active": "perhaps"}},
    {"contact/first": {"kind": "url", "value": "x"}},
    {"affiliation/" + "x" * 51: {}},
]


def test_a_value_of_another_type_is_refused_and_breaks_nobody(cast: Network) -> None:
    for patch in WRONG_TYPES:
        customer = ("customer", new_id())
        signed = lie(cast, cast.tills[0], "customer.create", customer, patch)
        for node in (cast.store, cast.headquarters):
            assert tell(node, signed).refused == "operation.malformed", patch


def test_a_device_creates_customers_of_its_own_store_and_company_only(cast: Network) -> None:
    made = create(cast, cast.tills[0], patience=WAITING).entity
    with acting_as(cast.headquarters):
        Store.objects.create(
            id=new_id(),
            number="9",
            name="Elsewhere",
            legal_entity=Store.objects.get(id=cast.store_id).legal_entity,
            operating_unit=Store.objects.get(id=cast.store_id).operating_unit,
        )
    mine = shown(cast, cast.headquarters, made)
    own = {name: mine[name] for name in ("store", "legal_entity", "created_at")}
    own["name"] = {"name": "Mine"}
    for foreign in ({"store": "9"}, {"legal_entity": "another"}, {}):
        id = new_id()
        units = {"party": str(id)} | own | foreign
        asked = lie(cast, cast.tills[0], "customer.create", ("customer", id), units)
        verdict = verdict_of(tell(cast.headquarters, asked))
        expected = (Outcome.QUARANTINED, "perm.denied") if foreign else (Outcome.APPLIED, "")
        assert (verdict.outcome, verdict.reason) == expected


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00"]
)
def test_a_moment_that_some_time_zone_does_not_have_is_malformed(moment: str) -> None:
    assert not form.holds({"created_at": moment})
    assert form.holds({"created_at": "2026-01-01T00:00:00+00:00"})


def test_a_copied_device_is_noticed_and_a_person_decides(cast: Network) -> None:
    till, other = cast.tills
    entity = ("customer", create(cast, other, patience=WAITING).entity)
    cast.settle()

    def edit(seq: int, **patch: str) -> Signed:
        return at(till, seq, lie(cast, till, "customer.edit", entity, patch))

    first = edit(90_001, note="mine")
    assert verdict_of(tell(cast.headquarters, first)).outcome is Outcome.APPLIED
    batch = [edit(90_001, known_as="Nan"), edit(90_002, language="fr"), edit(90_002, title="Dr")]
    with acting_as(cast.headquarters):
        assert till.id not in copied()
        taken = serve.take(batch, child=till.id, patience=NONE)
        assert copied() == {till.id}
    told = [(verdict.outcome, verdict.reason) for verdict in map(verdict_of, taken)]
    clash = (Outcome.QUARANTINED, "node.cloned")
    assert told == [clash, (Outcome.APPLIED, ""), clash]
    assert verdict_of(tell(cast.headquarters, first)).outcome is Outcome.APPLIED

    with acting_as(cast.headquarters):
        for signed in (batch[0], batch[2]):
            draft = draft_control(cast.headquarters.actor(), RETRY, id_of(signed))
            submit(draft, patience=NONE)
        assert copied() == frozenset()
    found = shown(cast, cast.headquarters, entity[1])
    assert (found["note"], found["known_as"], found["title"]) == ("mine", "Nan", "Dr")


def test_what_a_withdrawn_device_says_waits_for_a_person(cast: Network) -> None:
    till = cast.tills[0]
    receipt = create(cast, till)
    with acting_as(cast.headquarters):
        withdraw(cast.headquarters.actor(), till.id)
    cast.settle()
    with acting_as(cast.headquarters):
        kept = Operation.objects.get(id=receipt.operation)
    assert (kept.state, kept.reason) == ("attention", "node.withdrawn")
