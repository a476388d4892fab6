"""How number sequences write their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.stores.rules.numbering import CHECK_DIGITS, DEFAULT, Numbering, is_format


@pytest.mark.parametrize(
    ("n", "number"), [(1, "000000018"), (12345, "000123455"), (99999999, "999999998")]
)
def test_a_chain_starts_with_nine_digits_the_last_one_a_check_digit(n: int, number: str) -> None:
    assert DEFAULT.write(n) == number


@pytest.mark.parametrize(
    ("format", "check_digit", "number"),
    [
        ("C-######", "none", "C-000042"),
        ("C-######", "luhn", "C-0000422"),
        ("######/SE", "luhn", "0000422/SE"),
        ("##", "mod_97_10", "4269"),
        ("KUND ####", "none", "KUND 0042"),
    ],
)
def test_the_check_digit_follows_the_digits(format: str, check_digit: str, number: str) -> None:
    assert Numbering(format=format, check_digit=check_digit).write(42) == number


@given(
    st.sampled_from([name for name in CHECK_DIGITS if name != "none"]),
    st.integers(1, 99_999_999),
    st.integers(0, 7),
    st.integers(1, 9),
)
def test_one_wrong_digit_is_always_noticed(
    check_digit: str, n: int, place: int, shift: int
) -> None:
    number = Numbering(format="########", check_digit=check_digit).write(n)
    digits, check = number[:8], number[8:]
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]

    assert CHECK_DIGITS[check_digit](wrong) != check


@pytest.mark.parametrize("n", [0, -1, 1000])
def test_a_number_that_does_not_fit_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Numbering(format="###").write(n)


@pytest.mark.parametrize(
    "text", ["", "C-", "##-##", "c###", "#" * 19, " ###", "###\n", "客#", "A" * 30 + "#"]
)
def test_what_is_no_format_is_told(text: str) -> None:
    assert not is_format(text)
