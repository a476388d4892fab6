"""A repeated request is answered like the first one, also when what it names has gone by it."""

from typing import Any

import pytest

from tests.api.conftest import MARKS, Answer, Chain

pytestmark = MARKS


@pytest.mark.parametrize("way", ["customer", "contact", "removal"])
def test_a_repeat_of_what_gave_a_contact_another_id_is_answered_as_before(
    chain: Chain, way: str
) -> None:
    made = chain.till.create(contacts=[{"kind": "email", "value": "anna@example.com"}])
    path, [contact] = f"/customers/{made['id']}", made["contacts"]
    changed = {"id": contact["id"], "kind": "email", "value": "berg@example.com"}
    asked: dict[str, tuple[str, str, Any]] = {
        "customer": ("PATCH", path, {"contacts": [changed]}),
        "contact": ("PATCH", f"{path}/contacts/{contact['id']}", {"value": changed["value"]}),
        "removal": ("DELETE", f"{path}/contacts/{contact['id']}", None),
    }

    def send() -> Answer:
        return chain.till.call(*asked[way], idempotency_key=f"repeat {way}")

    first, repeat = send(), send()

    assert first.status in (200, 204)
    assert (repeat.status, repeat.body) == (first.status, first.body)
    assert repeat.headers["ETag"] == first.headers["ETag"]


def test_a_repeated_answer_of_a_contact_that_is_gone_is_not_taken_for_a_new_one(
    chain: Chain,
) -> None:
    made = chain.till.create(contacts=[{"kind": "email", "value": "anna@example.com"}])
    path, [contact] = f"/customers/{made['id']}", made["contacts"]
    given = {"contact": contact["id"], "purpose": "marketing", "answer": "yes"}

    def send() -> Answer:
        return chain.till.call("PUT", f"{path}/consents", given, idempotency_key="yes")

    first = send()
    chain.till.call("DELETE", f"{path}/contacts/{contact['id']}", None)
    repeat = send()

    assert (first.status, repeat.status, repeat.code) == (200, 404, "part.unknown")
