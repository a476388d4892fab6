"""The messages between two nodes, as JSON; bytes are base64."""

from typing import Any, TypeVar

import msgspec
import zstandard

from tillbook.exchange.core.operations import Signed

BASE = "/exchange/v1"
#: Says with every head whether headquarters can be reached from there: children ask for heads most often.
REACHES_ROOT = "Tillbook-Reaches-Headquarters"
_LEVEL = 3
Shape = TypeVar("Shape")


class Batch(msgspec.Struct, frozen=True):
    """Operations on their way up."""

    #: How long somebody waits for the verdict; 0 when nobody does.
    patience_ms: int
    operations: list[Signed]


class Question(msgspec.Struct, frozen=True):
    """The parameters of a question."""

    params: dict[str, Any]


class Problem(msgspec.Struct, frozen=True):
    """A refusal between nodes, in the shape of RFC 9457."""

    code: str
    detail: str = ""
    #: The parent's clock, milliseconds: a device whose clock is wrong can make a valid token then.
    wall_ms: int = 0


def encode_batch(batch: Batch, *, compressed: bool) -> bytes:
    """Serialise operations on their way up; compressed only for a parent that said it reads that."""
    content = msgspec.json.encode(batch)
    return zstandard.compress(content, _LEVEL) if compressed else content


def decode_batch(content: bytes, *, limit: int) -> Batch:
    """Read a batch of at most `limit` bytes as they were before compression.

    Raises ValueError, which msgspec's errors are too.
    """
    if content.startswith(zstandard.FRAME_HEADER):
        content = _unpacked(content, limit=limit)
    return decode(content, Batch)


def decode(content: bytes, shape: type[Shape]) -> Shape:
    """Read a message. Raises ValueError, also for one that is nested to exhaust its reader."""
    try:
        return msgspec.json.decode(content, type=shape)
    except RecursionError as error:
        raise ValueError("A message is nested too deeply.") from error


def _unpacked(content: bytes, *, limit: int) -> bytes:
    try:
        if not 0 <= zstandard.frame_content_size(content) <= limit:
            raise ValueError("A compressed batch must tell its size and be no larger than others.")
        return zstandard.ZstdDecompressor().decompress(content, max_output_size=limit)
    except zstandard.ZstdError as error:
        raise ValueError(f"A batch could not be unpacked: {error}") from error
