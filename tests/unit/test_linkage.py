"""What of a customer is compared, how it sounds, and what follows from likely pairs."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tillbook
from tillbook.customers.linkage.features import Features, features_of
from tillbook.customers.linkage.groups import groups, one_to_one, pairs_within
from tillbook.customers.linkage.model import shipped
from tillbook.customers.linkage.pairs import Finding, Pair
from tillbook.customers.linkage.sounds import sound
from tillbook.screens.linkage_words import finding_in_words


def _features(**document: Any) -> Features:
    return features_of({"id": "1", "type": "person", **document}, births=["b"])


def _pair(first: str, second: str, bits: float) -> Pair:
    return Pair(first=first, second=second, bits=bits, findings=())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("christoffer", "kristofer"),
        ("carlsson", "karlson"),
        ("hjort", "jort"),
        ("stjernqvist", "shernkvist"),
        ("wikstrom", "vikstrom"),
        ("philip", "filip"),
        ("jonsson", "johnson"),
    ],
)
def test_names_that_are_mixed_up_by_ear_sound_the_same(one: str, other: str) -> None:
    assert sound(one) == sound(other) != ""


def test_other_names_do_not_sound_the_same() -> None:
    names = "anna erik lars maria berg lund holm nilsson olsson persson".split()

    assert len({sound(name) for name in names}) == len(names)


def test_a_chinese_name_is_compared_with_its_latin_spelling() -> None:
    han, latin = _features(name="王小明"), _features(first_name="Xiao Ming", last_name="Wang")

    assert (han.first_spelled, han.last_spelled) == (latin.first_spelled, latin.last_spelled)
    assert han.first_sound == ""


@pytest.mark.parametrize(
    "address",
    [
        {"street": "Södra Vägen 12 B, lgh 1203"},
        {"street": "Södra vägen", "street_number": "12b"},
        {"street": "12B Södra Vägen"},
    ],
)
def test_a_street_and_its_number_are_told_apart_wherever_they_stand(
    address: dict[str, str],
) -> None:
    found = _features(addresses=[address])

    assert (found.street, found.street_number) == ("sodravagen", "12b")


def test_a_number_of_an_authority_is_never_compared() -> None:
    with_number = {"identifiers": [{"scheme": "se.personnummer", "value": "198507099805"}]}

    assert _features(name="Anna Berg", **with_number) == _features(name="Anna Berg")


def test_emails_are_compared_in_one_form_and_dates_of_birth_by_their_digits() -> None:
    contacts = [{"kind": "email", "value": "Anna@Example.SE"}, {"kind": "email", "value": "a@b.se"}]
    found = _features(contacts=contacts, attributes={"b": "1985-07-09T00:00:00Z"})

    assert (found.emails, found.birth) == (("anna@example.se", "a@b.se"), "19850709")


def test_a_company_is_compared_without_its_legal_form() -> None:
    assert _features(type="organization", name="Färg & Form AB").last == "fargform"
    assert _features(type="organization", name="星河文具有限公司").last == "星河文具"


def test_whoever_is_connected_over_others_belongs_together() -> None:
    found = groups([("a", "b"), ("c", "b"), ("x", "y")])

    assert sorted(found) == [("a", "b", "c"), ("x", "y")]
    assert ("a", "c") in set(pairs_within(found))


def test_everybody_keeps_the_likeliest_counterpart_only() -> None:
    pairs = [_pair("a", "x", 3.0), _pair("a", "y", 9.0), _pair("b", "x", 1.0)]

    kept = [(one.first, one.second) for one in one_to_one(pairs)]

    assert kept == [("a", "y"), ("b", "x")]


def test_every_level_of_the_model_has_words_and_its_chances_are_whole() -> None:
    for comparison in shipped().comparisons:
        for level in comparison.levels:
            code = f"{comparison.name}.{level.code}"
            assert finding_in_words(Finding(code=code, bits=0.0)) != code
        for chances in zip(*((level.m, level.u) for level in comparison.levels), strict=True):
            assert sum(chances) == pytest.approx(1, abs=0.01), comparison.name


def test_what_is_missing_is_named_with_how_to_install_it() -> None:
    ask = "from tillbook.customers.linkage import extra; extra.require()"
    without_packages = [sys.executable, "-S", "-c", ask]
    source = str(Path(tillbook.__file__).parents[1])

    done = subprocess.run(
        without_packages, env={"PYTHONPATH": source}, capture_output=True, text=True, check=False
    )

    assert "needs what is not installed here: splink, duckdb, pyarrow" in done.stderr
    assert 'pip install "splink' in done.stderr
