"""Sessions whose requests do not undo each other: a lock, a draft and a poll may come at once."""

from copy import deepcopy
from typing import Any

from django.contrib.sessions.backends import db
from django.db import router, transaction


class SessionStore(db.SessionStore):
    """Writes what a request changed over what others wrote meanwhile, key by key."""

    _before: dict[str, Any] | None = None

    def load(self) -> dict[str, Any]:
        """Read the session, and remember how it was."""
        found = super().load()
        self._before = deepcopy(found)
        return found

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 (as Django calls it)
        """Write what changed since it was read; what is new is written whole."""
        if must_create or self.session_key is None or self._before is None:
            super().save(must_create=must_create)
            self._before = deepcopy(dict(self.items()))
            return
        with transaction.atomic(using=router.db_for_write(self.model)):
            self._join(self._before)
            super().save()
        self._before = deepcopy(dict(self.items()))

    def _join(self, before: dict[str, Any]) -> None:
        """Take over what others changed, unless this request changed it as well."""
        row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
        if row is None:
            return
        own, missing = dict(self.items()), object()
        stored = self.decode(row.session_data)
        for name, value in stored.items():
            if own.get(name, missing) == before.get(name, missing):
                self[name] = value
        for name in own.keys() - stored.keys():
            if own[name] == before.get(name, missing):
                del self[name]
