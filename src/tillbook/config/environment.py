"""Reads TILLBOOK_* once, typed; refuses what is unclear."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the surroundings of the process say."""

    #: The node's folder; None for tools that need no node, such as makemigrations.
    folder: Path | None


def read() -> Environment:
    """Read the environment."""
    folder = os.environ.get("TILLBOOK_DIR", "").strip()
    return Environment(folder=Path(folder).resolve() if folder else None)
