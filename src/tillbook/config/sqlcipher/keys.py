"""Where the database key comes from, and the form it must have."""

import re
from collections.abc import Callable
from pathlib import Path

from tillbook.config.sqlcipher.errors import UnusableDatabaseKey

_KEY_FORM = re.compile(r"[0-9a-fA-F]{64}")


def database_key(*, given: str | Callable[[], str] | None, key_file: Path | str | None) -> str:
    """Return the key as 64 hex digits.

    Raises:
        UnusableDatabaseKey: none is given, the file cannot be read, or the form is wrong.
    """
    if given is not None:
        key = given() if callable(given) else given
    elif key_file is not None:
        key = _read(Path(key_file))
    else:
        raise UnusableDatabaseKey(
            "No key is configured for the encrypted database.",
            remedy='Give "key" or "key_file" in the OPTIONS of the database.',
        )
    if not _KEY_FORM.fullmatch(key):
        raise UnusableDatabaseKey(
            "The database key is not 32 bytes written as 64 hex digits.",
            remedy="Put back the key file that was made together with this database.",
        )
    return key


def _read(key_file: Path) -> str:
    try:
        return key_file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableDatabaseKey(
            f"The key file {key_file} cannot be read: {error}.",
            remedy="Put it back from a backup, or run as the user who owns it.",
        ) from error
