"""Contacts of other stores' customers, hidden but for what tells them apart."""

from collections.abc import Mapping, Sequence
from typing import Any

_DOTS = "••••"
_SHOWN = 4
#: Kinds of values that are hidden: they reach or identify somebody.
MASKED = frozenset({"phone", "email", "identifier", "card"})


def masked(kind: str, value: str) -> str:
    """Hide a value but for its last four signs, or for the beginning and the domain of an email."""
    if kind == "email":
        local, _, domain = value.partition("@")
        return f"{local[:1]}•••@{domain}" if domain else _DOTS
    signs = "".join(char for char in value if char.isalnum())
    return f"{_DOTS} {signs[-_SHOWN:]}" if len(signs) > _SHOWN else _DOTS


def masked_parts(kind: str, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Hide a value that was cut at what matched; what matched stays marked where it stays in sight."""
    value = "".join(str(part["text"]) for part in parts)
    hidden = masked(kind, value)
    end = value[-_SHOWN:]
    is_hit = kind != "email" and bool(parts) and bool(parts[-1]["hit"])
    if not is_hit or not hidden.endswith(end):
        return [{"text": hidden, "hit": False}]
    seen = str(parts[-1]["text"])[-_SHOWN:]
    return [
        {"text": hidden.removesuffix(seen), "hit": False},
        {"text": seen, "hit": True},
    ]
