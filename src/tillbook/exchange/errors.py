"""What can go wrong between a write and its verdict. Format faults are in `core/errors.py`.

ExchangeError
├── ParentUnreachable     no answer: never a refusal, the operation stays pending
│   ├── ParentFailed      the parent broke down over this very request
│   ├── ParentBusy        the parent has too much to do, and says when to come back
│   └── ParentDistrusts   the parent does not accept this device's token
│       └── ParentWithdrew   headquarters has withdrawn this device
├── ParentRefused         an answer that is not an agreement
├── PackageStopped        a package that failed too often; a person must ask for more
├── UploadStuck           operations over which the parent breaks down; the others went up
├── IdentityClash         an operation id with another content
├── IdempotencyConflict   a client's key with another request
├── StaleEdit             somebody changed it since the editor looked
├── AlreadySettled        somebody else has repaired it
├── Refused               the operation breaks a rule; nothing was stored
├── UnknownKind           a kind that this release does not know
└── WrongKind             an id that belongs to an entity of another kind
"""

from collections.abc import Mapping

from tillbook.exchange.core.deciding import STALE
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.errors import NodeWithdrawn


class ExchangeError(TillbookError):
    """The base of this family."""

    code = "exchange.error"


class ParentUnreachable(ExchangeError):
    """The parent did not answer in time."""

    code = "parent.unreachable"


class ParentFailed(ParentUnreachable):
    """The parent broke down over this request; another one may pass."""

    code = "parent.failed"


class ParentBusy(ParentUnreachable):
    """The parent is there, has too much to do, and says when to come back."""

    code = "parent.busy"

    def __init__(self, *, retry_after_s: float) -> None:
        super().__init__("The parent is busy.", remedy="This node tries again by itself.")
        self.retry_after_s = retry_after_s


class ParentDistrusts(ParentUnreachable):
    """The parent does not accept this device's token: no word on what was asked."""

    code = "node.token"


class ParentWithdrew(ParentDistrusts):
    """Headquarters has withdrawn this device. What it has not sent stays pending here."""

    code = NodeWithdrawn.code

    def __init__(self) -> None:
        withdrawn = NodeWithdrawn()
        super().__init__(withdrawn.message, remedy=withdrawn.remedy)


class PackageStopped(ExchangeError):
    """A package could not be applied so often that this node waits for a person."""

    code = "package.stopped"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Package {number} could not be applied; later ones wait for it.",
            remedy="Retry or cancel its download session at headquarters.",
        )


class UploadStuck(ExchangeError):
    """The parent breaks down over some operations. They wait; all others went up."""

    code = "upload.stuck"


class ParentRefused(ExchangeError):
    """The parent answered, and said no."""

    code = "parent.refused"


class IdentityClash(ExchangeError):
    """Two different operations carry one id: corruption or a cloned device."""

    code = "operation.clash"


class IdempotencyConflict(ExchangeError):
    """A repeated Idempotency-Key came with another request."""

    code = "idempotency.conflict"


class StaleEdit(ExchangeError):
    """The entity changed since the editor looked at it. Nothing was written."""

    code = STALE

    def __init__(self) -> None:
        super().__init__(
            "This was changed while you were editing.",
            remedy="Look at the new version and save again.",
        )


class AlreadySettled(ExchangeError):
    """The operation to be repaired needs nobody any more. Nothing was written."""

    code = "operation.settled"

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has settled this already.", remedy="Look at what became of it."
        )


class Refused(ExchangeError):
    """A rule refused the operation before anything was stored."""

    def __init__(self, code: str, message: str, params: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.params = dict(params or {})


class UnknownKind(ExchangeError):
    """A newer node may know this kind; this one does not."""

    code = "kind.unknown"


class WrongKind(ExchangeError):
    """An id was used for two things; it stays what it was first."""

    code = "kind.wrong"
