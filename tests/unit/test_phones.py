"""Telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation.phones import Phone, PhoneProblem, PhoneReason, dialling_of, normalise


@pytest.mark.parametrize(
    "typed",
    [
        "070-174 06 05",
        "0701740605",
        "070 174 06 05",
        "+46701740605",
        "+46 (0)70-174 06 05",
        "0046 70 174 06 05",
        "(0046) 70 174 06 05",
        "０７０－１７４０６０５",
        "＋４６ ７０ １７４ ０６ ０５",
        "070\u2011174\u00a006\u00a005",
        " 070/1740605 ",
        "070.174.06.05",
        "tel:+46701740605",
    ],
)
def test_every_way_of_writing_a_number_gives_the_same_number(typed: str) -> None:
    phone = normalise(typed, country="se")

    assert isinstance(phone, Phone)
    assert phone.e164 == "+46701740605"
    assert phone.national == "0701740605"
    assert phone.display == "+46\u00a070\u00a0174\u00a006\u00a005"
    assert phone.country == "SE"


@pytest.mark.parametrize(
    ("typed", "country", "e164", "national"),
    [
        ("154 0000 1234", "CN", "+8615400001234", "15400001234"),
        ("021 6000 0000", "CN", "+862160000000", "02160000000"),
        ("00 46 8 465 004 00", "CN", "+46846500400", "0846500400"),
        ("(212) 555-0123", "US", "+12125550123", "2125550123"),
        ("07700 900123", "GB", "+447700900123", "07700900123"),
        ("+39 06 1234 5678", "SE", "+390612345678", "0612345678"),
    ],
)
def test_numbers_are_read_by_the_rules_of_their_country(
    typed: str, country: str, e164: str, national: str
) -> None:
    phone = normalise(typed, country=country)

    assert isinstance(phone, Phone)
    assert (phone.e164, phone.national) == (e164, national)


def test_a_number_keeps_its_extension_on_the_screen_and_hyphens_do_not_break() -> None:
    swedish = normalise("0701740605 ext 12", country="SE")
    american = normalise("+1 212 555 0123", country="SE")

    assert isinstance(swedish, Phone)
    assert isinstance(american, Phone)
    assert swedish.display.endswith("ext.\u00a012")
    assert (swedish.e164, swedish.national) == ("+46701740605", "0701740605")
    assert american.display == "+1\u00a0212\u2011555\u20110123"


@pytest.mark.parametrize(
    ("typed", "country", "reason"),
    [
        ("", "SE", PhoneReason.EMPTY),
        ("\u200b ", "SE", PhoneReason.EMPTY),
        ("anna@example.se", "SE", PhoneReason.NOT_A_NUMBER),
        ("070-1740605 evenings", "SE", PhoneReason.NOT_A_NUMBER),
        ("()", "SE", PhoneReason.NOT_A_NUMBER),
        ("12", "SE", PhoneReason.TOO_SHORT),
        ("070174060507017406", "SE", PhoneReason.TOO_LONG),
        ("0701740605 / 0846500400", "SE", PhoneReason.TOO_LONG),
        ("+999 123 456 789", "SE", PhoneReason.UNKNOWN_COUNTRY),
        ("0701740605", "", PhoneReason.UNKNOWN_COUNTRY),
        ("0701740605", "XX", PhoneReason.UNKNOWN_COUNTRY),
    ],
)
def test_what_cannot_be_a_number_says_why(typed: str, country: str, reason: PhoneReason) -> None:
    assert normalise(typed, country=country) == PhoneProblem(reason=reason, country=country)


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["SE", "CN", "US", ""]),
)
def test_no_text_makes_reading_fail(text: str, country: str) -> None:
    read = normalise(text, country=country)

    if isinstance(read, Phone):
        assert read.e164.startswith("+")
        assert isinstance(normalise(read.display, country=""), Phone)


@pytest.mark.parametrize(
    ("number", "answer"),
    [("+46701", (2, "0")), ("+1212", (1, "1")), ("+8615", (2, "0")), ("", (0, ""))],
)
def test_the_country_code_is_told_without_reading_the_number(
    number: str, answer: tuple[int, str]
) -> None:
    assert dialling_of(number) == answer


@pytest.mark.parametrize(
    "typed",
    [
        "031-390 06 12 ext. 12",
        "031-390 06 12, extension 12",
        "031-390 06 12 anknytning 12",
        "031-3900612 ankn. 12",
        "031-3900612转12",
        "031-3900612 分机：12",
        "031-3900612 轉 分機 12",
        "tel:+46313900612;ext=12",
        "031-390 06 12 #12",
    ],
)
def test_an_extension_is_read_from_the_words_before_it(typed: str) -> None:
    read = normalise(typed, country="SE")

    assert isinstance(read, Phone)
    assert (read.e164, read.extension, read.national) == ("+46313900612", "12", "0313900612")


@pytest.mark.parametrize(
    ("typed", "is_mobile"),
    [("070-174 06 12", True), ("031-390 06 12", False), ("+1 212 555 0100", None)],
)
def test_a_mobile_number_is_told_where_the_plan_tells(
    typed: str, *, is_mobile: bool | None
) -> None:
    read = normalise(typed, country="SE")

    assert isinstance(read, Phone)
    assert read.is_mobile is is_mobile
