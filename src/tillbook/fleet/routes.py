"""Where headquarters is reached past a parent that does not answer.

A configured address holds; else it is the one under which the parent reaches headquarters itself,
told at each contact and remembered here.
"""

from collections.abc import Callable

from tillbook.nodes.models import LocalState
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

MAX_ADDRESS = 200
_SCHEMES = ("http://", "https://")
#: Where configuration keeps the address; asked at every node.
_configured: list[Callable[[], str]] = []


def offer_address(read: Callable[[], str]) -> None:
    """Say where the configured address of headquarters stands; it is empty while there is none."""
    _configured[:] = [read]


def headquarters_url() -> str:
    """Return the address of headquarters as far as this node knows it; empty when it does not."""
    return next((url for read in _configured if (url := read())), "") or _remembered()


def url_for_children() -> str:
    """Return the address that a child is told, empty when there is none to tell."""
    identity = current().identity
    if identity.parent == identity.headquarters:
        return headquarters_url() or identity.parent_url
    return headquarters_url()


def remember(url: str) -> None:
    """Keep the address that the parent told; what is no address is left out."""
    usable = url.startswith(_SCHEMES) and len(url) <= MAX_ADDRESS
    if not usable or url == _remembered():
        return
    with write():
        LocalState.objects.update(headquarters_url=url)


def _remembered() -> str:
    return LocalState.objects.values_list("headquarters_url", flat=True).first() or ""
