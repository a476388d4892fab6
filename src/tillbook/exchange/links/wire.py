"""The messages between two nodes, as JSON; bytes are base64."""

from typing import Any

import msgspec

from tillbook.exchange.core.operations import Signed

BASE = "/exchange/v1"


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
