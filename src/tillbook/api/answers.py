"""Answers that are sent as they are stored: documents are not shaped a second time."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse


def json(
    content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return JSON; names that a newer node added stay in it."""
    return HttpResponse(
        msgspec.json.encode(content),
        status=status,
        content_type="application/json",
        headers=dict(headers or {}),
    )
