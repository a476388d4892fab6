"""Every refusal as `application/problem+json` (RFC 9457), with a stable code and the next step."""

import secrets
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tillbook.api import words
from tillbook.api.errors import (
    ApiError,
    BodyTooLarge,
    FieldProblem,
    InvalidRequest,
    MalformedBody,
    UnknownPath,
    WrongMethod,
)
from tillbook.api.schemas import Customer
from tillbook.configuration.errors import UnusableConfiguration
from tillbook.customers.errors import (
    CannotMerge,
    CustomerExists,
    InvalidCustomer,
    NotPossibleNow,
    OfAnotherCompany,
    UnknownConflict,
    UnknownCustomer,
    UnknownOperation,
    UnknownPair,
)
from tillbook.exchange.errors import AlreadySettled, IdempotencyConflict, Refused, StaleEdit
from tillbook.features.errors import (
    MomentPassed,
    PrerequisiteMissing,
    SwitchNeeded,
    SwitchOff,
    UnknownSwitch,
)
from tillbook.fleet.connection import NoParent
from tillbook.foundation.errors import PermissionRefused, StorageFull, TillbookError
from tillbook.nodes.errors import UnknownNode
from tillbook.scheduler.errors import (
    JobRunning,
    SchedulerError,
    SessionApplied,
    SessionNeeded,
    UnknownJob,
    UnknownSession,
)
from tillbook.staff.errors import UnknownToken
from tillbook.stores.errors import StoresError, UnknownRegister, UnknownStore

log = structlog.get_logger()
#: What ninja has handlers of its own for; ours answers instead.
HANDLED = (HttpError, ValidationError, Http404)
TYPE = "urn:tillbook:problem:"
#: PostgreSQL's code for a full disk.
_DISK_FULL = "53100"
#: What a customer's document shows besides what a client may write (the argument `entered`).
_READ_ONLY = frozenset(Customer.__annotations__)
_STATUS: Mapping[type[TillbookError], int] = {
    UnknownToken: 401,
    PermissionRefused: 403,
    UnknownCustomer: 404,
    UnknownJob: 404,
    UnknownSession: 404,
    UnknownOperation: 404,
    UnknownConflict: 404,
    UnknownPair: 404,
    CannotMerge: 409,
    UnknownNode: 404,
    NoParent: 409,
    NotPossibleNow: 409,
    CustomerExists: 409,
    OfAnotherCompany: 409,
    UnknownSwitch: 404,
    MomentPassed: 422,
    PrerequisiteMissing: 409,
    SwitchNeeded: 409,
    SwitchOff: 409,
    JobRunning: 409,
    SessionNeeded: 409,
    SessionApplied: 409,
    AlreadySettled: 409,
    StaleEdit: 412,
    InvalidCustomer: 422,
    UnusableConfiguration: 422,
    StoresError: 422,
    SchedulerError: 422,
    IdempotencyConflict: 422,
    Refused: 422,
    StorageFull: 507,
}


def answer_to(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Turn whatever a view raised into a problem; the unexpected is logged under a reference."""
    known = _known(error if isinstance(error, Exception) else error())
    status = _status_of(known) if isinstance(known, TillbookError) else 500
    if status == 500 or not isinstance(known, TillbookError):
        return _unexpected(known)
    return problem(
        status,
        code=known.code,
        detail=known.message,
        remedy=known.remedy,
        errors=field_problems(known),
        headers=_headers_of(known),
    )


def problem(
    status: int,
    *,
    code: str,
    detail: str,
    remedy: str = "",
    errors: Sequence[FieldProblem] = (),
    **more: Any,
) -> HttpResponse:
    """Return a problem document."""
    headers: Mapping[str, str] = more.pop("headers", {})
    content = {
        "type": TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "remedy": remedy,
        **({"errors": [_plain(error) for error in errors]} if errors else {}),
        **more,
    }
    return HttpResponse(
        msgspec.json.encode(content),
        status=status,
        content_type="application/problem+json",
        headers=dict(headers),
    )


def field_problems(error: TillbookError) -> list[FieldProblem]:
    """Return what is wrong with single fields, if the error says so."""
    match error:
        case InvalidRequest():
            return list(error.errors)
        case InvalidCustomer():
            return [
                FieldProblem(code=one.code, pointer=one.pointer, detail=words.of_problem(one))
                for one in error.problems
            ]
        case UnusableConfiguration():
            return [
                FieldProblem(code=one.code, pointer=one.pointer, detail=one.text)
                for one in error.faults
            ]
        case UnknownStore():
            return [FieldProblem(code=error.code, pointer="/store", detail=error.message)]
        case UnknownRegister():
            return [FieldProblem(code=error.code, pointer="/register", detail=error.message)]
        case Refused() if "pointer" in error.params:
            detail = words.of_code(error.code, error.params)
            return [FieldProblem(code=error.code, pointer=error.params["pointer"], detail=detail)]
    return []


def _plain(error: FieldProblem) -> dict[str, str]:
    where = (
        {"parameter": error.parameter}
        if error.parameter is not None
        else {"pointer": error.pointer or ""}
    )
    return {**where, "code": error.code, "detail": error.detail}


def _known(error: Exception) -> Exception:
    """Translate what Django, ninja and the drivers raise."""
    match error:
        case AuthenticationError():
            return UnknownToken()
        case ValidationError():
            return InvalidRequest([_field_problem(raw) for raw in error.errors])
        case HttpError() if error.__cause__ is not None:
            # Ninja's wrapping of whatever the parser raised.
            cause = error.__cause__
            return _known(cause) if isinstance(cause, Exception) else error
        case Http404():
            return UnknownPath()
        case RequestDataTooBig():
            return BodyTooLarge("The body is too large.", remedy="Send less at once.")
        case UnreadablePostError():
            return MalformedBody("The body ended early.", remedy="Send the request again.")
        case StorageFull() | OperationalError() if _is_full(error):
            return StorageFull(
                "The disk of this node is full, so nothing of this change was saved.",
                remedy="Make room on the disk and send the request again.",
            )
    return error


def _is_full(error: Exception) -> bool:
    return (
        isinstance(error, StorageFull) or getattr(error.__cause__, "sqlstate", None) == _DISK_FULL
    )


def _status_of(error: TillbookError) -> int:
    if isinstance(error, ApiError):
        return error.status
    return next((_STATUS[base] for base in type(error).__mro__ if base in _STATUS), 500)


def _headers_of(error: TillbookError) -> dict[str, str]:
    match error:
        case UnknownToken():
            return {"WWW-Authenticate": 'Bearer realm="Tillbook"'}
        case WrongMethod():
            return {"Allow": error.allowed}
    return {}


def _unexpected(error: Exception) -> HttpResponse:
    """Log where it happened, without the message: drivers put values of customers into theirs."""
    reference = secrets.token_hex(4)
    log.error(
        "request_failed",
        reference=reference,
        error=type(error).__name__,
        where=traceback.format_tb(error.__traceback__),
    )
    return problem(
        500,
        code="error.unexpected",
        detail="Something went wrong at this node. Nothing of this request was half saved.",
        remedy=f"Send it again; if it fails again, tell support the reference {reference}.",
        reference=reference,
    )


def _field_problem(raw: Mapping[str, Any]) -> FieldProblem:
    """Translate one finding of the schema. Its place is (source, argument, field, …)."""
    source, *path = raw["loc"]
    code, detail = _schema_words(raw, str(path[-1]) if path else "")
    if source != "body":
        return FieldProblem(code=code, detail=detail, parameter=str(path[0]) if path else source)
    return FieldProblem(code=code, detail=detail, pointer=_pointer(path[1:]))


def _pointer(path: Sequence[object]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:100] for part in path)


def _schema_words(raw: Mapping[str, Any], name: str) -> tuple[str, str]:
    match raw["type"]:
        case "missing":
            return "field.required", "This is needed."
        case "extra_forbidden" if raw["loc"] == ("body", "entered", name) and name in _READ_ONLY:
            return (
                "field.read_only",
                f"The field {name!r} is set by Tillbook and cannot be written.",
            )
        case "extra_forbidden":
            return "field.unknown", f"There is no field {name[:100]!r}."
        case str() as kind if kind.endswith(("_type", "_parsing")):
            return "type.wrong", f"{raw['msg']}."
    return "value.invalid", f"{raw['msg']}."
