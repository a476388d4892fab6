"""Settings of the tests: several nodes side by side in one process, each with its database."""

import os
from pathlib import Path

from tillbook.config.databases import embedded
from tillbook.config.settings import *  # noqa: F403  (Django's own way to extend settings)

ALIASES = ("default", "store", "till_1", "till_2")
_folder = Path(os.environ["TILLBOOK_TEST_FOLDER"])
_key_file = _folder / "database.key"
_key_file.write_text("5e" * 32)
_key_file.chmod(0o600)


def _database(alias: str) -> dict[str, object]:
    socket = os.environ.get("TILLBOOK_TEST_POSTGRESQL")
    if socket and not alias.startswith("till"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": f"tillbook_{alias}",
            "USER": "tillbook",
            "HOST": socket,
        }
    settings = embedded(_folder / f"{alias}.db", key_file=_key_file)
    return {**settings, "TEST": {"NAME": str(_folder / f"test_{alias}.db")}}


DATABASES = {alias: _database(alias) for alias in ALIASES}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = str(_folder / "static")
Path(STATIC_ROOT).mkdir()
#: Each test signs somebody in; what a PIN costs in the product is a promise of its own.
PIN_COST = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
