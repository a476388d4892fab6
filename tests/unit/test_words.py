"""Words of values and times, as pages show them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tillbook.screens import words

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("sv", "Swedish"),
        ("zh-Hans", "Simplified Chinese"),
        ("zh-hans", "Simplified Chinese"),
        ("xx-yy-zz", "xx-yy-zz"),
    ],
)
def test_a_language_is_named_whatever_its_letters(code: str, name: str) -> None:
    assert words.language_name(code) == name


def test_a_stored_language_is_offered_once_and_as_it_is_stored() -> None:
    pairs = words.language_pairs(["sv", "zh-Hans"], "zh-hans")

    assert [code for code, _ in pairs] == ["sv", "zh-hans"]
    assert words.language_pairs(["sv"], "fi")[1] == ("fi", "Finnish")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (7200, "2 h"), (200_000, "2 d")],
)
def test_an_age_is_told_in_the_largest_unit_that_fits(seconds: int, said: str) -> None:
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_names_follow_the_language_of_the_page() -> None:
    with translation.override("sv"):
        assert words.value_name("country", "CN") == "Kina"
        assert words.currency_name("SEK") == "Svensk krona"
    with translation.override("zh-hans"):
        assert words.value_name("language", "sv") == "瑞典语"
