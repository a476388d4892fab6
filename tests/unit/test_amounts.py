"""Amounts of money as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation import amounts
from tillbook.foundation.amounts import AmountProblem


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1000", "1000.00"),
        ("1 000,50", "1000.50"),
        ("1\u00a0000,5", "1000.50"),
        ("1\u202f000", "1000.00"),
        ("1,000.50", "1000.50"),
        ("1.000,50", "1000.50"),
        ("1'000.50", "1000.50"),
        ("1,000,000", "1000000.00"),
        ("1.000.000,5", "1000000.50"),
        ("12,5", "12.50"),
        ("0,500", "0.50"),
        ("１，０００．５０", "1000.50"),
        (" 007 ", "7.00"),
        ("-0", "0.00"),
        ("9999999999999.99", "9999999999999.99"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, stored: str) -> None:
    assert amounts.read(text) == stored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,000", "ambiguous"),
        ("1.000", "ambiguous"),
        ("-1", "negative"),
        ("−0,5", "negative"),
        ("1000.505", "too_precise"),
        ("12345678901234", "too_large"),
        ("", "not_a_number"),
        ("ten", "not_a_number"),
        ("1 00", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("5.", "not_a_number"),
        ("10²", "not_a_number"),
        ("1" * 1000, "not_a_number"),
    ],
)
def test_what_cannot_be_an_amount_is_refused_for_its_reason(text: str, reason: str) -> None:
    read = amounts.read(text)

    assert isinstance(read, AmountProblem)
    assert read.reason == reason


@given(st.decimals(min_value=0, max_value=10**13 - 1, places=2))
def test_every_amount_reads_back_as_it_is_stored(amount: object) -> None:
    stored = f"{amount:.2f}"

    assert amounts.read(stored) == stored


@given(st.text(max_size=80))
def test_no_text_makes_reading_fail_and_what_is_read_stays(text: str) -> None:
    read = amounts.read(text)

    assert isinstance(read, AmountProblem) or amounts.read(read) == read
