"""Check web addresses by their form only, and bring equal addresses to one form."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

_MAX_LENGTH = 254
_SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]*):(?!\d)", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_](?:[\w\-]*[^\W_])?")
_WEB = ("http", "https")


class UrlReason(StrEnum):
    """Name why a text is not a web address."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_AN_ADDRESS = "not_an_address"


@dataclass(frozen=True, kw_only=True, slots=True)
class Url:
    """Hold one web address."""

    #: With its scheme, https where none was typed; scheme and host in small letters.
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UrlProblem:
    """Say why the text is not a web address."""

    reason: UrlReason


def normalise(text: str) -> Url | UrlProblem:
    """Read a web address as people type it; the host is looked at, never asked.

    Hosts in other scripts than Latin pass; a lone slash after the host is left out.
    """
    plain = text.strip()
    if not plain:
        return UrlProblem(reason=UrlReason.EMPTY)
    if not _SCHEME.match(plain):
        plain = f"https://{plain.removeprefix('//')}"
    parts = _parts_of(plain)
    if parts is None or re.search(r"\s", plain):
        return UrlProblem(reason=UrlReason.NOT_AN_ADDRESS)
    address = _written(parts)
    if len(address) > _MAX_LENGTH:
        return UrlProblem(reason=UrlReason.TOO_LONG)
    return Url(address=address)


def _parts_of(plain: str) -> SplitResult | None:
    try:
        parts = urlsplit(plain)
        return parts if _is_web(parts) else None
    except ValueError:
        return None


def _is_web(parts: SplitResult) -> bool:
    """Tell whether scheme, host and port can be those of a web address. Raises ValueError."""
    labels = (parts.hostname or "").split(".")
    return (
        parts.scheme in _WEB
        and parts.username is None
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdecimal()
        and (parts.port is None or parts.port > 0)
    )


def _written(parts: SplitResult) -> str:
    port = f":{parts.port}" if parts.port else ""
    path = "" if parts.path == "/" and not parts.query and not parts.fragment else parts.path
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.scheme}://{parts.hostname}{port}{path}{query}{fragment}"
