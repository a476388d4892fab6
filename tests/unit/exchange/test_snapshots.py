"""Snapshots: what they hold opens as it was rendered, and they are taken where that is cheaper."""

from itertools import accumulate, takewhile
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core import snapshots
from tillbook.exchange.core.containers import Sealing, key_id_of, name_of
from tillbook.exchange.core.errors import BadPackage
from tillbook.exchange.core.snapshots import Chunk, ChunkHeader, Manifest, Row

SEALING = Sealing(key_id=b"i" * 8, key=b"k" * 32, nonce=b"n" * 12)
HEADER = ChunkHeader(format=1, group="g", epoch="e", kind="customer")
ROWS = [
    Row(
        id=UUID(int=number),
        version=number,
        stamps=msgspec.Raw(b'{"name":[1,"ab",5]}'),
        document={"id": str(UUID(int=number)), "name": "Åsa\n王"},
        derived={"tokens": ["asa"]},
    )
    for number in (1, 2, 3)
]
CONTENT = snapshots.render_chunk(HEADER, [snapshots.encode_row(row) for row in ROWS], SEALING)
MANIFEST = Manifest(
    format=1,
    group="g",
    epoch="e",
    number=7,
    package="p",
    read_ms=1,
    folding_version=1,
    chunks=(
        Chunk(kind="store", name="a", rows=2, size=9, last=UUID(int=2)),
        Chunk(kind="customer", name="b", rows=3, size=9, last=UUID(int=3)),
    ),
)


def test_a_chunk_opens_as_it_was_rendered() -> None:
    encoded = snapshots.open_chunk(CONTENT, name=name_of(CONTENT), key=SEALING.key, header=HEADER)
    rows = list(snapshots.decode_rows(encoded))
    assert [row.document for row in rows] == [row.document for row in ROWS]
    assert [bytes(row.stamps) for row in rows] == [bytes(row.stamps) for row in ROWS]
    assert key_id_of(CONTENT) == SEALING.key_id


@pytest.mark.parametrize("other", [{"group": "h"}, {"epoch": "f"}, {"kind": "store"}])
def test_a_chunk_of_something_else_is_refused(other: dict[str, str]) -> None:
    header = msgspec.structs.replace(HEADER, **other)
    with pytest.raises(BadPackage):
        snapshots.open_chunk(CONTENT, name=name_of(CONTENT), key=SEALING.key, header=header)


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_change_of_any_byte_of_a_chunk_is_found(position: int, flip: int) -> None:
    content = bytearray(CONTENT)
    content[position] ^= flip
    for name in (name_of(CONTENT), name_of(bytes(content))):
        with pytest.raises(BadPackage):
            snapshots.open_chunk(bytes(content), name=name, key=SEALING.key, header=HEADER)


def test_a_manifest_opens_for_its_own_group_only() -> None:
    content = snapshots.render_manifest(MANIFEST, SEALING)

    def opened(group: str = "g", epoch: str = "e") -> Manifest:
        return snapshots.open_manifest(
            content, name=name_of(content), key=SEALING.key, group=group, epoch=epoch
        )

    assert opened() == MANIFEST
    assert (opened().rows, opened().kinds) == (5, frozenset({"store", "customer"}))
    for other in ({"group": "h"}, {"epoch": "f"}):
        with pytest.raises(BadPackage):
            opened(**other)
    with pytest.raises(BadPackage):
        snapshots.open_chunk(content, name=name_of(content), key=SEALING.key, header=HEADER)


def test_the_first_snapshot_is_due_at_once_and_the_next_when_walking_grows_dear() -> None:
    assert snapshots.is_due(since=1, whole=None)
    assert not snapshots.is_due(since=4_000, whole=2_000)
    assert not snapshots.is_due(since=400_000, whole=1_000_000)
    assert snapshots.is_due(since=600_000, whole=1_000_000)


@given(st.lists(st.integers(1, 4_000), min_size=1, max_size=30), st.integers(0, 40_000))
def test_a_node_takes_a_snapshot_exactly_where_walking_costs_more(
    oldest_first: list[int], whole: int
) -> None:
    number = len(oldest_first)
    below = snapshots.below(number, reversed(oldest_first), whole=whole)
    walking = {at: sum(oldest_first[at:]) for at in range(number + 1)}
    cheap = max(5_000, whole)
    assert {at for at, price in walking.items() if price > cheap} == set(range(below))
    assert len(list(takewhile(lambda sum_: sum_ <= cheap, accumulate(reversed(oldest_first))))) == (
        number - below if below else number
    )
