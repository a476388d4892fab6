"""Form and check digit of account numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules import account_numbers


@pytest.mark.parametrize(
    ("n", "number"), [(1, "000000018"), (12345, "000123455"), (99999999, "999999998")]
)
def test_a_number_has_nine_digits_and_ends_with_its_check_digit(n: int, number: str) -> None:
    assert account_numbers.form(n) == number


def test_the_check_digit_is_the_one_that_card_numbers_have() -> None:
    assert account_numbers.is_valid("79927398713")


@given(st.integers(1, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(n: int, place: int, shift: int) -> None:
    number = account_numbers.form(n)
    wrong = str((int(number[place]) + shift) % 10)

    assert account_numbers.is_valid(number)
    assert not account_numbers.is_valid(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize("n", [0, -1, 100_000_000])
def test_a_number_that_does_not_fit_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        account_numbers.form(n)


@pytest.mark.parametrize("text", ["", "0", "12a", "٣٤", "000 123 455"])
def test_other_texts_are_no_account_numbers(text: str) -> None:
    assert not account_numbers.is_valid(text)


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
