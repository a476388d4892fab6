"""Browsers at the two tills of the cast, without scripts: Django's client, one node at a time."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from tests.cast import PIN, Network, network
from tillbook.nodes.this_node import ThisNode, acting_as

DATABASES = ["default", "store", "till_1", "till_2"]


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Network]:
    """Give a whole network of real nodes."""
    with network() as made:
        yield made


class Till:
    """A browser at a node: every request is answered by that node."""

    def __init__(self, node: ThisNode) -> None:
        self.node = node
        self._client = Client()

    def get(self, url: str, **headers: str) -> "Answer":
        """Open a page."""
        with acting_as(self.node):
            return Answer(self._client.get(url, headers=headers))

    def post(self, url: str, typed: dict[str, str], **headers: str) -> "Answer":
        """Send a form."""
        with acting_as(self.node):
            return Answer(self._client.post(url, typed, headers=headers))

    def sign_in(self, number: str = "100", pin: str = PIN) -> "Answer":
        """Sign in with a number and a PIN."""
        return self.post("/sign-in", {"associate": number, "pin": pin})


class Answer:
    """What came back."""

    def __init__(self, response: object) -> None:
        self.status: int = response.status_code  # type: ignore[attr-defined]
        self.text: str = response.content.decode()  # type: ignore[attr-defined]
        self.location: str = response.headers.get("Location", "")  # type: ignore[attr-defined]


@pytest.fixture
def at(cast: Network) -> Iterator[Callable[[ThisNode], Till]]:
    """Open browsers at nodes; the pages are those of a register."""
    with override_settings(ROOT_URLCONF="tests.pos.urls"):
        yield Till
