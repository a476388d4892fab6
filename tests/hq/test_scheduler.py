"""H11–H13: the distribution schedule, its sessions, exclusion and the customer filter."""

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook.exchange.down import groups
from tillbook.exchange.models import (
    Group,
    LogEntry,
    Operation,
    Package,
    Snapshot,
    UploadSession,
    Valve,
)
from tillbook.exchange.up import decide_job
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.hq.scheduler import fields
from tillbook.nodes.models import NodeReport
from tillbook.scheduler import seeds
from tillbook.scheduler.catalog.jobs import SCHEMA, id_of
from tillbook.scheduler.catalog.subjobs import TABLES
from tillbook.scheduler.models import (
    ChannelSchema,
    DistributionSchedule,
    SchedulerJob,
    SchedulerParameters,
)

pytestmark = pytest.mark.django_db(transaction=True)
SCHEDULE, JOB = "/hq/schedule/", "/hq/schedule/jobs/1010/"
FILTER = f"/hq/schedule/schemas/{id_of('channel_schema', SCHEMA)}/"
NAMES = {
    "P-0001": "Customer changes from stores",
    "sync": "Turn pending customers into customers",
    "1010": "Customers to stores",
    "1060": "Staff to stores",
    "1070": "Store settings",
    "1090": "Registers and their devices",
    "1110": "Settings for the whole chain",
}


@pytest.fixture(autouse=True)
def planted(request: pytest.FixtureRequest) -> None:
    """Start headquarters with its schedule."""
    request.getfixturevalue("chain" if "chain" in request.fixturenames else "desk")
    seeds.plant()


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def schedule_of(number: str) -> DistributionSchedule:
    return DistributionSchedule.objects.get(job=number)


def test_every_job_stands_on_the_schedule_by_its_number_and_in_words(client: Client) -> None:
    page = text(client, SCHEDULE)
    for number, name in NAMES.items():
        assert name in page
        assert number == "sync" or number in page
    assert "Synchronize customers and channel requests" in page
    assert page.count("Continuous") == len(NAMES)


@pytest.mark.parametrize(
    ("language", "name"), [("sv", "Kunder till butiker"), ("zh-hans", "客户下发到商店")]
)
def test_jobs_have_names_in_every_language(client: Client, language: str, name: str) -> None:
    answer = client.get(SCHEDULE, headers={"Accept-Language": language})
    assert name in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        SCHEDULE,
        f"{SCHEDULE}table/",
        f"{SCHEDULE}runs/",
        *(f"{SCHEDULE}jobs/{number}/" for number in NAMES),
        f"{JOB}part/",
        f"{SCHEDULE}schemas/",
        FILTER,
        "/hq/sessions/down/",
        "/hq/sessions/down/?group=offline",
        "/hq/sessions/up/",
        "/hq/setup/scheduler/schedulerjob/",
        f"/hq/setup/scheduler/schedulerjob/{id_of('scheduler_job', '1010')}/change/",
        "/hq/setup/scheduler/schedulersubjob/",
        f"/hq/setup/scheduler/schedulersubjob/{id_of('scheduler_subjob', 'parties')}/change/",
        "/hq/setup/scheduler/channeldatabasegroup/",
        "/hq/setup/scheduler/channeldatabasegroup/add/",
        "/hq/setup/scheduler/schedulerparameters/",
    ],
)
def test_every_page_of_the_scheduler_opens(client: Client, address: str) -> None:
    assert text(client, address)


def test_every_field_that_jobs_carry_has_a_word_in_every_language(client: Client) -> None:
    raw = []
    for language in ("en", "sv", "zh-hans"):
        with translation.override(language):
            carried = ((kind, one.fields[kind].split()) for one in TABLES for kind in one.fields)
            raw += [(name, word) for kind, names in carried for name, word in _named(kind, names)]
    assert [pair for pair in raw if "_" in pair[1] or pair[1] == pair[0]] == []

    page = client.get("/hq/setup/scheduler/schedulersubjob/", headers={"Accept-Language": "sv"})
    assert "Förnamn · Mellannamn · Efternamn" in page.content.decode()


def _named(kind: str, names: list[str]) -> list[tuple[str, str]]:
    return [(name, fields.named(kind, [name])[0]) for name in names]


def test_the_job_of_uploads_says_what_holding_it_means_and_what_came(client: Client) -> None:
    page = text(client, f"{SCHEDULE}jobs/P-0001/")
    assert "Customers that are not created in async mode are asked for at once" in page
    assert "No store has sent anything yet." in page


def test_a_job_is_held_run_made_recurring_and_let_go_again(client: Client) -> None:
    form = fields_of(text(client, JOB))
    answer = client.post(f"{JOB}change/", form | {"mode": "held"}, follow=True)
    assert "Held. Nothing moves until you run the job." in answer.content.decode()
    assert schedule_of("1010").mode == "held"

    answer = client.post(f"{JOB}run/", follow=True)
    assert "The job runs within seconds." in answer.content.decode()
    assert schedule_of("1010").runs == 1

    recurrence = {"mode": "recurring", "every": "2", "unit": "hours"}
    client.post(f"{JOB}change/", recurrence)
    assert schedule_of("1010").every_minutes == 120
    assert "Every 2 hours" in text(client, SCHEDULE)

    client.post(f"{JOB}change/", {"mode": "continuous"})
    assert schedule_of("1010").mode == "continuous"


def test_who_saw_an_older_schedule_is_told(client: Client) -> None:
    form = fields_of(text(client, JOB))
    client.post(f"{JOB}change/", {"mode": "held"})
    client.post(f"{JOB}change/", {"mode": "continuous"})
    answer = client.post(f"{JOB}change/", form | {"mode": "held"}, follow=True)
    assert "Somebody else changed this job in the meantime." in answer.content.decode()
    assert schedule_of("1010").mode == "continuous"


def test_who_held_and_ran_a_job_stands_on_its_page_and_in_the_log(client: Client) -> None:
    for address, typed in (
        (f"{JOB}change/", {"mode": "held"}),
        (f"{JOB}run/", {}),
        (f"{JOB}change/", {"mode": "continuous"}),
    ):
        client.post(address, typed)
    asked = text(client, JOB).partition("Asked for by people")[2]
    assert asked.count("Maria Ek") == 3
    assert asked.index("Continuous") < asked.index("Run now") < asked.index("Held")
    assert Operation.objects.filter(kind="job.operate").count() == 3


def test_a_recurrence_begins_at_a_time_of_day(client: Client) -> None:
    typed = {"mode": "recurring", "every": "1", "unit": "days", "starts_at": "02:30"}
    page = client.post(f"{JOB}change/", typed, follow=True).content.decode()
    assert "Every day, first at 02:30 UTC" in page
    next_at = Valve.objects.get(name="1010").next_at
    assert next_at is not None
    assert (next_at.hour, next_at.minute) == (2, 30)
    wrong = client.post(f"{JOB}change/", typed | {"starts_at": "25:99"}, follow=True)
    assert "Write the time of day as 02:00." in wrong.content.decode()
    assert schedule_of("1010").starts_at == "02:30"


def test_a_job_that_nobody_knows_is_not_found(client: Client) -> None:
    assert client.get(f"{SCHEDULE}jobs/9999/").status_code == 404
    assert client.post(f"{SCHEDULE}jobs/9999/run/").status_code == 404


def test_a_full_data_sync_shows_its_progress(client: Client) -> None:
    answer = client.post(f"{JOB}full/", {"group": groups.OFFLINE}, follow=True)
    page = answer.content.decode()
    assert "Everything of this job is sent anew" in page
    assert "Last full data sync" in page
    assert schedule_of("1010").full_runs == 1
    assert "cannot recur" in page


@pytest.mark.rule("AR-125")
def test_the_filter_is_turned_on_only_by_who_says_yes(client: Client) -> None:
    page = text(client, FILTER)
    assert "Every job with customer data has to be excluded from offline databases as well." in page
    assert "1010 Customers to stores is not excluded yet" in page
    form = fields_of(page)

    answer = client.post(FILTER, form | {"answer": "no"}, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert not ChannelSchema.objects.get(name=SCHEMA).filters_customers

    client.post(FILTER, form | {"answer": "yes"})
    assert ChannelSchema.objects.get(name=SCHEMA).filters_customers


@pytest.mark.rule("AR-126")
def test_a_filter_without_exclusion_is_told_on_the_health_page(client: Client) -> None:
    warning = "Customers still reach offline databases"
    assert warning not in text(client, "/hq/nodes/")
    client.post(FILTER, {"answer": "yes"})
    for address in ("/hq/nodes/", "/hq/check/", SCHEDULE, f"{SCHEDULE}schemas/"):
        assert warning in text(client, address), address

    change = f"/hq/setup/scheduler/schedulerjob/{id_of('scheduler_job', '1010')}/change/"
    row = SchedulerJob.objects.get(number="1010")
    form = fields_of(text(client, change))
    answer = client.post(change, form | {"is_excluded_offline": "on", "subjobs": row.subjobs})
    assert answer.status_code == 302
    assert SchedulerJob.objects.get(number="1010").is_excluded_offline
    assert warning not in text(client, "/hq/nodes/")
    assert "Excluded from offline databases" in text(client, SCHEDULE)


@whole_chain
def test_who_excludes_is_offered_the_full_data_sync_that_empties_what_was_filled(
    chain: tuple[Office, Network],
) -> None:
    client = signed_in(chain[0])
    subjob = f"/hq/setup/scheduler/schedulersubjob/{id_of('scheduler_subjob', 'staff')}/change/"
    job = f"/hq/setup/scheduler/schedulerjob/{id_of('scheduler_job', '1010')}/change/"
    subjobs = SchedulerJob.objects.get(number="1010").subjobs
    forms = {
        subjob: ({"is_excluded_offline": "on"}, "1060"),
        job: ({"is_excluded_offline": "on", "subjobs": subjobs}, "1010"),
        FILTER: ({"answer": "yes"}, "1010"),
    }
    for address, (typed, number) in forms.items():
        form = {**fields_of(text(client, address)), **typed}
        page = client.post(address, form, follow=True).content.decode()
        assert "2 offline databases drop what is excluded" in page
        assert f'action="/hq/schedule/jobs/{number}/full/"' in page
    job = f"/hq/setup/scheduler/schedulerjob/{id_of('scheduler_job', '1070')}/change/"
    kept, lost = SchedulerJob.objects.get(number="1070").subjobs[1:], "Full data sync of 1070 now"
    for is_offered in (True, False):
        form = {**fields_of(text(client, job)), "subjobs": kept}
        answer = client.post(job, form, follow=True)
        assert (lost in answer.content.decode()) == is_offered
    client.post("/hq/schedule/jobs/1010/full/")
    assert schedule_of("1010").full_runs == 1

    off = text(client, FILTER)
    assert "Turn the filter off?" in off
    assert ChannelSchema.objects.get(name=SCHEMA).filters_customers
    client.post(FILTER, fields_of(off) | {"answer": "off"})
    assert not ChannelSchema.objects.get(name=SCHEMA).filters_customers


def test_a_schema_is_made_once_under_its_name(client: Client) -> None:
    client.post(f"{SCHEDULE}schemas/", {"name": "idle"})
    assert ChannelSchema.objects.filter(name="idle", filters_customers=False).exists()
    answer = client.post(f"{SCHEDULE}schemas/", {"name": "idle"})
    assert "This is taken already." in answer.content.decode()


def test_a_new_group_begins_with_its_own_packages(client: Client) -> None:
    form = {"name": "north", "schema": SCHEMA, "is_offline": "on", "legal_entities": ["se"]}
    answer = client.post("/hq/setup/scheduler/channeldatabasegroup/add/", form)
    assert answer.status_code == 302
    made = Group.objects.get(name="north")
    assert made.offline
    assert made.rule["kinds"]["customer"]["where"] == {"legal_entity": ["se"]}


def test_the_try_count_holds_for_every_group(client: Client) -> None:
    row = SchedulerParameters.objects.get()
    address = f"/hq/setup/scheduler/schedulerparameters/{row.pk}/change/"
    form = fields_of(text(client, address))
    assert client.post(address, form | {"try_count": "5"}).status_code == 302
    assert set(Group.objects.values_list("tries", flat=True)) == {5}


@whole_chain
@pytest.mark.rule("AR-100")
def test_a_session_shows_its_rows_size_and_times_and_can_be_cancelled_and_deleted(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    cast.settle()
    desk.customer(name="Anna Exempelsson")
    cast.settle()
    package = Package.objects.filter(group=groups.OFFLINE).latest("number")
    address = f"/hq/sessions/down/{groups.OFFLINE}/{package.number}/"

    page = text(client, "/hq/sessions/down/?group=offline")
    assert f'href="{address}"' in page
    assert "Available" in page
    page = text(client, address)
    for word in ("Customers 1", "Rows", "Size", "Created", "Available", "till_1", "till_2"):
        assert word in page
    still_needed = client.post(f"{address}delete/", follow=True).content.decode()
    assert "A node still waits for this package." in still_needed

    for verb in ("cancel", "delete"):
        assert f'href="{address}{verb}/"' in page or verb == "delete"
        assert "button--danger" in text(client, f"{address}{verb}/")
    assert not Operation.objects.filter(kind="session.operate").exists()
    canceled = client.post(f"{address}cancel/", follow=True).content.decode()
    assert "Canceled. Nodes pass this package over" in canceled
    asked = canceled.partition("Asked for by people")[2]
    assert "Cancel session" in asked
    assert "Maria Ek" in asked
    [logged] = Operation.objects.filter(kind="session.operate")
    assert (logged.actor, logged.outcome) == (desk.administrator, "applied")
    assert LogEntry.objects.filter(subject=logged.id).count() == 2
    client.post(f"{address}delete/")
    assert f'href="{address}"' not in text(client, "/hq/sessions/down/?group=offline")
    assert Operation.objects.filter(kind="session.operate", entity=logged.entity).count() == 2
    cast.settle()
    later = Package.objects.filter(group=groups.OFFLINE).latest("number")
    assert later.contents == package.contents, "what it carried is sent anew"


@whole_chain
def test_what_every_node_has_is_not_cancelled_and_old_numbers_are_forgotten(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    cast.settle()
    desk.customer(name="Anna Exempelsson")
    cast.settle()
    package = Package.objects.filter(group=groups.OFFLINE).latest("number")
    client.post(f"/hq/sessions/down/{groups.OFFLINE}/{package.number}/cancel/")
    cast.settle()
    later = Package.objects.filter(group=groups.OFFLINE).latest("number")
    for till in cast.tills:
        NodeReport.objects.update_or_create(
            node=till.id, defaults={"at": clock.now(), "package": later.number}
        )
    address = f"/hq/sessions/down/{groups.OFFLINE}/{later.number}/"
    refused = client.post(f"{address}cancel/", follow=True).content.decode()
    assert "Every node has this package" in refused
    assert Group.objects.get(name=groups.OFFLINE).skipped == [package.number]

    Snapshot.objects.create(
        group=groups.OFFLINE,
        number=later.number,
        below=later.number,
        name="f",
        began_at=clock.now(),
    )
    desk.customer(name="Berit Exempelsson")
    cast.settle()
    newest = Package.objects.filter(group=groups.OFFLINE).latest("number").number
    client.post(f"/hq/sessions/down/{groups.OFFLINE}/{newest}/cancel/")
    assert Group.objects.get(name=groups.OFFLINE).skipped == [newest], "no node meets the other"


@pytest.mark.rule("AR-100")
def test_nodes_that_gave_up_are_asked_to_try_again(client: Client) -> None:
    package = Package.objects.create(
        group=groups.OFFLINE, number=1, previous="0" * 64, name="f" * 64, items=1, contents={}
    )
    before = Group.objects.get(name=groups.OFFLINE).retries
    client.post(f"/hq/sessions/down/{groups.OFFLINE}/{package.number}/retry/")
    assert Group.objects.get(name=groups.OFFLINE).retries == before + 1
    client.post(f"/hq/sessions/down/{groups.OFFLINE}/{package.number}/retry/")
    assert Group.objects.get(name=groups.OFFLINE).retries == before + 2
    assert Operation.objects.filter(kind="session.operate").count() == 2
    assert client.post(f"/hq/sessions/down/{groups.OFFLINE}/99/retry/").status_code == 404


@pytest.mark.rule("AR-100")
def test_an_upload_session_shows_its_node_rows_and_error_and_is_deleted(client: Client) -> None:
    session = UploadSession.objects.create(
        node=new_id(),
        at=clock.now(),
        rows=7,
        size=4200,
        refused=1,
        status=UploadSession.Status.FAILED,
        error="operation.altered",
    )
    page = text(client, "/hq/sessions/up/")
    for word in ("Apply failed", "operation.altered", "4.2 kB"):
        assert word in page
    question = text(client, f"/hq/sessions/up/{session.pk}/delete/")
    assert "It leaves this list and cannot come back. Its operations stay." in question
    assert UploadSession.objects.exists()
    client.post(f"/hq/sessions/up/{session.pk}/delete/")
    assert not UploadSession.objects.exists()
    assert Operation.objects.filter(kind="session.operate").count() == 1


def test_a_run_is_listed_with_what_it_did(client: Client) -> None:
    client.post("/hq/schedule/jobs/sync/change/", {"mode": "held"})
    client.post("/hq/schedule/jobs/sync/run/")
    decide_job.decide_due()
    page = text(client, f"{SCHEDULE}runs/")
    assert "Turn pending customers into customers" in page
    assert "Done" in page


def test_long_lists_go_on_by_key(client: Client) -> None:
    UploadSession.objects.bulk_create(
        UploadSession(node=new_id(), at=clock.now(), rows=n, size=1, status="applied")
        for n in range(60)
    )
    page = text(client, "/hq/sessions/up/")
    assert page.count("/delete/") == 50
    before = page.split("before=")[1].split('"')[0]
    assert text(client, f"/hq/sessions/up/?before={before}").count("/delete/") == 10
