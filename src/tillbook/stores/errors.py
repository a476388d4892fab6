"""What can be wrong with a place.

StoresError
└── UnknownStore     no store of this number
"""

from tillbook.foundation.errors import TillbookError


class StoresError(TillbookError):
    """The base of this family."""

    code = "stores.error"


class UnknownStore(StoresError):
    """No store has this number, or it has not reached this node."""

    code = "store.unknown"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"There is no store {number!r} here.",
            remedy="Use the number of a store as headquarters lists it under All stores.",
        )
        self.number = number
