"""The manifest: signed, and never older than what was applied."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core import heads
from tillbook.exchange.core.errors import BadHead, WentBack
from tillbook.exchange.core.heads import Cursor, Head, check_advance, open_head, sign, start, tag_of
from tillbook.exchange.core.packages import GENESIS

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
HEAD = Head(
    format=1,
    group="g",
    epoch="e",
    number=5,
    name="five",
    tail=("three", "four", "five"),
    min_reader=1,
    folding_version=1,
    signed_ms=0,
)
PUBLISHED = sign(HEAD, KEY)


def test_a_head_opens_as_it_was_signed() -> None:
    assert open_head(PUBLISHED, PUBLIC) == HEAD
    assert tag_of(PUBLISHED) == tag_of(sign(HEAD, KEY))
    assert tag_of(PUBLISHED) != tag_of(sign(msgspec.structs.replace(HEAD, number=6), KEY))


@given(st.integers(0, len(PUBLISHED) - 1), st.integers(1, 255))
def test_a_changed_byte_changes_no_content(position: int, flip: int) -> None:
    content = bytearray(PUBLISHED)
    content[position] ^= flip
    try:
        assert open_head(bytes(content), PUBLIC) == HEAD
    except BadHead:
        return


def test_another_key_and_no_head_at_all_are_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    for content, key in ((PUBLISHED, other), (PUBLISHED, b""), (b"<html>", PUBLIC)):
        with pytest.raises(BadHead):
            open_head(content, key)


def test_the_list_names_the_newest_packages_only() -> None:
    names = [HEAD.name_at(number) for number in range(1, 8)]
    assert names == [None, None, "three", "four", "five", None, None]


def test_a_new_head_has_news_and_the_same_one_has_none() -> None:
    assert check_advance(HEAD, start("e")) is True
    assert check_advance(HEAD, Cursor(epoch="e", number=5, name="five")) is False
    assert start("e") == Cursor(epoch="e", number=0, name=GENESIS)


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(epoch="e", number=6, name="six"),
        Cursor(epoch="e", number=5, name="another"),
        Cursor(epoch="before", number=1, name="one"),
    ],
)
def test_a_head_that_went_back_is_refused(cursor: Cursor) -> None:
    with pytest.raises(WentBack):
        check_advance(HEAD, cursor)


def test_the_list_has_a_length() -> None:
    assert heads.TAIL > 1
