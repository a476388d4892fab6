"""Folding: one comparison form for every way of writing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation import folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Åsa Öberg-Ärlig", "asa oberg-arlig"),
        ("Strauß", "strauss"),
        ("ÆØŒ ŁĐÞ", "aeooe ldth"),
        ("İstanbul ılık", "istanbul ilik"),
        ("ﬁlé", "file"),
        ("０７０－１２３", "070-123"),
        ("٣٤", "34"),
        ("王小明 Ａ", "王小明 a"),
        ("Жанна", "zhanna"),
        ("김철수", "gimcheolsu"),
        ("カタカナ", "katakana"),
        ("a\u200bb\u202ec", "abc"),
        ("", ""),
    ],
)
def test_text_folds_to_ascii_and_han(text: str, folded: str) -> None:
    assert folding.fold(text) == folded


def test_composed_and_decomposed_letters_fold_alike() -> None:
    assert folding.fold(unicodedata.normalize("NFD", "Åkesson")) == folding.fold("Åkesson")


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_only_ascii_and_han(text: str) -> None:
    folded = folding.fold(text)

    assert folding.fold(folded) == folded
    assert all(char.isascii() or folding.is_han(char) for char in folded)


def test_words_are_runs_of_letters_digits_or_han() -> None:
    assert folding.words("O'Brien & 王芳Ab1, 2") == ["o", "brien", "王芳", "ab1", "2"]


def test_spans_point_into_the_text_as_written() -> None:
    text = "Ström ＆ Strauß 王芳"

    spans = [(word, text[start:end]) for word, start, end in folding.words_with_spans(text)]

    assert spans == [("strom", "Ström"), ("strauss", "Strauß"), ("王芳", "王芳")]


@given(st.text())
def test_every_span_lies_inside_the_text(text: str) -> None:
    for word, start, end in folding.words_with_spans(text):
        assert word
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("text", "answer"), [("王芳", True), ("王 芳", False), ("", False), ("a", False), ("の", False)]
)
def test_han_is_told_from_everything_else(text: str, answer: bool) -> None:
    assert folding.is_han(text) is answer
