"""Jobs are valves on the streams: held, run by hand, one after the other, or left open."""

from uuid import UUID

import pytest

from tests.cast import Network, follow_once, publish
from tests.integration.scheduler.scenes import (
    ON_REAL_DATABASES,
    administrator,
    at_till,
    customer_at,
    hold,
    new_customer,
    number_at,
    put,
    run,
    staff_at,
    turn,
)
from tillbook import configuration
from tillbook.exchange import parent_link, valves
from tillbook.exchange.down import groups
from tillbook.exchange.errors import Refused
from tillbook.exchange.models import FeedCursor, JobRun, Operation, Valve
from tillbook.exchange.up import upload
from tillbook.features.operations.turn import turn as turn_switch
from tillbook.features.queries import is_on
from tillbook.fleet.queries import backlog
from tillbook.foundation import clock
from tillbook.foundation.actor import Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.scheduler import queries, seeds
from tillbook.scheduler.errors import JobHasNoData, JobRunning, RecurringFull, UnknownJob
from tillbook.scheduler.models import SchedulerJob, SchedulerSubjob
from tillbook.scheduler.operations import run_job, sessions
from tillbook.staff.models import Associate

pytestmark = ON_REAL_DATABASES
CHAIN = ("P-0001", "sync", "1010")


def hold_all(cast: Network) -> None:
    for number in CHAIN:
        hold(cast, number)
    turn(cast)


def state_at(node: ThisNode, id: UUID) -> list[str]:
    """Return how the operations on a customer stand at a node."""
    with acting_as(node):
        rows = Operation.objects.filter(entity=id).order_by("position")
        return list(rows.values_list("state", flat=True))


def test_while_every_job_is_continuous_nobody_needs_to_run_one(cast: Network) -> None:
    id = at_till(cast)
    turn(cast)
    assert number_at(cast.tills[1], id)


@pytest.mark.rule("AR-089")
def test_upload_synchronize_and_1010_in_this_order_bring_the_number_to_the_register(
    cast: Network,
) -> None:
    hold_all(cast)
    id = at_till(cast)
    turn(cast)
    assert customer_at(cast.headquarters, id) is None
    for job, at_headquarters, at_register in (
        ("P-0001", False, False),
        ("sync", True, False),
        ("1010", True, True),
    ):
        run(cast, job)
        turn(cast)
        found = customer_at(cast.headquarters, id)
        assert (found is not None and bool(found.account_number)) is at_headquarters, job
        assert bool(number_at(cast.tills[0], id)) is at_register, job
    assert number_at(cast.tills[1], id) == number_at(cast.headquarters, id)
    assert state_at(cast.tills[0], id) == ["settled"]


@pytest.mark.rule("AR-090")
def test_synchronizing_before_the_upload_leaves_the_customer_pending_and_breaks_nothing(
    cast: Network,
) -> None:
    hold_all(cast)
    id = at_till(cast)
    for number in ("1010", "sync"):
        run(cast, number)
        turn(cast)
    assert state_at(cast.tills[0], id) == ["pending"]
    for number in CHAIN:
        run(cast, number)
        turn(cast)
    assert number_at(cast.tills[0], id)


@pytest.mark.rule("AR-091")
def test_only_what_was_processed_is_marked_so(cast: Network) -> None:
    hold_all(cast)
    first = at_till(cast)
    run(cast, "P-0001")
    turn(cast)
    run(cast, "sync")
    turn(cast)
    second = at_till(cast)
    run(cast, "P-0001")
    turn(cast)
    assert state_at(cast.headquarters, first) == ["settled"]
    assert state_at(cast.headquarters, second) == ["pending"]
    with acting_as(cast.headquarters):
        done = JobRun.objects.filter(valve="sync", rows__gt=0).get()
        assert (done.status, done.rows, done.failed) == ("done", 1, 0)


def test_a_run_of_the_upload_lets_one_batch_through_each_time(cast: Network) -> None:
    hold(cast, "P-0001")
    turn(cast)
    for _ in range(3):
        id = at_till(cast)
        turn(cast)
        with acting_as(cast.tills[0]):
            assert backlog().pending == 1
        run(cast, "P-0001")
        turn(cast)
        assert number_at(cast.tills[0], id)


def test_a_store_that_did_its_run_passes_on_what_its_registers_send_in_theirs(
    cast: Network,
) -> None:
    hold(cast, "P-0001")
    turn(cast)
    id = at_till(cast)
    run(cast, "P-0001")
    publish(cast.headquarters)
    for node in cast.children:
        follow_once(node)
    with acting_as(cast.store):
        assert upload.upload_due(parent_link.link()) == 0
    turn(cast)
    assert number_at(cast.headquarters, id)


def test_an_upload_that_recurs_runs_again_and_again(cast: Network) -> None:
    with acting_as(cast.headquarters):
        run_job.schedule_job(administrator(cast), "P-0001", mode="recurring", every_minutes=15)
    turn(cast)
    for _ in range(2):
        id = at_till(cast)
        turn(cast)
        assert state_at(cast.tills[0], id) == ["pending"]
        with acting_as(cast.headquarters):
            Valve.objects.update(next_at=clock.now())
            valves.tick()
        turn(cast)
        assert number_at(cast.tills[0], id)


@pytest.mark.rule("AR-073")
def test_a_channel_acts_on_the_old_switch_until_1070_has_run(cast: Network) -> None:
    hold(cast, "1070")
    turn(cast)
    with acting_as(cast.headquarters):
        turn_switch(administrator(cast), "multiple_contacts", on=True)
    turn(cast)
    for node in cast.children:
        with acting_as(node):
            assert not is_on("multiple_contacts")
    run(cast, "1070")
    turn(cast)
    for node in cast.children:
        with acting_as(node):
            assert is_on("multiple_contacts")


@pytest.mark.rule("AR-097")
def test_a_second_run_is_refused_while_one_is_under_way(cast: Network) -> None:
    hold(cast, "1010")
    run(cast, "1010")
    with pytest.raises(JobRunning):
        run(cast, "1010")
    turn(cast)
    run(cast, "1010")


@pytest.mark.rule("AR-097")
def test_an_upload_that_is_asked_for_twice_runs_once_after_the_other(cast: Network) -> None:
    hold(cast, "P-0001")
    turn(cast)
    id = at_till(cast)
    run(cast, "P-0001")
    run(cast, "P-0001")
    turn(cast)
    assert number_at(cast.tills[0], id)
    with acting_as(cast.headquarters):
        assert Operation.objects.filter(entity=id).count() == 1


@pytest.mark.rule("AR-099")
def test_a_package_that_fails_three_times_stops_and_later_ones_wait(cast: Network) -> None:
    with acting_as(cast.tills[0]):
        Associate.objects.create(id=new_id(), number="200", name="In the way", role="cashier")
    bert = {"number": "200", "name": "Bert", "role": "cashier", "is_active": True}
    with acting_as(cast.headquarters):
        configuration.put(administrator(cast), "associate", id=new_id(), document=bert)
    fail(cast, times=3)
    later = new_customer(cast)
    fail(cast, times=1)

    with acting_as(cast.tills[0]):
        cursor = FeedCursor.objects.get(group=groups.OFFLINE)
        assert (cursor.tries, cursor.failed_number) == (3, cursor.number + 1)
    assert customer_at(cast.tills[0], later) is None
    assert customer_at(cast.store, later) is not None
    with acting_as(cast.tills[0]):
        Associate.objects.filter(name="In the way").delete()
    fail(cast, times=1)
    assert customer_at(cast.tills[0], later) is None, "it is not tried again by itself"
    with acting_as(cast.headquarters):
        sessions.retry(administrator(cast), groups.OFFLINE, cursor.number + 1)
    turn(cast)
    assert customer_at(cast.tills[0], later) is not None
    assert staff_at(cast.tills[0]) == ["Ada", "Bert"]


def fail(cast: Network, *, times: int) -> None:
    """Let every node follow, the first till in vain."""
    for _ in range(times):
        with pytest.raises(Exception, match=r".+"):
            turn(cast)


@pytest.mark.rule("AR-101")
def test_a_full_data_sync_with_a_recurrence_is_refused(cast: Network) -> None:
    actor = administrator(cast)
    with acting_as(cast.headquarters):
        with pytest.raises(RecurringFull):
            run_job.sync_in_full(actor, "1010", every_minutes=15)
        with pytest.raises(Refused) as raised:
            put(
                cast,
                "distribution_schedule",
                "1010",
                full_runs=1,
                mode="recurring",
                every_minutes=15,
            )
        assert raised.value.code == RecurringFull.code


@pytest.mark.parametrize(
    "reference",
    [
        "sync",
        "Synchronize customers and channel requests",
        "synchronize customers and business partners from async mode",
        "Synkronisera kunder och affärspartners från asynkront läge",
        "从异步模式同步客户和业务合作伙伴",
        "同步客户和渠道请求",
        "Turn pending customers into customers",
    ],
)
def test_a_job_answers_to_all_its_names(cast: Network, reference: str) -> None:
    with acting_as(cast.headquarters):
        assert queries.job_named(reference).number == "sync"
        with pytest.raises(UnknownJob):
            queries.job_named("no such job")


def test_only_who_may_run_jobs_runs_them_and_only_downloads_are_synchronized_in_full(
    cast: Network,
) -> None:
    manager = cast.associate(cast.headquarters, Role.MANAGER)
    with acting_as(cast.headquarters):
        with pytest.raises(PermissionRefused):
            run_job.run_job(manager, "1010")
        with pytest.raises(PermissionRefused):
            run_job.sync_in_full(manager, "1010")
        with pytest.raises(PermissionRefused):
            run_job.schedule_job(manager, "1010", mode="held")
        with pytest.raises(JobHasNoData):
            run_job.sync_in_full(administrator(cast), "P-0001")
        with pytest.raises(Refused):
            run_job.schedule_job(administrator(cast), "1010", mode="recurring")


def test_a_newer_release_adds_what_it_decided_on_and_keeps_what_people_chose(
    cast: Network,
) -> None:
    put(cast, "scheduler_subjob", "staff", fields={"associate": ["number"]})
    put(cast, "scheduler_subjob", "staff", is_excluded_offline=True)
    put(cast, "scheduler_job", "1060", subjobs=["staff"])
    with acting_as(cast.headquarters):
        seeds.plant()
        staff = SchedulerSubjob.objects.get(code="staff")
        assert "pin" in staff.fields["associate"]
        assert staff.is_excluded_offline
        assert SchedulerJob.objects.get(number="1060").subjobs == ["staff"]
        before = Operation.objects.count()
        seeds.plant()
        assert Operation.objects.count() == before
