"""A whole chain for the tests of the API, put together once, and clients that hold its tokens."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.cast import Network, network
from tests.in_memory_link import Fault
from tests.settings import ALIASES
from tillbook.features.operations.turn import turn
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.staff.operations.tokens import make_token

BASE = "/api/v1"
#: Every test of this folder carries these.
MARKS = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True, databases=ALIASES),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the API answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The content."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem, which must be one in every respect."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        problem = self.json
        assert problem["type"] == f"urn:tillbook:problem:{problem['code']}"
        assert problem["status"] == self.status
        assert problem["title"]
        assert problem["detail"]
        return str(problem["code"])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Where a problem points, and the codes there."""
        return [
            (error.get("pointer", error.get("parameter")), error["code"])
            for error in self.json.get("errors", [])
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that speaks to one node with one token."""

    node: ThisNode
    token: str | None

    def call(self, method: str, path: str, body: object = None, /, **headers: str) -> Answer:
        """Send a request; bytes go as they are, header names have underscores."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {name.replace("_", "-").title(): value for name, value in headers.items()}
        if self.token is not None:
            names = {"Authorization": f"Bearer {self.token}"} | names
        with acting_as(self.node):
            answer = Client().generic(
                method,
                BASE + path,
                content,
                content_type=names.pop("Content-Type", "application/json"),
                headers=names,
            )
        assert isinstance(answer, HttpResponse)
        return Answer(status=answer.status_code, headers=answer.headers, body=answer.content)

    def get(self, path: str, **headers: str) -> Answer:
        """Read."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        """Write."""
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: object, **headers: str) -> Answer:
        """Change."""
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Answer:
        """Take away."""
        return self.call("DELETE", path, b"", **headers)

    def create(self, **fields: object) -> Any:
        """Create a customer and return its document."""
        made = self.post("/customers", {"name": "Anna Exempelsson", **fields})
        assert made.status == 201, made.body
        return made.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The cast, and tokens of every role at every node."""

    cast: Network
    tokens: Mapping[tuple[UUID, Role], str]

    def program(self, node: ThisNode, role: Role = Role.MANAGER) -> Program:
        """Return a program of a role at a node."""
        return Program(node=node, token=self.tokens[node.id, role])

    @property
    def headquarters(self) -> Program:
        """A back-office integration."""
        return self.program(self.cast.headquarters, Role.ADMINISTRATOR)

    @property
    def till(self) -> Program:
        """A program at the first till."""
        return self.program(self.cast.tills[0])

    @property
    def other_till(self) -> Program:
        """A program at the second till."""
        return self.program(self.cast.tills[1])

    @contextmanager
    def cut(self, node: ThisNode) -> Iterator[None]:
        """Let no call of a node reach its parent for a while."""
        link = self.cast.links[node.id]
        link.fault = lambda: Fault.CUT
        try:
            yield
        finally:
            link.fault = lambda: None
            node.parent.answered()


@pytest.fixture(scope="package")
def chain(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Chain]:
    """One chain for all tests of the API; each test makes its own customers."""
    with django_db_blocker.unblock():
        try:
            with network() as cast:
                yield Chain(cast=cast, tokens=_tokens(cast))
        finally:
            for alias in ALIASES:
                call_command("flush", database=alias, interactive=False, verbosity=0)


@pytest.fixture
def _django_db_helper(chain: Chain) -> None:
    """Keep the chain between tests: pytest-django would empty the databases after each."""


def _tokens(cast: Network) -> dict[tuple[UUID, Role], str]:
    tokens = {}
    for node in (cast.headquarters, *cast.children):
        with acting_as(node):
            for role in (Role.CASHIER, Role.MANAGER, Role.ADMINISTRATOR):
                tokens[node.id, role] = make_token(
                    node.actor(),
                    name=f"test {role}",
                    role=role,
                    store=node.identity.store,
                    register=node.identity.register,
                )
    return tokens


def _switch(chain: Chain, *, on: bool) -> None:
    with acting_as(chain.cast.headquarters):
        turn(chain.cast.headquarters.actor(), "multiple_contacts", on=on)
    chain.cast.settle()


@pytest.fixture
def several(chain: Chain) -> Iterator[None]:
    """Let customers have several emails and phones."""
    _switch(chain, on=True)
    yield
    _switch(chain, on=False)
