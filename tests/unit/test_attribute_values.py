"""What values of attributes may be, and the form in which they are stored."""

import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.attributes.rules import patterns
from tillbook.attributes.rules.definitions import DATA_TYPES, Definition, Option, define
from tillbook.attributes.rules.values import read
from tillbook.foundation.checks import Finding

ID = "01976f00-0000-7000-8000-000000000001"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _of(data_type: str, **more: Any) -> Definition:
    return Definition(id=ID, code="a", label="Shoe size", data_type=data_type, **more)


@pytest.mark.parametrize(
    ("data_type", "given", "stored"),
    [
        ("text", " blue ", "blue"),
        ("integer", "38", 38),
        ("integer", 38, 38),
        ("integer", "-4", -4),
        ("decimal", "12,50", "12.5"),
        ("decimal", 0.25, "0.25"),
        ("decimal", "-0.5", "-0.5"),
        ("decimal", "120", "120"),
        ("currency", "1 000,5", "1000.50"),
        ("boolean", False, False),
        ("boolean", "yes", True),
        ("date_time", "2026-11-22T20:30", "2026-11-22T19:30:00+00:00"),
        ("date_time", "2026-11-22T20:30:00Z", "2026-11-22T20:30:00+00:00"),
        ("reference", ID, ID),
    ],
)
def test_a_value_is_stored_in_one_form(data_type: str, given: object, stored: object) -> None:
    found = read(given, _of(data_type), zone=STOCKHOLM)

    assert found == stored
    assert type(found) is type(stored)


@pytest.mark.parametrize(
    ("data_type", "given"),
    [
        ("text", 5),
        ("text", "  "),
        ("integer", "3.5"),
        ("integer", True),
        ("integer", "many"),
        ("decimal", "1,000"),
        ("currency", "0.001"),
        ("boolean", 1),
        ("date_time", "tomorrow"),
        ("date_time", "0001-01-01T00:00"),
        ("date_time", 5),
        ("reference", "000 123"),
    ],
)
def test_a_value_of_another_type_is_refused(data_type: str, given: object) -> None:
    found = read(given, _of(data_type), zone=STOCKHOLM)

    assert isinstance(found, Finding)
    assert found.code == "attribute.malformed"


@pytest.mark.parametrize(
    ("data_type", "least", "most", "inside", "outside"),
    [
        ("integer", "1", "10", ["1", "10"], ["0", "11"]),
        ("decimal", "0.5", "", ["0.5", "1000000"], ["0.499999"]),
        ("currency", "", "100.00", ["100", "-1"], ["100.01"]),
        (
            "date_time",
            "2026-01-01T00:00:00+00:00",
            "2026-12-31T00:00:00+00:00",
            ["2026-01-01T01:00:00+01:00"],
            ["2027-01-01T00:00:00Z"],
        ),
    ],
)
def test_a_range_takes_its_ends_and_nothing_beyond(
    data_type: str, least: str, most: str, inside: list[str], outside: list[str]
) -> None:
    definition = _of(data_type, least=least, most=most)

    assert not any(isinstance(read(value, definition), Finding) for value in inside)
    found = [read(value, definition) for value in outside]
    assert all(isinstance(one, Finding) and one.params["least"] == least for one in found)


def test_a_list_names_what_it_allows() -> None:
    options = (Option(code="r", name="Red"), Option(code="g", name="Green"))
    definition = _of("text", is_fixed_list=True, options=options)

    found = read("Red", definition)

    assert read("r", definition) == "r"
    assert isinstance(found, Finding)
    assert (found.code, found.params["allowed"]) == ("attribute.not_in_list", "Red, Green")


def test_a_text_matches_its_pattern_whole() -> None:
    definition = _of("text", pattern=r"[A-Z]{2}\d+")

    assert read("AB12", definition) == "AB12"
    assert isinstance(read("AB12x", definition), Finding)


@given(st.sampled_from(DATA_TYPES), st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_a_stored_value_reads_as_itself(data_type: str, given: object) -> None:
    found = read(given, _of(data_type), zone=STOCKHOLM)

    assert isinstance(found, Finding) or read(found, _of(data_type)) == found


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (r"\d{3}-\d{2}", ""),
        (r"(?:SE|NO)\d*", ""),
        (r"[)*+]+\)*", ""),
        ("(a|aa)+b", "too_free"),
        (r"(\d)\1", "too_free"),
        (".*.*.*.*", "too_free"),
        ("a?" * 9, "too_free"),
        ("(?=x)", "too_free"),
        ("(", "unreadable"),
        ("x{99999999999999}", "unreadable"),
    ],
)
def test_a_pattern_that_could_keep_a_till_busy_is_refused(pattern: str, fault: str) -> None:
    assert patterns.fault(pattern) == fault


def test_the_slowest_pattern_is_quick() -> None:
    started = time.perf_counter()

    assert not patterns.matches(".*.*.*b", "a" * 250)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("language", "label", "help_text", "option"),
    [
        ("sv", "Skostorlek", "Fråga", "Röd"),
        ("zh-hans", "鞋码", "Ask", "红"),
        ("en", "Shoe size", "Ask", "Red"),
        ("sv-FI", "Skostorlek", "Fråga", "Röd"),
    ],
)
def test_texts_fall_back_one_by_one(language: str, label: str, help_text: str, option: str) -> None:
    translations = {
        "sv": {"friendly_name": "Skostorlek", "help_text": "Fråga"},
        "zh-Hans": {"friendly_name": "鞋码", "help_text": ""},
    }
    attribute = {
        "id": ID,
        "code": "shoe",
        "name": "Shoe",
        "friendly_name": "Shoe size",
        "help_text": "Ask",
        "translations": translations,
        "default": "r",
    }
    red = {"code": "r", "name": "Red", "translations": {"sv": "Röd", "zh-Hans": "红"}}
    type = {"data_type": "text", "is_fixed_list": True, "values": [red]}

    found = define(attribute, type, language=language)

    assert (found.label, found.help_text, found.options[0].name) == (label, help_text, option)
    assert found.texts_of("r") == ("Red", "Röd", "红")
    assert (found.default, define(attribute, type, language="", default="g").default) == ("r", "g")
