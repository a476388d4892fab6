"""The way to the parent over HTTP: the one module that speaks it."""

import secrets
import time
from collections.abc import Sequence
from contextlib import closing
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx
import msgspec

from tillbook.exchange.core import tokens
from tillbook.exchange.core.admission import Request, Sealed
from tillbook.exchange.core.containers import MAX_DECODED_BYTES
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.errors import (
    ParentBusy,
    ParentDistrusts,
    ParentFailed,
    ParentRefused,
    ParentUnreachable,
    ParentWithdrew,
)
from tillbook.exchange.links.wire import BASE, REACHES_ROOT, Batch, Problem, Question, encode_batch
from tillbook.exchange.parent_link import Answer
from tillbook.foundation import clock
from tillbook.nodes.errors import EnrolmentRefused, NodeWithdrawn
from tillbook.nodes.this_node import ThisNode

Shape = TypeVar("Shape")

#: For work that nobody waits for. Seconds.
BACKGROUND_S = 10.0
CONNECT_S = 1.0
#: A parent that asks for more is tried earlier all the same. Seconds.
LONGEST_REST_S = 300.0
#: The largest package, and what encryption adds.
MAX_ANSWER_BYTES = MAX_DECODED_BYTES + 1024 * 1024
#: Headers of an answer that are looked at.
_TOLD = ("Retry-After", REACHES_ROOT)
_BUSY = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
_NOT_NOW = (
    httpx.codes.TOO_MANY_REQUESTS,
    httpx.codes.REQUEST_TIMEOUT,
    httpx.codes.METHOD_NOT_ALLOWED,
)


class HttpLink:
    """A node's way to its parent; keeps its connections open. Safe for several threads."""

    def __init__(self, node: ThisNode, *, parent: UUID, url: str) -> None:
        self._node = node
        self._parent = parent
        # Packages and batches are packed already: whatever else is packed is not from a node.
        self._client = httpx.Client(
            base_url=url.rstrip("/") + BASE,
            trust_env=False,
            headers={"Accept-Encoding": "identity"},
        )

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        """Hand operations over; see Link."""
        waiting = not patience.is_spent
        batch = Batch(
            patience_ms=int(patience.left_s * 1000) if waiting else 0, operations=list(operations)
        )
        response = self._request(
            "POST",
            "/operations",
            content=encode_batch(batch, compressed=self._node.parent.takes_zstd),
            timeout_s=patience.left_s if waiting else BACKGROUND_S,
            is_awaited=waiting,
        )
        answers = _decode(response.content, list[Answer])
        if len(answers) != len(operations):
            raise ParentUnreachable("The parent's answer was incomplete.")
        return answers

    def head(self, group: str, *, known: str) -> bytes | None:
        """Return a group's head unless it is known; see Link."""
        response = self._request(
            "GET", f"/groups/{group}/head", headers={"If-None-Match": known} if known else {}
        )
        if reach := response.headers.get(REACHES_ROOT):
            self._node.parent.reaches_root = reach == "yes"
        return None if response.status_code == httpx.codes.NOT_MODIFIED else response.content

    def package(self, group: str, name: str) -> bytes:
        """Return a package's bytes; see Link."""
        return self._request("GET", f"/groups/{group}/packages/{name}").content

    def ask(self, question: str, params: dict[str, Any], *, timeout_s: float) -> Any:
        """Put a question to the parent; see Link."""
        content = msgspec.json.encode(Question(params=params))
        response = self._request(
            "POST", f"/ask/{question}", content=content, timeout_s=timeout_s, is_awaited=True
        )
        return _decode(response.content, object)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout_s: float = BACKGROUND_S,
        is_awaited: bool = False,
    ) -> httpx.Response:
        claim = tokens.Claim(
            node=self._node.id,
            parent=self._parent,
            issued_ms=clock.milliseconds() + self._node.parent.token_offset_ms,
            nonce=secrets.token_hex(8),
        )
        token = tokens.issue(claim, self._node.keys.signing)
        timeout_s = min(timeout_s, self._node.parent.pace.request_s)
        request = self._client.build_request(
            method,
            path,
            content=content,
            headers={"Authorization": f"Tillbook {token}", **(headers or {})},
            timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
        )
        try:
            response = self._answer_to(request, within_s=timeout_s if is_awaited else None)
        except httpx.TransportError as error:
            raise ParentUnreachable(
                f"The parent did not answer ({type(error).__name__})."
            ) from error
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise self._distrusted(response)
        return _checked(response)

    def _answer_to(self, request: httpx.Request, *, within_s: float | None) -> httpx.Response:
        """Read an answer as it came, of a size and, where somebody waits, in a time that fits.

        A timeout of the client is for each of its parts. Raises httpx.TransportError.
        """
        began, body = time.monotonic(), bytearray()
        response = self._client.send(request, stream=True)
        with closing(response):
            for part in response.iter_raw():
                body += part
                if len(body) > MAX_ANSWER_BYTES:
                    raise httpx.RemoteProtocolError("The answer is too large.")
                if within_s is not None and time.monotonic() - began > within_s:
                    raise httpx.ReadTimeout("The answer trickles in.")
        told = {name: response.headers[name] for name in _TOLD if name in response.headers}
        return httpx.Response(
            response.status_code, headers=told, content=bytes(body), request=request
        )

    def _distrusted(self, response: httpx.Response) -> ParentDistrusts:
        """Say why the token was not accepted, and learn the parent's clock for the next one.

        Something else on the way may have answered, so that edits are not dated by it.
        """
        problem = _problem_of(response)
        if problem is not None and problem.code == NodeWithdrawn.code:
            return ParentWithdrew()
        if problem is not None and problem.wall_ms:
            self._node.parent.token_offset_ms = problem.wall_ms - clock.milliseconds()
        return ParentDistrusts(
            problem.detail if problem is not None else "The parent does not know this device.",
            remedy="A clock that differs is allowed for from now on. If this lasts, the device was "
            "withdrawn: enrol it again.",
        )


def enrol(url: str, request: Request) -> Sealed:
    """Ask to be admitted, at any node of the chain. Raises EnrolmentRefused, ParentUnreachable."""
    try:
        response = httpx.post(
            url.rstrip("/") + BASE + "/enrol",
            content=msgspec.json.encode(request),
            timeout=BACKGROUND_S,
            trust_env=False,
        )
    except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise ParentUnreachable(
            f"There is no answer from {url}.",
            remedy="Check the address and that the node there is running.",
        ) from error
    if response.status_code == httpx.codes.FORBIDDEN:
        raise EnrolmentRefused
    return _decode(_checked(response).content, Sealed)


def _checked(response: httpx.Response) -> httpx.Response:
    """Tell a refusal from a failure: only the former is an answer."""
    if response.is_success or response.status_code == httpx.codes.NOT_MODIFIED:
        return response
    if response.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
        raise ParentFailed("The parent broke down over this request.")
    rest_s = _rest_of(response)
    if rest_s is not None:
        raise ParentBusy(retry_after_s=rest_s)
    problem = _problem_of(response)
    if response.is_server_error or _is_elsewhere(response) or problem is None:
        raise ParentUnreachable(f"The parent answered with status {response.status_code}.")
    refused = ParentRefused(problem.detail or "The parent refused.")
    refused.code = problem.code
    raise refused


def _rest_of(response: httpx.Response) -> float | None:
    """Return for how many seconds a busy parent wants to be left alone; None when it does not say.

    `Retry-After` is a number of seconds or a date.
    """
    said = response.headers.get("Retry-After", "").strip()
    if response.status_code not in _BUSY or not said:
        return None
    try:
        wanted = float(said) if said.isdecimal() else _until(said)
    except ValueError:
        return None
    return min(max(wanted, 0.0), LONGEST_REST_S)


def _until(date: str) -> float:
    """Return the seconds until a date of HTTP. Raises ValueError."""
    at = parsedate_to_datetime(date)
    return (at - clock.now()).total_seconds() if at.tzinfo else 0.0


def _is_elsewhere(response: httpx.Response) -> bool:
    """Tell whether the answer says nothing of what was asked: busy, or another address."""
    if response.status_code == httpx.codes.NOT_FOUND:
        return response.request.method != "GET"
    return response.status_code in _NOT_NOW


def _problem_of(response: httpx.Response) -> Problem | None:
    """Read a problem that a node wrote; None when something else on the way answered."""
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except ValueError:
        return None


def _decode(content: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(content, type=shape)
    except ValueError as error:
        raise ParentUnreachable("The parent's answer could not be read.") from error
