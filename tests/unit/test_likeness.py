"""Words that are nearly what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules.likeness import (
    asked,
    near,
    neighbours,
    short_names,
    sound,
    words_in,
)
from tillbook.customers.rules.search_tokens import tokens_of

#: Letters that sound the same beside whatever others.
_LETTERS = "aiorstlnkmbv"
_WORDS = st.text(_LETTERS, min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kristina", "christina"),
        ("sven", "swen"),
        ("filip", "phillip"),
        ("schmidt", "schmitt"),
        ("lundqvist", "lundkvist"),
        ("lundquist", "lundkvist"),
        ("sara", "zarah"),
        ("tomas", "thomas"),
        ("dahl", "dal"),
        ("muller", "mueller"),
        ("maja", "maya"),
        ("hjalmar", "jalmar"),
        ("mikael", "michael"),
        ("carlsson", "karlson"),
        ("cecilia", "sesilia"),
    ],
)
def test_names_that_are_said_alike_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)
    assert set(asked(one)) & set(neighbours(other))
    assert [word for word, _ in near(one, [other])] == [other]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("svnesson", "svensson"),  # changed places
        ("svenson", "svensson"),  # one missing
        ("svensssonn", "svensson"),  # two too many
        ("krizstina", "kristina"),  # one wrong
        ("lindqvsit", "lindqvist"),
        ("fitzgerlad", "fitzgerald"),
    ],
)
def test_a_slip_of_the_finger_finds_the_word(typed: str, meant: str) -> None:
    assert set(asked(typed)) & set(neighbours(meant))
    assert near(typed, [meant, "andersson", "holm"])[0].word == meant


def test_short_words_forgive_less() -> None:
    assert near("eva", ["ada", "ewa"]) == [("ewa", 1)]
    assert near("karl", ["karin"]) == []
    assert near("anna", ["anna"]) == []


def test_the_same_sound_comes_before_a_slip_and_a_slip_before_a_beginning() -> None:
    found = near("kristin", ["kristiansson", "christine", "kristen", "christin"])

    assert [word for word, _ in found] == ["christin", "kristen", "christine", "kristiansson"]


@given(_WORDS, st.integers(0, 11), st.sampled_from(_LETTERS))
def test_one_letter_too_many_or_too_few_is_forgiven_anywhere(
    word: str, at: int, letter: str
) -> None:
    at %= len(word)
    for typed in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        # Letters that come to stand beside the same are heard as one: two slips at once.
        if min(map(len, (typed, sound(typed), sound(word)))) > 3 and sound(typed) == typed:
            assert set(asked(typed)) & set(neighbours(word)), (typed, word)


def test_people_are_found_by_their_short_names_and_the_reverse() -> None:
    assert "william" in short_names("bill")
    assert "bill" in short_names("william")
    assert "lars" in short_names("lasse")
    assert {"karl", "carl"} <= set(short_names("kalle"))
    assert {"alexander", "alexandra"} <= set(short_names("sascha"))


def test_words_of_names_are_those_by_which_the_index_finds_them() -> None:
    names = ["Anna-Karin Ekström Holm", "O'Malley & Söner AB", "王芳", "Þór Ågren"]

    words = words_in(names)

    assert words >= {"anna", "karin", "annakarin", "ekstrom", "omalley", "soner", "agren"}
    assert words <= {token for name in names for token in tokens_of({"name": name})}
