"""Reads TILLBOOK_* once, typed; refuses what is unclear."""

import os
from dataclasses import dataclass
from pathlib import Path

from tillbook.nodes.identity import Identity, read_identity, read_unfinished


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the surroundings of the process say."""

    #: The node's folder; None for tools that need no node, such as makemigrations.
    folder: Path | None
    #: The node in the folder is being made by this very process.
    is_unfinished: bool = False

    def identity(self) -> Identity | None:
        """Read who this node is or will be; None without a folder. Raises NotANodeFolder."""
        if self.folder is None:
            return None
        unfinished = read_unfinished(self.folder) if self.is_unfinished else None
        return unfinished or read_identity(self.folder)


def read() -> Environment:
    """Read the environment."""
    folder = os.environ.get("TILLBOOK_DIR", "").strip()
    return Environment(
        folder=Path(folder).resolve() if folder else None,
        is_unfinished=os.environ.get("TILLBOOK_UNFINISHED") == "1",
    )
