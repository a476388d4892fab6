"""The page of nodes: how each stands, and codes for new devices."""

import csv
import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.cast import Network, open_store
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.integration.exchange.lies import at, lie, tell
from tillbook import configuration
from tillbook.exchange.core.admission import split_code
from tillbook.exchange.kinds import entity_kind
from tillbook.exchange.models import Operation
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.health.tree import Health, tree
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import EnrolmentCode, Node, NodeReport
from tillbook.nodes.this_node import acting_as, current

pytestmark = pytest.mark.django_db(transaction=True)


def _report(node: UUID, *, age_s: int = 1, attention: int = 0, clock_ms: int = 0) -> None:
    NodeReport.objects.create(
        node=node,
        at=clock.now() - timedelta(seconds=age_s),
        attention=attention,
        package=1,
        version="0.1.0",
        clock_ms=clock_ms,
    )


@whole_chain
def test_each_node_says_how_it_stands(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    store, (first, second) = cast.store, cast.tills
    _report(store.id)
    _report(first.id, attention=2)
    _report(second.id, age_s=1900)

    found = tree(desk.actor)

    assert [(line.name, line.depth, line.health) for line in found.lines] == [
        ("default", 0, Health.FINE),
        ("Göteborg", 1, Health.FINE),
        ("Kassa 1", 2, Health.ATTENTION),
        ("Kassa 2", 2, Health.OFFLINE),
    ]
    assert (found.nodes, found.fine, found.offline, found.attention) == (4, 2, 1, 1)
    assert found.lines[1].behind == found.newest_package - 1


@whole_chain
def test_a_node_that_never_spoke_or_was_withdrawn_is_named_so(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    office = signed_in(desk)
    page = f"/hq/nodes/{cast.tills[1].id}/"
    assert f"{page}withdraw/" in office.get(page).content.decode()
    assert "Kassa 2" in office.get(f"{page}withdraw/").content.decode()
    assert Node.objects.get(id=cast.tills[1].id).status == Node.Status.ACTIVE
    assert office.post(f"{page}withdraw/").headers["Location"] == page
    assert f"{page}withdraw/" not in office.get(page).content.decode()
    assert (
        Operation.objects.filter(entity=cast.tills[1].id).latest("position").actor == desk.actor.id
    )
    Node.objects.filter(id=cast.store.id).delete()

    health = [line.health for line in tree(desk.actor).lines]

    assert health == [Health.FINE, Health.MISSING, Health.SILENT, Health.REVOKED]


@whole_chain
def test_a_device_of_which_there_are_two_is_pointed_out(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    till = cast.tills[1]
    _report(till.id)
    place = ("customer", cast.default_customer)
    for note in ("one", "two"):
        edit = lie(cast, till, "customer.edit", place, {"note": note})
        tell(cast.headquarters, at(till, 90_000, edit))

    page = signed_in(desk).get(f"/hq/nodes/{till.id}/").content.decode()

    assert tree(desk.actor).lines[3].health is Health.ATTENTION
    assert "There are two of this device" in page


@whole_chain
def test_a_wrong_clock_is_pointed_out(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    _report(cast.store.id, clock_ms=5300)

    page = signed_in(desk).get("/hq/nodes/").content.decode()

    assert "5.3 s" in page


def test_the_table_renews_itself_without_the_shell(client: Client) -> None:
    page = client.get("/hq/nodes/table/").content.decode()

    assert "<table" in page
    assert "<html" not in page


def test_a_code_is_shown_once_with_the_command_to_run(client: Client, desk: Office) -> None:
    register = desk.registers[0]

    answer = client.post("/hq/nodes/code/", {"store": desk.store, "register": register})

    page = answer.content.decode()
    code = page.split('class="once__code"><code>')[1].split("</code>")[0]
    kept = EnrolmentCode.objects.get(id=split_code(code)[0])
    assert (kept.register, kept.store, kept.role) == (register, desk.store, "register")
    assert f"tillbook enroll {code}" in page
    assert "--parent http://testserver" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert code not in client.get("/hq/nodes/").content.decode()


@pytest.mark.parametrize("store", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_no_code_is_made_for_an_unknown_place(client: Client, store: str) -> None:
    assert client.post("/hq/nodes/code/", {"store": store}).status_code == 404
    assert not EnrolmentCode.objects.exists()


@whole_chain
def test_a_muted_node_alarms_nobody_until_its_time_or_a_click(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    office, till = signed_in(desk), cast.tills[0]
    page = f"/hq/nodes/{till.id}/"
    _report(till.id, attention=2)
    assert office.post(f"{page}mute/", {"hours": "4", "reason": " "}).status_code == 422
    assert office.post(f"{page}mute/", {"hours": "4", "reason": "\x00"}).status_code == 422
    assert office.post(f"{page}mute/", {"hours": "999", "reason": "x"}).status_code == 422
    assert office.post(f"/hq/nodes/{cast.headquarters.id}/mute/").status_code == 404

    office.post(f"{page}mute/", {"hours": "4", "reason": "Closed for <b>rebuilding"})

    found = tree(desk.actor)
    assert (found.attention, found.muted, found.severity) == (0, 1, None)
    shown = office.get(page).content.decode()
    assert "Closed for &lt;b&gt;rebuilding" in shown
    assert "Muted until" in office.get("/hq/nodes/?show=muted").content.decode()
    kept = Operation.objects.filter(entity=till.id, entity_kind="node").latest("position")
    assert kept.actor == desk.administrator
    Node.objects.filter(id=till.id).update(muted_until=clock.now())
    assert (tree(desk.actor).attention, tree(desk.actor).muted) == (1, 0)
    office.post(f"{page}mute/", {"hours": "1", "reason": "Still closed"})
    office.post(f"{page}unmute/")
    assert (tree(desk.actor).attention, tree(desk.actor).muted) == (1, 0)
    cast.settle()
    assert Node.objects.using("till_2").filter(id=till.id, muted_reason="").exists()


@whole_chain
def test_the_list_is_exported_without_formulas_and_told_to_support_without_people(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    office, till = signed_in(desk), cast.tills[0]
    _report(till.id, attention=2, clock_ms=-600_000)
    register = till.identity.register
    assert register is not None
    configuration.put(desk.actor, "register", id=register, document={"name": "=HYPERLINK(1)"})
    office.post(f"/hq/nodes/{till.id}/mute/", {"hours": "4", "reason": "Siv Alm is ill"})

    raw = office.get("/hq/nodes/export/").content.decode()

    assert raw.startswith("\ufeff")
    rows = {row["Node"]: row for row in csv.DictReader(io.StringIO(raw[1:]))}
    row = rows["'=HYPERLINK(1)"]
    assert (row["Needs attention"], row["Clock off by (s)"]) == ("2", "-600.0")
    assert len(rows) == 4
    page = office.get(f"/hq/nodes/{till.id}/").content.decode()
    [account] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert f"node: {till.id}" in account
    assert "operations.attention (warning)" in account
    for personal in ("Siv", "Alm", "HYPERLINK", "Kassa", "Göteborg"):
        assert personal not in account


@whole_chain
def test_a_server_is_given_a_further_store_and_loses_it_again(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    with acting_as(cast.headquarters):
        oslo = open_store(cast.headquarters, "2", name="Oslo")
    office, page = signed_in(desk), f"/hq/nodes/{cast.store.id}/"
    assert f"{page}stores/" in office.get(page).content.decode()
    assert f'name="store" value="{oslo}">' in office.get(f"{page}stores/").content.decode()

    assert office.post(f"{page}stores/", {"store": [str(oslo)]}).headers["Location"] == page

    assert "Serves also" in office.get(page).content.decode()
    assert f'value="{oslo}" checked' in office.get(f"{page}stores/").content.decode()
    assert "Served by" in office.get("/hq/nodes/").content.decode()
    assert "Oslo,Store server,2,Served by" in office.get("/hq/nodes/export/").content.decode()
    found = tree(desk.actor)
    assert [line.health for line in found.lines if line.store == oslo] == [Health.SERVED]
    assert found.nodes == 4
    for strange in ("nonsense", str(cast.tills[0].id)):
        assert office.post(f"{page}stores/", {"store": [strange]}).status_code == 404
    assert office.get(f"/hq/nodes/{cast.tills[0].id}/stores/").status_code == 404
    office.post(f"{page}stores/", {})
    assert "Serves also" not in office.get(page).content.decode()
    assert [line.health for line in tree(desk.actor).lines if line.store == oslo] == [
        Health.MISSING
    ]


@whole_chain
def test_a_page_that_is_out_of_date_takes_no_store_away(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    with acting_as(cast.headquarters):
        oslo = open_store(cast.headquarters, "2", name="Oslo")
    office, page = signed_in(desk), f"/hq/nodes/{cast.store.id}/stores/"
    shown = office.get(page).content.decode()
    [seen] = re.findall(r'name="expected" value="([^"]+)"', shown)
    office.post(page, {"store": [str(oslo)]})

    late = office.post(page, {"expected": seen}, follow=True).content.decode()

    assert "Somebody else changed this in the meantime" in late
    assert f'value="{oslo}" checked' in late


@whole_chain
def test_a_store_that_moves_names_both_its_servers(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    with acting_as(cast.headquarters):
        oslo = open_store(cast.headquarters, "2", name="Oslo")
        _let_another_server_serve(oslo)
    office = signed_in(desk)

    office.post(f"/hq/nodes/{cast.store.id}/stores/", {"store": [str(oslo)]})

    [moving] = [line for line in tree(desk.actor).lines if line.store == oslo]
    assert sorted(one.name for one in moving.servers) == ["Spare", "store"]


def _let_another_server_serve(store: UUID) -> None:
    """Admit a server that serves it as well, as while a store moves."""
    server = Node.objects.filter(role=NodeRole.CHANNEL).values().get()
    fields = entity_kind("node").fields
    document = {name: value for name, value in server.items() if name in fields}
    document |= {"name": "Spare", "store": str(new_id()), "further": {str(store): None}}
    configuration.put(current().actor(), "node", id=new_id(), document=document)
