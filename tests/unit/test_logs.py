"""What is logged ends no loop and no request."""

import sys
from typing import Any, cast

import pytest
import structlog

from tillbook.config import logs


class FullDisk:
    """The log's file, on a disk without room."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_line_for_which_the_disk_has_no_room_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", cast(Any, FullDisk()))
    kept = structlog.get_config()
    try:
        logs.configure()
        structlog.get_logger("a loop of a node").warning("loop_refused", code="disk.full")
    finally:
        structlog.configure(**kept)
