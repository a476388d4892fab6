"""What a sale may hold, how it amounts, and what a page says it has seen of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation.ids import new_id
from tillbook.sales.errors import InvalidLine
from tillbook.sales.rules import lines, totals
from tillbook.sales.rules.seen import NONE_OPEN, Seen


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        (1010, 2500, 2525),
        (1, 500, 1),  # half of the smallest coin is rounded up
        (1, 499, 0),
        (-1, 500, -1),  # and away from zero
        (0, 10**7, 0),
        (10**10, 10**7, 10**14),
    ],
)
def test_a_line_amounts_to_its_price_times_its_quantity(
    price: int, quantity: int, amount: int
) -> None:
    assert totals.amount(price, quantity) == amount


@given(st.lists(st.tuples(st.integers(0, 10**10), st.integers(1, 10**7))))
def test_a_total_is_the_sum_of_what_the_lines_say(sold: list[tuple[int, int]]) -> None:
    total = totals.total(sold)

    assert total == sum(totals.amount(price, quantity) for price, quantity in sold)
    exact = sum(price * quantity for price, quantity in sold)
    assert abs(total * 1000 - exact) <= 500 * len(sold)


@pytest.mark.parametrize(
    ("item", "quantity", "price"),
    [
        ("", 1000, 1),
        (" \t", 1000, 1),
        ("C" * 101, 1000, 1),
        ("Coat\x00", 1000, 1),
        ("Coat", 0, 1),
        ("Coat", 10**7 + 1, 1),
        ("Coat", 1000, -1),
        ("Coat", 1000, 10**10 + 1),
    ],
)
def test_what_no_line_can_hold_is_refused(item: str, quantity: int, price: int) -> None:
    with pytest.raises(InvalidLine):
        lines.checked(item, quantity=quantity, price=price)


def test_a_line_keeps_its_text_without_outer_and_double_spaces() -> None:
    assert lines.checked("  Wool \n coat ", quantity=1, price=0) == "Wool coat"
    assert lines.checked("羊毛大衣", quantity=10**7, price=10**10) == "羊毛大衣"


def test_what_was_seen_is_read_as_it_is_written_and_nothing_else_is() -> None:
    for seen in (Seen(new_id(), 7), NONE_OPEN):
        assert Seen.read(str(seen)) == seen
    for text in ("", "7", "x.7", f"{new_id()}", f"{new_id()}.", f"{new_id()}.-1", ".1234567890"):
        assert Seen.read(text) is None
