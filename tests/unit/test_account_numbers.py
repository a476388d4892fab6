"""How account numbers are shown."""

import pytest

from tillbook.customers.rules import account_numbers


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("000123455", "000\u00a0123\u00a0455"),
        ("1234", "1\u00a0234"),
        ("12", "12"),
        ("A-12", "A-12"),
        ("", ""),
    ],
)
def test_digits_are_shown_in_groups_of_three(number: str, shown: str) -> None:
    assert account_numbers.spaced(number) == shown
