"""A client's own key: a repeat has one effect, another request under the key is refused."""

import threading

import pytest
from django.db import connections

from tests.api.conftest import MARKS, Answer, Chain, Program

pytestmark = MARKS


def test_a_repeat_is_answered_with_the_same_customer(chain: Chain) -> None:
    answers = [
        chain.till.post("/customers", body, idempotency_key="repeat")
        for body in ({"name": "Reprise", "type": "person"}, {"type": "person", "name": "Reprise"})
    ]

    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_another_body_under_the_same_key_is_refused(chain: Chain) -> None:
    made = chain.till.post("/customers", {"name": "Ett"}, idempotency_key="other body")

    other = chain.till.post("/customers", {"name": "Två"}, idempotency_key="other body")
    change = chain.till.patch(
        f"/customers/{made.json['id']}", {"name": "Ett"}, idempotency_key="other body"
    )

    assert (other.status, other.code) == (422, "idempotency.conflict")
    assert (change.status, change.code) == (422, "idempotency.conflict")


def test_a_key_belongs_to_its_token(chain: Chain) -> None:
    one = chain.till.post("/customers", {"name": "Ett"}, idempotency_key="shared")
    two = chain.other_till.post("/customers", {"name": "Två"}, idempotency_key="shared")

    assert one.status == two.status == 201
    assert one.json["id"] != two.json["id"]


def test_a_repeated_change_is_not_made_again(chain: Chain) -> None:
    made = chain.till.post("/customers", {"name": "Först"})
    path, seen = f"/customers/{made.json['id']}", made.headers["ETag"]

    def change() -> Answer:
        return chain.till.patch(path, {"name": "Mellan"}, if_match=seen, idempotency_key="change")

    first = change()
    chain.till.patch(path, {"name": "Sist"})
    repeat = change()

    assert (first.status, repeat.status) == (200, 200)
    assert chain.till.get(path).json["name"] == "Sist"


@pytest.mark.parametrize("place", ["headquarters", "till"])
@pytest.mark.pain("Retries and double clicks create copies")
def test_twenty_threads_with_one_key_make_one_customer(chain: Chain, place: str) -> None:
    program: Program = getattr(chain, place)
    answers: list[Answer] = []
    together = threading.Barrier(20)

    def post() -> None:
        together.wait()
        try:
            answers.append(
                program.post(
                    "/customers", {"name": "Tjugofalt", "store": "1"}, idempotency_key="twenty"
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status for answer in answers] == [201] * 20
    assert len({answer.json["id"] for answer in answers}) == 1
    [id] = {answer.json["id"] for answer in answers}
    assert [entry["kind"] for entry in program.get(f"/customers/{id}/history").json["items"]] == [
        "customer.create"
    ]
