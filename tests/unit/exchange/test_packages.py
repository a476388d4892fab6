"""Packages: named by their bytes, opened by their key, chained."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core import containers
from tillbook.exchange.core.containers import Sealing, key_id_of
from tillbook.exchange.core.errors import BadPackage, PackageTooLarge
from tillbook.exchange.core.merge import Stamp
from tillbook.exchange.core.operations import Outcome, Verdict
from tillbook.exchange.core.packages import (
    GENESIS,
    Alias,
    Header,
    Item,
    Removal,
    Upsert,
    VerdictItem,
    check_place,
    name_of,
    open_package,
    render,
)

KEY = b"k" * 32
SEALING = Sealing(key_id=b"i" * 8, key=KEY, nonce=b"n" * 12)
ONE = UUID(int=1)
HEADER = Header(
    format=1, group="g", epoch="e", number=1, previous=GENESIS, folding_version=1, items=4
)
ITEMS: list[Item] = [
    Upsert(
        kind="customer",
        id=ONE,
        version=2,
        stamps={"name": Stamp(2, "ab", 5)},
        document={"id": str(ONE), "name": "Åsa\n王"},
        derived={"tokens": ["asa"]},
    ),
    VerdictItem(kind="customer", id=ONE, verdict=Verdict(operation=ONE, outcome=Outcome.APPLIED)),
    Removal(kind="customer", id=ONE, version=3, why="evict"),
    Alias(kind="customer", loser=ONE, survivor=UUID(int=2), version=4),
]
CONTENT = render(HEADER, ITEMS, SEALING)


def test_a_package_opens_as_it_was_rendered() -> None:
    assert open_package(CONTENT, name=name_of(CONTENT), key=KEY) == (HEADER, ITEMS)
    assert key_id_of(CONTENT) == SEALING.key_id


def test_nothing_personal_is_readable_without_the_key() -> None:
    assert b"name" not in CONTENT
    with pytest.raises(BadPackage):
        open_package(CONTENT, name=name_of(CONTENT), key=b"x" * 32)


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_change_of_any_byte_is_found_by_name_and_by_key(position: int, flip: int) -> None:
    content = bytearray(CONTENT)
    content[position] ^= flip
    for name in (name_of(CONTENT), name_of(bytes(content))):
        with pytest.raises(BadPackage):
            open_package(bytes(content), name=name, key=KEY)


@given(st.integers(0, len(CONTENT) - 1))
def test_a_package_cut_short_is_found(size: int) -> None:
    with pytest.raises(BadPackage):
        open_package(CONTENT[:size], name=name_of(CONTENT[:size]), key=KEY)


def sealed(packed: bytes) -> bytes:
    prefix = b"TBP1" + SEALING.key_id + SEALING.nonce
    return prefix + AESGCM(KEY).encrypt(SEALING.nonce, packed, prefix)


@pytest.mark.parametrize("announces", [True, False])
def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, announces: bool) -> None:
    monkeypatch.setattr(containers, "MAX_DECODED_BYTES", 1_000)
    if announces:
        bomb = zstandard.ZstdCompressor().compress(b"0" * 10_000)
    else:
        stream = zstandard.ZstdCompressor(write_content_size=False).compressobj()
        bomb = stream.compress(b"0" * 10_000) + stream.flush()
    content = sealed(bomb)
    with pytest.raises(BadPackage):
        open_package(content, name=name_of(content), key=KEY)


@pytest.mark.parametrize("plain", [b"", b"{}", msgspec.json.encode(HEADER) + b"\n[]"])
def test_what_is_no_package_inside_is_refused(plain: bytes) -> None:
    content = sealed(zstandard.ZstdCompressor().compress(plain))
    with pytest.raises(BadPackage):
        open_package(content, name=name_of(content), key=KEY)


def test_more_than_a_package_holds_is_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_DECODED_BYTES", 100)
    with pytest.raises(PackageTooLarge):
        render(HEADER, ITEMS, SEALING)


def test_a_download_that_is_no_package_is_refused() -> None:
    with pytest.raises(BadPackage):
        key_id_of(b"<html>")


@pytest.mark.parametrize(
    "wrong",
    [{"group": "h"}, {"epoch": "f"}, {"number": 2}, {"previous": "1" * 64}],
)
def test_a_package_elsewhere_in_the_chain_is_refused(wrong: dict[str, Any]) -> None:
    place: dict[str, Any] = {"group": "g", "epoch": "e", "number": 1, "previous": GENESIS}
    check_place(HEADER, **place)
    with pytest.raises(BadPackage):
        check_place(HEADER, **(place | wrong))
    with pytest.raises(BadPackage):
        check_place(msgspec.structs.replace(HEADER, format=2), **place)
