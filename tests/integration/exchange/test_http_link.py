"""The way over HTTP: what the child understands of what the parent's endpoints say."""

import base64
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import pytest
import zstandard
from django.core.wsgi import get_wsgi_application

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    operation,
)
from tillbook.exchange import parent_link
from tillbook.exchange.core import tokens
from tillbook.exchange.core.retry import RetryPolicy
from tillbook.exchange.errors import (
    ParentDistrusts,
    ParentFailed,
    ParentRefused,
    ParentUnreachable,
    ParentWithdrew,
)
from tillbook.exchange.links.http_client import HttpLink
from tillbook.exchange.links.http_server import MAX_QUESTION_BYTES
from tillbook.exchange.models import Operation
from tillbook.exchange.up import accept, upload
from tillbook.fleet import contact
from tillbook.fleet.runner import Loop
from tillbook.fleet.withdrawal import withdraw
from tillbook.foundation import clock
from tillbook.foundation.errors import StorageFull
from tillbook.health.rules.troubles import NodeFacts, troubles_of
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import ThisNode, acting_as, current

pytestmark = ON_REAL_DATABASES
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def parent_of(node: ThisNode) -> App:
    """Return the node's endpoints as a program that speaks WSGI."""
    django = get_wsgi_application()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with acting_as(node):
            return list(django(environ, start))

    return answer


def link_to(monkeypatch: pytest.MonkeyPatch, child: ThisNode, app: App) -> HttpLink:
    """Make the child's HTTP link, with a parent that is called without a socket."""
    client = httpx.Client

    def connected(**options: Any) -> httpx.Client:
        return client(transport=httpx.WSGITransport(app=app), **options)

    assert child.identity.parent is not None
    with monkeypatch.context() as patched:
        patched.setattr("httpx.Client", connected)
        return HttpLink(child, parent=child.identity.parent, url="http://testserver")


@pytest.fixture
def over_http(cast: Network, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """Let every link of the cast go over HTTP."""
    for child, parent in ((cast.store, cast.headquarters), *((t, cast.store) for t in cast.tills)):
        parent_link.use_link(child, link_to(monkeypatch, child, parent_of(parent)))
    yield cast
    for child in cast.children:
        with acting_as(child):
            link = parent_link.link()
        assert isinstance(link, HttpLink)
        link.close()


def test_a_child_hears_with_every_head_whether_headquarters_is_reached(over_http: Network) -> None:
    store, till = over_http.store, over_http.tills[0]
    for node in (store, till):
        node.parent.answered()
    store.parent.reaches_root = True

    heard = []
    for change in (store.parent.answered, store.parent.failed, store.parent.answered):
        change()
        follow_once(till)
        heard.append(till.parent.reaches_root)

    assert heard == [True, False, True]


def test_a_customer_goes_up_and_comes_down_over_http(over_http: Network) -> None:
    till = over_http.tills[0]
    waited_for = create(over_http, till, patience=WAITING)
    assert waited_for.verdict is not None
    assert waited_for.verdict.assigned["account_number"]
    later = create(over_http, till)
    over_http.settle()
    for receipt in (waited_for, later):
        assert_everywhere_alike(over_http, receipt.entity)
    assert_at_rest(over_http)


def test_a_device_whose_clock_is_years_off_says_so_and_recovers(
    over_http: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = over_http.tills[0]
    create(over_http, till)
    true = clock.milliseconds

    class Wrong:
        """A clock that the till reads and its parent does not."""

        def __call__(self) -> int:
            return true() - (10**11 if current().id == till.id else 0)

    monkeypatch.setattr(clock, "milliseconds", Wrong())
    with acting_as(till):
        with pytest.raises(ParentDistrusts, match="clock"):
            upload.upload_due(parent_link.link())
        assert Operation.objects.get().state == Operation.State.PENDING
        # Whatever stands on the way could say so: only the parent itself dates what is saved.
        assert till.parent.clock_offset_ms == 0
        assert upload.upload_due(parent_link.link()) == 1
        contact.contact(parent_link.link())
        assert abs(till.parent.clock_offset_ms - 10**11) < 60_000


def test_a_device_that_is_not_known_keeps_its_operations_pending(over_http: Network) -> None:
    till = over_http.tills[0]
    created = create(over_http, till)
    with acting_as(over_http.store):
        Node.objects.filter(id=till.id).delete()
    with acting_as(till), pytest.raises(ParentDistrusts):
        upload.upload_due(parent_link.link())
    assert operation(till, created.operation).state == Operation.State.PENDING


def test_a_device_that_was_withdrawn_is_told_so_and_loses_nothing(over_http: Network) -> None:
    till, store = over_http.tills[0], over_http.store
    created = create(over_http, till)
    with acting_as(over_http.headquarters):
        withdraw(over_http.headquarters.actor(), till.id)
    publish(over_http.headquarters)
    follow_once(store)

    with acting_as(till):
        link = parent_link.link()
        for ask in (
            lambda: upload.upload_due(link),
            lambda: contact.contact(link),
            lambda: link.head("offline", known=""),
        ):
            with pytest.raises(ParentWithdrew, match="new code"):
                ask()

        def step() -> None:
            upload.upload_due(link)

        loop = Loop(name="upload", step=step, bell=Event(), interval_s=1)
        loop.turn(RetryPolicy())
        said = NodeFacts(failing_loops=[(loop.name, loop.trouble)])
        assert [one.code for one in troubles_of(said)] == ["node.withdrawn"]
    assert operation(till, created.operation).state == Operation.State.PENDING


def test_a_parent_that_breaks_down_or_is_busy_refuses_nothing(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    answers: dict[str, type[Exception]] = {
        "500 Broken": ParentFailed,
        "503 Busy": ParentUnreachable,
        "429 Slowly": ParentUnreachable,
        "404 Elsewhere": ParentUnreachable,
        "400 By a proxy": ParentUnreachable,
        "200 Garbage": ParentUnreachable,
    }
    for status, error in answers.items():

        def app(
            environ: dict[str, Any], start: Callable[..., Any], said: str = status
        ) -> Iterable[bytes]:
            start(said, [("Content-Type", "text/html")])
            return [b"<html>\xee"]

        link = link_to(monkeypatch, till, app)
        with acting_as(till), pytest.raises(error):
            link.ask("customers.search", {}, timeout_s=1.0)
        link.close()
    assert operation(till, created.operation).state == Operation.State.PENDING


def test_a_full_disk_at_the_parent_refuses_nothing(
    over_http: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any, **named: Any) -> None:
        raise StorageFull("The disk is full.")

    till = over_http.tills[0]
    created = create(over_http, till)
    with monkeypatch.context() as patched:
        patched.setattr(accept, "take_in", full)
        with acting_as(till), pytest.raises(ParentUnreachable):
            upload.upload_due(parent_link.link())
    assert operation(till, created.operation).state == Operation.State.PENDING
    over_http.settle()
    assert_everywhere_alike(over_http, created.entity)


def test_a_token_is_good_once(over_http: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda size: "0" * size)
    with acting_as(over_http.tills[0]):
        contact.contact(parent_link.link())
        with pytest.raises(ParentDistrusts, match="twice"):
            contact.contact(parent_link.link())


def test_what_is_not_there_is_refused(over_http: Network) -> None:
    with acting_as(over_http.tills[0]):
        link = parent_link.link()
        with pytest.raises(ParentRefused):
            link.package("all-stores", "0" * 64)
        with pytest.raises(ParentRefused):
            link.head("unknown-group", known="")
        with pytest.raises(ParentRefused):
            link.ask("unknown.question", {}, timeout_s=1.0)


def test_what_is_too_large_is_not_read(over_http: Network) -> None:
    with acting_as(over_http.tills[0]), pytest.raises(ParentRefused, match="too large"):
        parent_link.link().ask(
            "customers.search", {"text": "x" * MAX_QUESTION_BYTES}, timeout_s=5.0
        )
    transport = httpx.WSGITransport(app=parent_of(over_http.store))
    with httpx.Client(transport=transport, base_url="http://testserver") as stranger:
        answer = stranger.post("/exchange/v1/enrol", content=b" " * (MAX_QUESTION_BYTES + 1))
    assert answer.status_code == 413


NESTED = b"[" * 100_000 + b"]" * 100_000
NO_KEY = b"0" * 64


def token_with(content: bytes) -> str:
    return base64.urlsafe_b64encode(bytes(64) + content).decode()


def sent_by(child: ThisNode, content: bytes, *, to: ThisNode) -> httpx.Response:
    """Post a body as operations, with a good token."""
    claim = tokens.Claim(
        node=child.id, parent=to.id, issued_ms=clock.milliseconds(), nonce=secrets.token_hex(8)
    )
    headers = {"Authorization": f"Tillbook {tokens.issue(claim, child.keys.signing)}"}
    transport = httpx.WSGITransport(app=parent_of(to))
    with httpx.Client(transport=transport, base_url="http://testserver") as client:
        return client.post("/exchange/v1/operations", content=content, headers=headers)


def test_a_stranger_breaks_nothing_by_what_it_says(over_http: Network) -> None:
    keys = b'"sign_key":"%b","receive_key":"%b",' % (NO_KEY, NO_KEY)
    said = [
        b'{"x":' + NESTED + b"}",
        b'{"code":"\\u0000",' + keys + b'"proof":"%b"}' % NO_KEY,
        b'{"code":"ABCD",' + keys + b'"proof":"\xc3\xa9"}',
    ]
    nobody = str(UUID(int=0)).encode()
    token = token_with(b'["%b","%b",1,"n",' % (nobody, nobody) + NESTED)
    transport = httpx.WSGITransport(app=parent_of(over_http.headquarters))
    with httpx.Client(transport=transport, base_url="http://testserver") as stranger:
        statuses = [stranger.post("/exchange/v1/enrol", content=one).status_code for one in said]
        headers = {"Authorization": f"Tillbook {token}"}
        head = stranger.get("/exchange/v1/groups/offline/head", headers=headers)
    assert (statuses, head.status_code) == ([403] * 3, 401)


def test_a_child_s_unreadable_batch_or_question_is_refused(over_http: Network) -> None:
    cut = zstandard.FRAME_HEADER
    questions: list[tuple[str, dict[str, Any]]] = [
        ("customers.search", {}),
        ("customers.search", {"text": "x", "limit": "many"}),
        ("customers.open", {}),
        ("customers.history", {"id": str(UUID(int=0)), "mine": 5}),
        ("customers.conflicts", {"customer": None}),
        ("health.way", {}),
    ]
    for content in (cut, cut + b"\xff" * 3, b'{"x":' + NESTED + b"}"):
        assert sent_by(over_http.tills[0], content, to=over_http.store).status_code == 400
    with acting_as(over_http.tills[0]):
        for question, params in questions:
            with pytest.raises(ParentRefused):
                parent_link.link().ask(question, params, timeout_s=5.0)


def test_an_answer_that_trickles_in_holds_nobody_longer_than_their_patience(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trickle(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        for _ in range(100):
            time.sleep(0.05)
            yield b" "

    till, began = cast.tills[0], time.monotonic()
    link = link_to(monkeypatch, till, trickle)
    with acting_as(till), pytest.raises(ParentUnreachable):
        link.ask("customers.open", {"id": str(UUID(int=0))}, timeout_s=0.3)
    assert time.monotonic() - began < 2


def test_an_answer_that_only_says_it_is_packed_is_no_answer(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strange(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [("Content-Encoding", "gzip")])
        return [b"no gzip"]

    till = cast.tills[0]
    link = link_to(monkeypatch, till, strange)
    with acting_as(till), pytest.raises(ParentUnreachable):
        link.ask("customers.open", {"id": str(UUID(int=0))}, timeout_s=5.0)
