"""Jobs and sessions over the API."""

from collections.abc import Iterator

import pytest

from tests.api.conftest import MARKS, Chain
from tillbook.exchange.down import groups
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import acting_as
from tillbook.scheduler import seeds

pytestmark = MARKS


@pytest.fixture(autouse=True)
def planted(chain: Chain) -> Iterator[None]:
    """Let the chain have its schedule, all jobs continuous again at the end."""
    with acting_as(chain.cast.headquarters):
        seeds.plant()
    chain.cast.settle()
    yield
    for job in chain.headquarters.get("/jobs").json["items"]:
        chain.headquarters.patch(f"/jobs/{job['number']}", {"mode": "continuous"})
    chain.cast.settle()


def test_the_jobs_are_listed_by_number_and_name(chain: Chain) -> None:
    listed = chain.headquarters.get("/jobs").json["items"]
    assert [job["number"] for job in listed] == [
        "P-0001",
        "sync",
        "1010",
        "1060",
        "1070",
        "1090",
        "1110",
    ]
    assert {job["mode"] for job in listed} == {"continuous"}
    assert listed[1]["reference"] == "Synchronize customers and channel requests"
    assert listed[2]["name"] == "Customers to stores"


def test_a_held_job_keeps_customers_until_it_is_run(chain: Chain) -> None:
    held = chain.headquarters.patch("/jobs/1010", {"mode": "held"})
    assert (held.status, held.json["mode"]) == (200, "held")
    chain.headquarters.create(name="Zenobia Haltsdotter", store="1")
    chain.cast.settle()
    assert chain.till.get("/customers?search=Zenobia").json["items"] == []
    [job] = [
        job for job in chain.headquarters.get("/jobs").json["items"] if job["number"] == "1010"
    ]
    assert job["waiting"] >= 1

    run = chain.headquarters.post("/jobs/1010/run", {})
    assert (run.status, run.json["number"]) == (202, "1010")
    chain.cast.settle()
    assert len(chain.till.get("/customers?search=Zenobia").json["items"]) == 1


def test_a_job_answers_to_its_older_name(chain: Chain) -> None:
    name = "/jobs/Synchronize%20customers%20and%20business%20partners%20from%20async%20mode"
    answer = chain.headquarters.patch(name, {"mode": "recurring", "every_minutes": 15})
    assert (answer.json["number"], answer.json["every_minutes"]) == ("sync", 15)
    assert answer.json["next_run"]


@pytest.mark.rule("AR-101")
def test_a_full_data_sync_with_a_recurrence_is_refused_over_the_api(chain: Chain) -> None:
    refused = chain.headquarters.post("/jobs/1010/run", {"full": True, "every_minutes": 15})
    assert (refused.status, refused.code) == (422, "full_sync.recurring")
    accepted = chain.headquarters.post("/jobs/1010/run", {"full": True, "group": groups.OFFLINE})
    assert accepted.status == 202


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/jobs/9999/run", {}, 404, "job.unknown"),
        ("/jobs/P-0001/run", {"full": True}, 422, "full_sync.no_data"),
        ("/jobs/1010/run", {"full": True, "group": "nowhere"}, 422, "group.unknown"),
        ("/jobs/1010/run", {"how": "fast"}, 422, "request.invalid"),
        ("/sessions/offline/999999/retry", {}, 404, "session.unknown"),
        ("/sessions/offline/999999/cancel", {}, 404, "session.unknown"),
    ],
)
def test_what_cannot_be_run_is_refused(
    chain: Chain, path: str, body: object, status: int, code: str
) -> None:
    refused = chain.headquarters.post(path, body)
    assert (refused.status, refused.code) == (status, code)


@pytest.mark.rule("AR-097")
def test_a_second_run_is_refused_over_the_api(chain: Chain) -> None:
    chain.headquarters.patch("/jobs/1060", {"mode": "held"})
    assert chain.headquarters.post("/jobs/1060/run", {}).status == 202
    refused = chain.headquarters.post("/jobs/1060/run", {})
    assert (refused.status, refused.code) == (409, "job.running")


def test_jobs_are_run_at_headquarters_by_who_may(chain: Chain) -> None:
    manager = chain.program(chain.cast.headquarters, Role.MANAGER)
    assert manager.post("/jobs/1010/run", {}).status == 403
    at_till = chain.program(chain.cast.tills[0], Role.ADMINISTRATOR)
    assert at_till.get("/jobs").code == "node.not_headquarters"


@pytest.mark.rule("AR-100")
def test_sessions_are_listed_page_by_page(chain: Chain) -> None:
    chain.till.create()
    chain.cast.settle()
    page = chain.headquarters.get("/sessions?group=offline")
    newest = page.json["items"][0]
    assert newest["direction"] == "download"
    assert newest["rows"] > 0
    assert newest["size"] > 0
    assert {step["name"] for step in newest["nodes"]} == {"till_1", "till_2"}
    older = chain.headquarters.get(f"/sessions?group=offline&before={10**6}").json["items"]
    assert older[0] == newest
    uploads = chain.headquarters.get("/sessions?direction=upload").json
    assert set(uploads) == {"items", "next"}

    address = f"/sessions/offline/{newest['number']}"
    assert chain.headquarters.post(f"{address}/cancel", {}).json["status"] == "canceled"
    assert chain.headquarters.post(f"{address}/retry", {}).status == 200
