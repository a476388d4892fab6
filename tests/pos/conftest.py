"""Browsers at the two tills of the cast, without scripts: Django's client, one node at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.cast import PIN, Network, network
from tests.in_memory_link import Fault
from tests.pos.page import Page
from tillbook import configuration
from tillbook.features.operations.turn import turn
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.staff.operations.sign_in import hash_pin

DATABASES = ["default", "store", "till_1", "till_2"]


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Network]:
    """Give a whole network of real nodes."""
    with network() as made:
        yield made


class Answer:
    """What came back."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.html: str = response.content.decode()
        self.headers: dict[str, str] = dict(response.headers.items())
        self.page = Page(self.html)
        self.cookies = response.cookies

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return self.page.text

    @property
    def location(self) -> str:
        """Where it leads, with or without scripts."""
        return self.headers.get("Location") or self.headers.get("HX-Redirect", "")


class Till:
    """A browser at a node: every request is answered by that node."""

    def __init__(self, node: ThisNode, *, client: Client | None = None) -> None:
        self.node = node
        self.client = client or Client()

    def speak(self, language: str) -> "Till":
        """Choose a language by hand, as the switch on the sign-in page does."""
        self.post("/language", {"language": language})
        return self

    def get(self, url: str, **headers: str) -> Answer:
        """Open a page."""
        with acting_as(self.node):
            return Answer(self.client.get(url, headers=headers))

    def post(self, url: str, typed: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        with acting_as(self.node):
            return Answer(self.client.post(url, typed, headers=headers))

    def sign_in(self, number: str = "100", pin: str = PIN, **more: str) -> Answer:
        """Sign in with a number and a PIN."""
        return self.post("/sign-in", {"associate": number, "pin": pin, **more})

    def scan_badge(self, code: str, **more: str) -> Answer:
        """Sign in with a badge, as its reader types it."""
        return self.post("/sign-in/badge", {"code": code, **more})

    def new_form(self, **typed: str) -> dict[str, str]:
        """Open the New customer form and type into it."""
        return self.get("/customers/new").page.typed(**typed)

    def create(self, **typed: str) -> Answer:
        """Create a customer as an associate does, and open the page that follows."""
        saved = self.post("/customers/new", self.new_form(**typed))
        assert saved.status == 303, saved.text
        return self.get(saved.location)

    def create_at(self, **typed: str) -> str:
        """Create a customer; return the address of the page."""
        return self.post("/customers/new", self.new_form(**typed)).location.partition("?")[0]

    def edit(self, url: str, **typed: str) -> Answer:
        """Change a customer in its form; return what comes back."""
        return self.post(f"{url}/edit", self.get(f"{url}/edit").page.typed(**typed))

    def search(self, words: str) -> Answer:
        """Search, and open the page of results."""
        return self.get(self.post("/customers/", {"q": words}).location)


@pytest.fixture
def at(cast: Network) -> Iterator[Callable[[ThisNode], Till]]:
    """Open browsers at nodes; the pages are those of a register."""
    with override_settings(
        ROOT_URLCONF="tests.pos.urls", CSRF_FAILURE_VIEW="tillbook.pos.errors.out_of_date"
    ):
        yield Till


@pytest.fixture
def till(cast: Network, at: type[Till]) -> Till:
    """Give a browser at the first till, with Ada signed in."""
    browser = at(cast.tills[0])
    browser.sign_in()
    return browser


def cut(cast: Network, *nodes: ThisNode) -> None:
    """Cut nodes off from their parents; with none, the first till."""
    for node in nodes or (cast.tills[0],):
        cast.links[node.id].fault = lambda: Fault.CUT


def mend(cast: Network) -> None:
    """Let every link work again, and every node know it."""
    for node in cast.children:
        cast.links[node.id].fault = lambda: None
        node.parent.answered()


def hire(cast: Network, **details: object) -> None:
    """Let headquarters add an associate of the store."""
    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(),
            "associate",
            id=new_id(),
            document={
                "number": "200",
                "name": "Bo",
                "role": "manager",
                "language": "en",
                "store": str(cast.store_id),
                "pin": hash_pin(PIN),
                "is_active": True,
                **details,
            },
        )
    cast.settle()


def turn_on(cast: Network, switch: str, *, on: bool = True) -> None:
    """Let headquarters turn a switch on or off, and wait until every node has it."""
    with acting_as(cast.headquarters):
        turn(cast.headquarters.actor(), switch, on=on)
    cast.settle()


def configure_store(cast: Network, **changes: object) -> None:
    """Let headquarters change the store, and wait until every node has it."""
    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(), "store", id=cast.store_id, document=dict(changes)
        )
    cast.settle()
