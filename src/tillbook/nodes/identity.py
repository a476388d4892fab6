"""The node's folder: identity in `node.json`, keys in `keys/`, each file readable by its owner only."""

import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tillbook.nodes.errors import MissingDatabase, NotANodeFolder, UnsafeFile

IDENTITY_FILE = "node.json"
#: The identity of a node that is being made; renamed when everything else is in place.
UNFINISHED_FILE = "node.json.unfinished"
DATABASE_FILE = "tillbook.db"
DATABASE_KEY_FILE = "keys/database.key"
_SIGNING_KEY_FILE = "keys/signing.key"
_RECEIVING_KEY_FILE = "keys/receiving.key"
_KEY_BYTES = 32


class NodeRole(StrEnum):
    """What a node serves. Every role runs the same code on the same tables."""

    HEADQUARTERS = "headquarters"
    CHANNEL = "channel"
    REGISTER = "register"


class Identity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a node is. Written once, at initialisation or enrolment."""

    id: UUID
    role: NodeRole
    name: str
    headquarters: UUID
    #: Ed25519 public key that signs manifests.
    headquarters_key: bytes
    #: Proves that the database file beside is this node's.
    database: UUID
    host: str = "127.0.0.1"
    port: int = 8000
    parent: UUID | None = None
    parent_url: str = ""
    store: UUID | None = None
    register: UUID | None = None
    #: PostgreSQL address; empty for the embedded database.
    postgresql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """A device's two keys: one to sign with, one to receive sealed secrets with."""

    signing: Ed25519PrivateKey
    receiving: X25519PrivateKey

    @property
    def sign_public(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return self.signing.public_key().public_bytes_raw()

    @property
    def receive_public(self) -> bytes:
        """The X25519 public key, 32 bytes."""
        return self.receiving.public_key().public_bytes_raw()


def make_keys(folder: Path) -> DeviceKeys:
    """Make the device's keys and the database's key in a new folder; existing ones are kept."""
    (folder / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (_SIGNING_KEY_FILE, _RECEIVING_KEY_FILE, DATABASE_KEY_FILE):
        if not (folder / name).exists():
            write_private(folder / name, secrets.token_bytes(_KEY_BYTES).hex().encode())
    return read_keys(folder)


def read_keys(folder: Path) -> DeviceKeys:
    """Read the device's keys. Raises NotANodeFolder or UnsafeFile."""
    return DeviceKeys(
        signing=Ed25519PrivateKey.from_private_bytes(_read_secret(folder / _SIGNING_KEY_FILE)),
        receiving=X25519PrivateKey.from_private_bytes(_read_secret(folder / _RECEIVING_KEY_FILE)),
    )


def require_whole(folder: Path, identity: Identity) -> None:
    """See that a node's folder has all that belongs to it. A lost file is never made anew.

    Raises NotANodeFolder, UnsafeFile or MissingDatabase.
    """
    read_keys(folder)
    read_database_key(folder)
    if not identity.postgresql and not (folder / DATABASE_FILE).exists():
        raise MissingDatabase(
            f"The database {folder / DATABASE_FILE} is missing.",
            remedy="Restore it from a backup of this node. Nothing was changed.",
        )


def read_database_key(folder: Path) -> str:
    """Return the database key, 64 hex digits. Raises NotANodeFolder or UnsafeFile."""
    return _read_secret(folder / DATABASE_KEY_FILE).hex()


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 whole or not at all, durably."""
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def begin_identity(folder: Path, identity: Identity) -> None:
    """Write who the node will be. Until `finish_identity` the folder holds no node."""
    write_private(
        folder / UNFINISHED_FILE, msgspec.json.format(msgspec.json.encode(identity)) + b"\n"
    )


def finish_identity(folder: Path) -> None:
    """Make the node complete, durably: the last step of making one."""
    (folder / UNFINISHED_FILE).replace(folder / IDENTITY_FILE)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_unfinished(folder: Path) -> Identity | None:
    """Read who the node will be; None where nothing was begun."""
    path = folder / UNFINISHED_FILE
    return msgspec.json.decode(path.read_bytes(), type=Identity) if path.exists() else None


def read_identity(folder: Path) -> Identity:
    """Read who the node is. Raises NotANodeFolder."""
    try:
        return msgspec.json.decode((folder / IDENTITY_FILE).read_bytes(), type=Identity)
    except FileNotFoundError as error:
        raise NotANodeFolder(
            f"{folder} is not a node's folder.",
            remedy="Start a new headquarters with 'tillbook init', or join with 'tillbook enroll'.",
        ) from error
    except msgspec.DecodeError as error:
        raise NotANodeFolder(
            f"{folder / IDENTITY_FILE} cannot be read: {error}.",
            remedy="Restore the file from a backup; do not enrol the folder again.",
        ) from error


def _read_secret(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        text = path.read_text().strip()
    except FileNotFoundError as error:
        raise NotANodeFolder(
            f"The key file {path} is missing.", remedy="Restore it from a backup of this node."
        ) from error
    if mode & 0o077:
        raise UnsafeFile(
            f"The key file {path} may be read by others.", remedy=f"Run: chmod 600 {path}"
        )
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise NotANodeFolder(
            f"The key file {path} is damaged.", remedy="Restore it from a backup of this node."
        ) from error
