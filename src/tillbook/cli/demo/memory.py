"""What the demo must remember between two starts, in one file of mode 0600."""

import secrets
from pathlib import Path

import msgspec

from tillbook.cli.making import UnusableFolder
from tillbook.nodes.identity import write_private

_FILE = "demo.json"


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """How the demo was made, and the administrator's password."""

    customers: int
    seed: int
    port_base: int
    password: str
    #: All sample customers are at headquarters.
    is_filled: bool = False


def recall(folder: Path, *, customers: int, seed: int, port_base: int) -> Memory:
    """Return what an earlier start remembered, or begin with these wishes.

    Raises UnusableFolder for a folder that holds something else, or a demo on other ports.
    """
    if not (folder / _FILE).exists():
        if folder.exists() and any(entry.name != "lock" for entry in folder.iterdir()):
            raise UnusableFolder(
                f"{folder} is not empty and holds no demo. Nothing was changed.",
                remedy="Choose another folder: tillbook demo --dir DIR",
            )
        return Memory(
            customers=customers,
            seed=seed,
            port_base=port_base,
            password=secrets.token_urlsafe(12),
        )
    known = msgspec.json.decode((folder / _FILE).read_bytes(), type=Memory)
    if known.port_base != port_base:
        raise UnusableFolder(
            f"The demo in {folder} was made for the ports from {known.port_base} on.",
            remedy=f"Start it with --port-base {known.port_base}, or make another with --dir DIR.",
        )
    return known


def remember(folder: Path, memory: Memory) -> None:
    """Keep it, readable by the owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(folder / _FILE, msgspec.json.format(msgspec.json.encode(memory)) + b"\n")
