"""The root of Tillbook's errors. Each package keeps its own family below it in its `errors.py`."""


class TillbookError(Exception):
    """Something a person can act on.

    `message` says what happened and what is safe; `remedy` names the next step (may be empty).
    """

    #: Stable code for API clients and tests; never shown first to a person.
    code = "error.unexpected"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class PermissionRefused(TillbookError):
    """The actor's role does not include the permission that the act needs."""

    code = "perm.denied"

    def __init__(self, message: str, *, remedy: str = "", permission: str = "") -> None:
        super().__init__(message, remedy=remedy)
        #: Which one; empty where the act is not one of `Permission`.
        self.permission = permission


class StorageFull(TillbookError):
    """A write found no room on the disk; its whole transaction was undone."""

    code = "disk.full"
