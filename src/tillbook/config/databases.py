"""The database of a node: an encrypted file in its folder, or PostgreSQL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tillbook.nodes.identity import DATABASE_FILE, DATABASE_KEY_FILE, Identity


def database_of(folder: Path, identity: Identity) -> dict[str, Any]:
    """Return Django's settings of a node's database."""
    if identity.postgresql:
        return postgresql(identity.postgresql)
    return embedded(folder / DATABASE_FILE, key_file=folder / DATABASE_KEY_FILE)


def embedded(path: Path, *, key_file: Path) -> dict[str, Any]:
    """Return Django's settings of an encrypted file."""
    return {
        "ENGINE": "tillbook.config.sqlcipher",
        "NAME": str(path),
        "OPTIONS": {"key_file": str(key_file)},
        "CONN_MAX_AGE": None,
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return Django's settings of a `postgresql://user:password@host:port/name` address."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
