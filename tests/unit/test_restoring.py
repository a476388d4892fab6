"""Which values that lost may come back by one click."""

import pytest

from tillbook.customers.rules.restoring import can_restore


@pytest.mark.parametrize(
    ("unit", "may"),
    [("name", True), ("contact/1", True), ("consent/1/marketing", False)],
)
def test_an_answer_about_consent_is_asked_for_again(unit: str, *, may: bool) -> None:
    assert can_restore(unit) is may
