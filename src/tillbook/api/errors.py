"""What can be wrong with a request as a request; the rest comes from the capabilities.

ApiError
├── MalformedBody       no JSON
├── BodyTooLarge        more than one request may bring
├── UnsupportedMedia    another format than JSON
├── MalformedHeader     Idempotency-Key or If-Match that cannot be read
├── InvalidRequest      fields or parameters of the wrong name or type
├── UnknownPath         no such address
├── UnknownPart         the customer has no such contact or address
├── WrongMethod         the address does not take this method
├── NotHeadquarters     only headquarters can do this
└── NodeNotWell         the node runs, but not as it should
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tillbook.foundation.errors import TillbookError


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One thing that is wrong, and where: in the body, or in a parameter or header."""

    code: str
    detail: str
    #: JSON pointer into the body; None when a parameter is meant.
    pointer: str | None = None
    parameter: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)


class ApiError(TillbookError):
    """The base of this family."""

    code = "request.error"
    status = 400


class MalformedBody(ApiError):
    """The body is no JSON that can be stored."""

    code = "body.malformed"


class BodyTooLarge(ApiError):
    """The body is larger than one request may be."""

    code = "body.too_large"
    status = 413


class UnsupportedMedia(ApiError):
    """The body is not declared as JSON."""

    code = "body.not_json"
    status = 415


class MalformedHeader(ApiError):
    """A header cannot be read."""

    code = "header.malformed"


class InvalidRequest(ApiError):
    """Fields or parameters have wrong names or types; nothing was looked at further."""

    code = "request.invalid"
    status = 422

    def __init__(self, errors: Sequence[FieldProblem]) -> None:
        named = ", ".join(str(error.parameter or error.pointer or "the body") for error in errors)
        super().__init__(
            f"The request cannot be understood: {named}.",
            remedy="The description of every field is at /api/v1/openapi.json.",
        )
        self.errors = tuple(errors)


class UnknownPath(ApiError):
    """No such address."""

    code = "path.unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "The API has no such address.", remedy="All addresses are at /api/v1/openapi.json."
        )


class UnknownPart(ApiError):
    """The customer has no such contact or address."""

    code = "part.unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "The customer has nothing under this id.", remedy="Read the customer's current list."
        )


class WrongMethod(ApiError):
    """The address exists, the method does not."""

    code = "method.not_allowed"
    status = 405

    def __init__(self, allowed: str) -> None:
        super().__init__("This address does not take this method.", remedy=f"It takes {allowed}.")
        self.allowed = allowed


class NotHeadquarters(ApiError):
    """Only headquarters can do this."""

    code = "node.not_headquarters"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Only headquarters can do this.", remedy="Send the request to headquarters."
        )


class NodeNotWell(ApiError):
    """The database or a loop does not do its work."""

    code = "node.not_well"
    status = 503

    def __init__(self) -> None:
        super().__init__("This node is not well.", remedy="GET /api/v1/status says what stalls.")
