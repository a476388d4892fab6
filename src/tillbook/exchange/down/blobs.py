"""Published packages and heads as immutable files in the node's folder."""

import os
import re
import shutil
import time
from pathlib import Path

from tillbook.exchange.core.containers import name_of
from tillbook.exchange.core.errors import BadPackage
from tillbook.exchange.core.snapshots import is_part
from tillbook.exchange.parent_link import Link
from tillbook.nodes.this_node import current

_NAME = re.compile(r"[0-9a-f]{64}")
_GROUP = re.compile(r"[a-z0-9-]{1,32}")


def put(group: str, name: str, content: bytes) -> None:
    """Store published bytes durably, also over a file that was damaged since: names are hashes."""
    _write(_package(group, name), content)


def fetch(group: str, name: str, link: Link) -> bytes:
    """Return published bytes from here or from the parent, proven by their name, and keep them.

    Raises ParentUnreachable, ParentRefused or BadPackage.
    """
    content = get(group, name)
    if content is None or name_of(content) != name:
        content = from_parent(group, name, link)
        put(group, name, content)
    return content


def from_parent(group: str, name: str, link: Link) -> bytes:
    """Return published bytes from the parent, proven by their name. Raises as `fetch` does."""
    content = link.package(group, name)
    if name_of(content) != name:
        raise BadPackage("A download does not match its name.")
    return content


def get(group: str, name: str) -> bytes | None:
    """Return a package's bytes, or None when it is not here."""
    path = _package(group, name)
    return path.read_bytes() if path.exists() else None


def drop(group: str, name: str) -> None:
    """Delete what no manifest names any more."""
    _package(group, name).unlink(missing_ok=True)


def forget_group(group: str) -> None:
    """Delete all that is kept of a group."""
    shutil.rmtree(_folder(group), ignore_errors=True)


def forget_parts(group: str, *, older_than_s: float) -> None:
    """Delete parts of snapshots that were written so long ago; packages stay."""
    now = time.time()
    for path in _folder(group).glob("*/*.pkg"):
        if now - path.stat().st_mtime > older_than_s and is_part(_beginning(path)):
            path.unlink(missing_ok=True)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def publish_head(group: str, published: bytes) -> None:
    """Replace the group's head, the only mutable file. Its packages must be here already."""
    _write(_folder(group) / "head", published)


def head(group: str) -> bytes | None:
    """Return the group's published head, or None before the first."""
    path = _folder(group) / "head"
    return path.read_bytes() if path.exists() else None


def _folder(group: str) -> Path:
    if not _GROUP.fullmatch(group):
        raise BadPackage("This is not the name of a channel database group.")
    return current().folder / "packages" / group


def _package(group: str, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise BadPackage("This is not the name of a package.")
    return _folder(group) / name[:2] / f"{name}.pkg"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
