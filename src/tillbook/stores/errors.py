"""What can be wrong with a place.

StoresError
├── UnknownStore     no store of this number
├── UnknownRegister  no register of this number
└── NumbersUsedUp    a number sequence has no number left
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


class UnknownRegister(StoresError):
    """No register has this number, or it has not reached this node."""

    code = "register.unknown"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"There is no register {number!r} here.",
            remedy="Use the number of a register as GET /api/v1/stores lists it, such as 1-3.",
        )
        self.number = number


class NumbersUsedUp(StoresError):
    """Every number of a sequence was issued."""

    code = "number_sequence.used_up"

    def __init__(self, sequence: str) -> None:
        super().__init__(
            f"The number sequence {sequence!r} has no number left.",
            remedy="Give it a format with more digits under Number sequences.",
        )
        self.sequence = sequence
