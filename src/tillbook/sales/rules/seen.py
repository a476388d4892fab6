"""What a page showed of the sale when somebody pressed something on it."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from tillbook.foundation.ids import is_id

_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Seen:
    """Which sale was shown, and at which version; none at all where none was open."""

    sale: UUID | None = None
    version: int = 0

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `str` wrote; None where it says nothing."""
        id, _, version = text.partition(".")
        if not version.isdecimal() or len(version) > _LONGEST or (id and not is_id(id)):
            return None
        return cls(UUID(id) if id else None, int(version))

    def __str__(self) -> str:
        return f"{self.sale or ''}.{self.version}"


#: No sale was open.
NONE_OPEN = Seen()
