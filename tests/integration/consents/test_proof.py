"""What a device says of an answer: only the truth is taken, and no answer is ever forgotten."""

from typing import Any

import pytest

from tests.cast import Network
from tests.integration.consents.test_consent import anna, answer, contact_of, lines
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_everywhere_alike,
    edit,
    shown,
)
from tillbook.exchange.core.operations import Outcome

pytestmark = ON_REAL_DATABASES
NO_LINE = [("anna@example.com", "no", True)]


def withdrawn(cast: Network) -> tuple[Any, str, dict[str, Any]]:
    """Make a customer who answered no; return its id, the unit of the answer and the answer."""
    till = cast.tills[0]
    id = anna(cast)
    contact = contact_of(cast, till, id)["id"]
    answer(cast, till, id, contact, "no")
    cast.settle()
    key = f"{contact}/marketing"
    return id, f"consent/{key}", shown(cast, till, id)["consents"][key]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"answer": "not_asked"}, "consent.not_taken_back"),
        ({"by": None}, "consent.of_another"),
        ({"at": "tomorrow"}, "consent.of_another"),
        ({"store": "99"}, "consent.of_another"),
        ({"register": "99"}, "consent.of_another"),
        ({"source": "a dream"}, "consent.of_another"),
        ({"wording": 999}, "consent.of_another"),
        ({"wording": 0}, "consent.of_another"),
    ],
    ids=str,
)
def test_a_forged_proof_is_refused(cast: Network, said: dict[str, Any], code: str) -> None:
    id, unit, stands = withdrawn(cast)
    # The device of the lies stands in the store, at no register.
    forged = stands | {"answer": "yes", "register": "", "by": str(cast.cashier)} | said
    signed = lie(cast, cast.tills[0], "customer.edit", ("customer", id), {unit: forged})
    verdict = tell(cast.headquarters, signed).verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.reason) == (Outcome.QUARANTINED, code)
    assert shown(cast, cast.headquarters, id)["consents"] == {unit.removeprefix("consent/"): stands}
    assert lines(cast, id) == NO_LINE


def test_an_answer_stays_as_long_as_its_contact_does(cast: Network) -> None:
    id, unit, stands = withdrawn(cast)
    tell(
        cast.headquarters, lie(cast, cast.tills[0], "customer.edit", ("customer", id), {unit: None})
    )
    cast.settle()
    document = assert_everywhere_alike(cast, id)
    assert document["consents"] == {unit.removeprefix("consent/"): stands}


def test_a_withdrawal_outlives_the_removal_of_a_contact_that_lost(cast: Network) -> None:
    id, unit, stands = withdrawn(cast)
    first, second = cast.tills
    edit(cast, first, id, contacts=[])
    kept = [one | {"label": "work"} for one in shown(cast, second, id)["contacts"]]
    edit(cast, second, id, contacts=kept)
    cast.settle()
    document = assert_everywhere_alike(cast, id)
    assert [one["label"] for one in document["contacts"]] == ["work", "work"]
    assert document["consents"] == {unit.removeprefix("consent/"): stands}
