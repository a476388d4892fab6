"""Node health: what deserves a look at each node, what its data lacks, and the trend."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from tests.cast import Network, follow_once, publish
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.integration.exchange.scenes import create
from tests.integration.health.scenes import (
    CUSTOMERS,
    GLOBAL,
    fall_silent,
    pause,
    put_jobs,
    receive,
    speak,
    tell,
    turn,
)
from tillbook.exchange import valves
from tillbook.exchange.core.scope import KindRule
from tillbook.exchange.down import follow, groups
from tillbook.exchange.kinds import entity_kinds
from tillbook.exchange.valves import Mode
from tillbook.features.operations.turn import turn as switch
from tillbook.fleet.report import LoopReport, own_report
from tillbook.foundation import clock
from tillbook.health.sets import SetState
from tillbook.health.tree import Health, Line, tree
from tillbook.nodes.models import NodeReport, NodeSample
from tillbook.nodes.this_node import acting_as, current
from tillbook.screens.kinds import kind_name

Chain = tuple[Office, Network]
pytestmark = whole_chain


def line_of(desk: Office, node: UUID) -> Line:
    """Return the line of a node."""
    return next(line for line in tree(desk.actor).lines if line.node == node)


def states_of(line: Line) -> dict[str, SetState]:
    """Return how a node stands with every set."""
    return {one.job: one.state for one in line.sets}


def page_of(desk: Office, path: str) -> str:
    """Return a page of the back office."""
    answer = signed_in(desk).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_kind_of_rows_has_a_name(chain: Chain) -> None:
    names = [kind.name for kind in entity_kinds()]

    assert len(names) > 30
    assert [name for name in names if kind_name(name) == name] == []


@pytest.mark.rule("AR-074")
def test_old_switches_are_shown_with_the_job_to_run(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    turn(cast, GLOBAL, Mode.HELD)
    switch(desk.actor, "multiple_contacts", on=True)
    cast.settle()
    speak(cast)

    page = page_of(desk, "/hq/nodes/")
    node = page_of(desk, f"/hq/nodes/{cast.store.id}/")
    line = line_of(desk, cast.store.id)

    assert "It works with old settings: 1 change waits. Run job 1110." in page
    assert "Waits for job 1110" in node
    [held] = [one for one in line.sets if one.job == GLOBAL]
    assert held.version is not None
    assert held.newest_version is not None
    assert held.version < held.newest_version
    assert f"headquarters {held.newest_version}" in node
    valves.run_now(GLOBAL)
    cast.settle()
    speak(cast)
    assert set(states_of(line_of(desk, cast.store.id)).values()) == {SetState.CURRENT}
    assert "old settings" not in page_of(desk, "/hq/nodes/")


def test_the_age_of_data_is_that_of_the_oldest_change_that_is_missing(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    create(cast, cast.headquarters)
    tell(cast, cast.store)
    speak(cast)

    behind, ahead = line_of(desk, cast.tills[0].id), line_of(desk, cast.store.id)

    assert states_of(behind) == {CUSTOMERS: SetState.BEHIND, GLOBAL: SetState.CURRENT}
    assert states_of(ahead) == {CUSTOMERS: SetState.CURRENT, GLOBAL: SetState.CURRENT}
    [customers] = [one for one in behind.sets if one.job == CUSTOMERS]
    assert customers.packages == 1
    assert customers.since is not None
    assert clock.now() - customers.since < timedelta(minutes=1)


@pytest.mark.rule("AR-102")
def test_registers_whose_profile_pauses_are_named_with_what_they_lack(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    pause(cast)
    speak(cast)
    create(cast, cast.headquarters)
    cast.settle()
    speak(cast)
    till = line_of(desk, cast.tills[0].id)

    assert [one.code for one in till.troubles] == ["profile.paused"]
    assert states_of(till)[CUSTOMERS] is SetState.PAUSED
    assert states_of(line_of(desk, cast.store.id))[CUSTOMERS] is SetState.CURRENT
    assert "pauses synchronization" in page_of(desk, f"/hq/nodes/{cast.tills[0].id}/")
    pause(cast, on=False)
    speak(cast)
    cast.settle()
    speak(cast)
    assert not line_of(desk, cast.tills[0].id).is_behind


def test_zero_customers_at_an_offline_database_are_proven_by_the_node_itself(
    chain: Chain,
) -> None:
    desk, cast = chain
    put_jobs(cast)
    till = cast.tills[0]
    create(cast, cast.headquarters)
    cast.settle()
    speak(cast)
    before = line_of(desk, till.id)
    receive(cast, groups.OFFLINE, customers=KindRule(fields=()))
    cast.settle()
    speak(cast)

    after = line_of(desk, till.id)

    assert before.standing is not None
    assert before.standing.details.holds["customer"].rows == 2
    assert after.standing is not None
    assert after.standing.details.holds["customer"].rows == 0
    assert states_of(after)[CUSTOMERS] is SetState.CURRENT
    page = " ".join(page_of(desk, f"/hq/nodes/{till.id}/").split())
    assert "<dt>Customers</dt><dd>0</dd>" in page


def test_a_package_that_cannot_be_applied_is_named(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cast = chain
    put_jobs(cast)
    create(cast, cast.headquarters)
    publish(cast.headquarters)

    def breaks(*arguments: object) -> None:
        raise ValueError("It breaks.")

    with monkeypatch.context() as patched:
        patched.setattr(follow, "_apply_items", breaks)
        for _ in range(2):
            with pytest.raises(ValueError, match="breaks"):
                follow_once(cast.store)
    speak(cast)

    line = line_of(desk, cast.store.id)

    assert states_of(line)[CUSTOMERS] is SetState.FAILING
    [failing] = [one for one in line.troubles if one.code == "package.failing"]
    assert (failing.params["code"], failing.params["tries"]) == ("error.unexpected", "2")
    assert "cannot be applied" in page_of(desk, "/hq/nodes/")


def test_loops_disk_and_clock_deserve_a_look(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    loops = (
        LoopReport(name="follow", trouble="package.bad", failures=3),
        LoopReport(name="upload", is_stalled=True),
        LoopReport(name="contact", trouble="parent.unreachable", failures=1),
    )
    speak(cast, cast.store, loops=loops)
    report = NodeReport.objects.get(node=cast.store.id)
    report.details |= {"disk_free_mib": 300}
    NodeReport.objects.filter(node=cast.store.id).update(details=report.details, clock_ms=-400_000)

    line = line_of(desk, cast.store.id)
    page = page_of(desk, f"/hq/nodes/{cast.store.id}/")

    assert line.health is Health.ATTENTION
    assert [one.code for one in line.troubles] == [
        "loop.stalled",
        "disk.low",
        "loop.failing",
        "clock.wrong",
    ]
    for words in ("Sending changes", "300 MB", "off by -400 s", "package.bad"):
        assert words in page


def test_only_trouble_is_shown_when_that_is_asked(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    fall_silent(cast, cast.tills[1])

    shown = {
        show: [name for name in ("Göteborg", "Kassa 1", "Kassa 2") if f">{name}</a>" in page]
        for show in ("all", "trouble", "offline", "behind", "nonsense")
        if (page := page_of(desk, f"/hq/nodes/table/?show={show}"))
    }

    everything = ["Göteborg", "Kassa 1", "Kassa 2"]
    assert shown == {
        "all": everything,
        "trouble": ["Kassa 2"],
        "offline": ["Kassa 2"],
        "behind": [],
        "nonsense": everything,
    }


def test_the_worst_of_every_hour_is_kept_for_a_week(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cast = chain
    put_jobs(cast)
    till, start = cast.tills[0], clock.now()
    samples: list[int] = []
    page = ""
    hours = {0: 2, 1: 0, 26: 1, 24 * 9: 0}
    for hour, pending in hours.items():
        now = start + timedelta(hours=hour)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        monkeypatch.setattr(clock, "milliseconds", lambda now=now: int(now.timestamp() * 1000))
        for _ in range(pending):
            create(cast, till)
        speak(cast)
        cast.settle()
        speak(cast)
        if hour == 26:
            samples = list(
                NodeSample.objects.filter(node=till.id).values_list("pending", flat=True)
            )
            page = page_of(desk, f"/hq/nodes/{till.id}/")

    assert samples == [2, 0, 1]
    assert "at most 2, now 1; silent for 24 hours" in page
    assert NodeSample.objects.filter(node=till.id).count() == 1


def test_an_older_release_says_less_and_is_shown_all_the_same(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    NodeReport.objects.filter(node=cast.store.id).update(details={}, version="0.0.9")

    line = line_of(desk, cast.store.id)

    assert [one.code for one in line.troubles] == ["version.other"]
    assert line.health is Health.FINE
    assert "0.0.9" in page_of(desk, f"/hq/nodes/{cast.store.id}/")


def test_a_register_is_dated_and_timed_by_headquarters_clock(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cast = chain
    true = clock.milliseconds

    def told() -> int:
        return true() + (600_000 if current().id == cast.store.id else 0)

    monkeypatch.setattr(clock, "milliseconds", told)
    speak(cast)
    speak(cast)
    monkeypatch.undo()

    store, till = line_of(desk, cast.store.id), line_of(desk, cast.tills[0].id)
    assert store.report is not None
    assert till.report is not None
    assert abs(store.report.clock_ms - 600_000) < 5_000
    assert abs(till.report.clock_ms) < 5_000
    assert till.health is Health.FINE


def test_a_contact_stays_small(chain: Chain) -> None:
    _desk, cast = chain
    put_jobs(cast)
    with acting_as(cast.tills[0]):
        size = len(msgspec.json.encode(own_report()))

    assert size < 1_500


def test_where_a_customer_is_seen_is_linked_from_its_page(chain: Chain) -> None:
    desk, cast = chain
    put_jobs(cast)
    customer = create(cast, cast.headquarters).entity
    tell(cast, cast.store, cast.tills[0])
    speak(cast)

    whole = page_of(desk, f"/hq/customers/{customer}/")
    page = page_of(desk, f"/hq/customers/{customer}/why/?node={cast.tills[1].id}")

    assert f"/hq/customers/{customer}/why/" in whole
    assert page.count("Is seen there") == 2
    assert "It lacks 1 package and is receiving it." in page
    assert "Here it stops" in page
    assert "Anna" not in f"/hq/customers/{customer}/why/"
