"""What can be wrong with a place.

StoresError
├── UnknownStore     no store of this number
├── UnknownRegister  no register of this number
├── TillCodeRefused  a browser's code that is wrong, used or expired
├── TillNotAdmitted  a browser that is no register any more
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


class TillCodeRefused(StoresError):
    """One answer for every wrong code: it tells a guesser nothing."""

    code = "till_code.refused"

    def __init__(self) -> None:
        super().__init__(
            "This code cannot be used.",
            remedy="Codes work once and for 15 minutes. Ask a manager for a new one.",
        )


class TillNotAdmitted(StoresError):
    """The browser's cookie makes it no register: expired, withdrawn, copied or moved."""

    code = "till.not_admitted"

    def __init__(self, reason: str) -> None:
        super().__init__(f"This browser is no register any more: {reason}.")
        self.reason = reason


class NumbersUsedUp(StoresError):
    """Every number of a sequence was issued."""

    code = "number_sequence.used_up"

    def __init__(self, sequence: str) -> None:
        super().__init__(
            f"The number sequence {sequence!r} has no number left.",
            remedy="Give it a format with more digits under Number sequences.",
        )
        self.sequence = sequence
