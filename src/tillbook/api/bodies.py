"""Reading what a request brings: JSON bodies, Idempotency-Key, If-Match."""

import hashlib
import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.http import parse_etags
from ninja.parser import Parser
from ninja.types import DictStrAny

from tillbook.api.errors import BodyTooLarge, MalformedBody, MalformedHeader, UnsupportedMedia
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.foundation.actor import Actor

#: One customer with hundreds of contacts and addresses stays far below this.
MAX_BODY_BYTES = 256 * 1024
#: The configuration of a chain with thousands of registers.
MAX_CONFIGURATION_BYTES = 2 * 1024 * 1024
MEDIA_TYPES = frozenset({"application/json", "application/merge-patch+json"})
_LONGEST_KEY = 200


class JsonBody(Parser):
    """Parses bodies strictly: JSON in UTF-8, and nothing that a database could not hold."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the body's content. Raises MalformedBody or UnsupportedMedia."""
        if request.content_type not in MEDIA_TYPES:
            raise UnsupportedMedia(
                "The body must be JSON.", remedy="Send the header Content-Type: application/json."
            )
        content: DictStrAny = _parse(request.body)
        return content


def check_size(request: HttpRequest) -> None:
    """Refuse a body by its announced size, before it is read. Raises BodyTooLarge."""
    announced = request.headers.get("Content-Length") or "0"
    most, remedy = MAX_BODY_BYTES, "Send one customer per request."
    if request.path.endswith("/configuration"):
        most, remedy = MAX_CONFIGURATION_BYTES, "Bring the document in by parts, kind by kind."
    if not announced.isascii() or not announced.isdigit() or int(announced) > most:
        raise BodyTooLarge(
            f"A body may have at most {most // 1024} KiB.",
            remedy=remedy,
        )


def idempotency(request: HttpRequest, actor: Actor) -> Idempotency | None:
    """Return the client's own key with the hash of what it asks, or None without a key.

    Two bodies that differ in spaces or in the order of fields ask the same. Raises MalformedHeader.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise MalformedHeader(
            "The Idempotency-Key cannot be used.",
            remedy=f"Use 1 to {_LONGEST_KEY} printable ASCII characters, such as a UUID.",
        )
    asked = json.dumps(_parse(request.body) if request.body else None, sort_keys=True)
    text = f"{request.method} {request.path}\n{asked}"
    return Idempotency(
        actor=actor.id, key=key, request_hash=hashlib.sha256(text.encode()).hexdigest()
    )


def tags_seen(request: HttpRequest) -> frozenset[str] | None:
    """Return the tags of `If-Match`, or None when any version will do. Raises MalformedHeader."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    found = parse_etags(header)
    if not found:
        raise MalformedHeader(
            "If-Match cannot be read.", remedy="Send the ETag as it came, with its quotes."
        )
    return frozenset(tag.strip('"') for tag in found if not tag.startswith("W/"))


def _parse(body: bytes) -> Any:
    try:
        content = json.loads(body.decode(), parse_constant=_refuse_constant)
        if b"\\u" in body:
            json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        # The parser's own message may quote the body; the place in it is enough.
        place = f" at byte {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise MalformedBody(
            f"The body is no JSON in UTF-8{place}.", remedy="Correct the body and send it again."
        ) from None
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
