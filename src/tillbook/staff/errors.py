"""What can go wrong at the door.

SignInRefused
├── WrongPin        with the tries that are left
├── NoProof         neither a PIN nor a badge, where somebody approves
├── WrongBadge      no badge of anybody who may sign in here
└── Locked          with the minutes to wait
    └── BadgesLocked    too many badges that open nothing
UnknownToken        one answer for missing, wrong and withdrawn tokens
"""

from tillbook.foundation.errors import TillbookError


class SignInRefused(TillbookError):
    """The base of this family."""

    code = "pin.refused"

    @property
    def params(self) -> dict[str, int]:
        """What the words of the refusal name."""
        return {}


class WrongPin(SignInRefused):
    """Number and PIN do not belong together."""

    code = "pin.wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"That PIN does not match. {tries_left} tries left.")
        self.tries_left = tries_left

    @property
    def params(self) -> dict[str, int]:
        """What the words of the refusal name."""
        return {"n": self.tries_left}


class WrongBadge(SignInRefused):
    """One answer for every badge that opens nothing here."""

    code = "badge.wrong"

    def __init__(self) -> None:
        super().__init__("This badge opens nothing here.")


class NoProof(SignInRefused):
    """Neither a PIN nor a badge was given."""

    code = "approval.required"

    def __init__(self) -> None:
        super().__init__("An approval needs a PIN or a badge.")


class Locked(SignInRefused):
    """Too many wrong tries."""

    code = "pin.locked"

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Too many tries. Try again in {minutes} min.")
        self.minutes = minutes

    @property
    def params(self) -> dict[str, int]:
        """What the words of the refusal name."""
        return {"minutes": self.minutes}


class BadgesLocked(Locked):
    """Too many badges that open nothing, at this node. PINs go on."""

    code = "badge.locked"


class UnknownToken(TillbookError):
    """The bearer token is not known here."""

    code = "token.unknown"

    def __init__(self) -> None:
        super().__init__(
            "The request needs a valid bearer token.",
            remedy="Send 'Authorization: Bearer TOKEN' with a token made on this node.",
        )
