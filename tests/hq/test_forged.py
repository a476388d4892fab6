"""Forms that nobody of the back office sent from its page are refused, and change nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.hq.conftest import signed_in
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook.exchange.models import Operation
from tillbook.foundation.ids import new_id
from tillbook.scheduler import seeds
from tillbook.scheduler.catalog.jobs import SCHEMA, id_of
from tillbook.staff.models import Associate

pytestmark = pytest.mark.django_db(transaction=True)
JOB = "/hq/schedule/jobs/1010/"
FILTER = f"/hq/schedule/schemas/{id_of('channel_schema', SCHEMA)}/"
#: Where a form is sent -> the page that shows it, and what somebody types.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    f"{JOB}change/": (JOB, {"mode": "held"}),
    f"{JOB}full/": (JOB, {"group": ""}),
    FILTER: (FILTER, {"answer": "yes"}),
    "/hq/features/": ("/hq/features/?feature=async_creation", {"name": "async_creation"}),
    "/hq/stores/1/": ("/hq/stores/1/", {"name": "Stolen"}),
    "/hq/parameters/retention/": ("/hq/parameters/retention/", {"inactive_customers": "1"}),
    "/hq/layouts/operations/": ("/hq/layouts/operations/", {"number": "600"}),
    "/hq/setup/customers/addressbook/add/": (
        "/hq/setup/customers/addressbook/add/",
        {"code": "north", "name": "North"},
    ),
}
BUTTON = (
    '[[{"operation": 612, "label": "", "translations": {"sv": 1}, "icon": "", "colour": "plain",'
    ' "span": "a"}]]'
)
#: What no page of ours would send.
MALFORMED: list[tuple[str, dict[str, str]]] = [
    (f"{JOB}change/", {"mode": "'; drop", "every": "9" * 400, "starts_at": "\x00"}),
    (f"{JOB}full/", {"group": "\x00" * 90}),
    (f"/hq/schedule/schemas/{new_id()}/", {"answer": "yes"}),
    ("/hq/schedule/schemas/", {"name": "\x00x"}),
    ("/hq/schedule/schemas/", {"name": "x" * 9000}),
    ("/hq/features/", {"name": "\x00", "turn": "on", "act": "on"}),
    ("/hq/features/", {"name": "no_such", "turn": "on", "at": "99999-99-99T99:99"}),
    ("/hq/stores/1/", {"name": "\x00", "kind": "castle", "legal_entity": "x"}),
    ("/hq/parameters/retention/", {"inactive_customers": "٣", "expected": ""}),
    ("/hq/parameters/search/", {"act": "up--1", "rows": "[[[", "before": "{"}),
    ("/hq/layouts/operations/", {"number": "-1"}),
    ("/hq/layouts/operations/", {"number": "9" * 5000}),
    ("/hq/layouts/grids/new/", {"do": "undo", "before": "[[1]]"}),
    ("/hq/layouts/grids/new/", {"do": "undo", "before": "[[{}]]"}),
    ("/hq/layouts/grids/new/", {"do": "undo", "before": BUTTON}),
    ("/hq/layouts/new/", {"do": "undo", "before": "[[1, {}]]"}),
    ("/hq/layouts/grids/new/", {"act": "up-99", "rows": "null", "before": "[["}),
    ("/hq/layouts/new/", {"name": "\x00", "card": "null"}),
    ("/hq/sessions/up/99999999999999999999/delete/", {}),
    ("/hq/sessions/down/offline/99999999999999999999/cancel/", {}),
    ("/hq/sessions/down/%00/1/retry/", {}),
    ("/hq/nodes/code/", {"store": "\x00", "register": "x"}),
    ("/hq/operations/retry/", {"reason": "\x00", "after": "9" * 30}),
    (f"/hq/operations/{new_id()}/discard/", {"reason": "\x00"}),
    ("/hq/setup/customers/addressbook/add/", {"code": "\x00", "name": "x" * 9000}),
    ("/hq/login/", {"number": "\x00", "password": "\x00"}),
]
#: Those whose page carries the version that was seen.
VERSIONED = (f"{JOB}change/", FILTER, "/hq/stores/1/", "/hq/parameters/retention/")


@pytest.fixture(autouse=True)
def planted(desk: Office) -> None:
    """Start headquarters with its schedule."""
    seeds.plant()


def strict(desk: Office, person: str = "") -> Client:
    """Give a client whose tokens are asked for, as a browser's are."""
    made = Client(enforce_csrf_checks=True)
    made.force_login(Associate.objects.get(id=person or desk.administrator))
    return made


def token_of(client: Client, page: str) -> str:
    """Return the token of a page's forms."""
    text = client.get(page).content.decode()
    return text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def _attacks(desk: Office, page: str) -> Iterator[tuple[str, Client, dict[str, str]]]:
    """Yield each way to send a form that is not the person's own."""
    mine, other = strict(desk), strict(desk)
    yield "no token", mine, {}
    yield "made up token", mine, {"csrfmiddlewaretoken": "a" * 64}
    token_of(mine, page)
    yield "token of somebody else", mine, {"csrfmiddlewaretoken": token_of(other, page)}
    cashier = strict(desk, str(desk.cashier))
    token = token_of(mine, page)
    cashier.cookies.update(
        {name: one for name, one in mine.cookies.items() if name.startswith("tillbook-csrf")}
    )
    yield "cashier", cashier, {"csrfmiddlewaretoken": token}


def test_a_forged_form_is_refused_and_writes_nothing(desk: Office) -> None:
    before = Operation.objects.count()
    let_in = []
    for address, (page, typed) in FORMS.items():
        for name, client, token in _attacks(desk, page):
            answer = client.post(address, typed | token)
            door = name == "cashier" and "login/" in answer.headers.get("Location", "")
            if answer.status_code != 403 and not door:
                let_in.append((address, name, answer.status_code))
    assert let_in == []
    assert Operation.objects.count() == before


def test_a_version_that_nobody_saw_is_refused(desk: Office) -> None:
    client = signed_in(desk)
    before = Operation.objects.count()
    unheard = []
    for address in VERSIONED:
        page, typed = FORMS[address]
        form = fields_of(client.get(page).content.decode())
        assert "expected" in form
        for version in ("9.9", "0", "ffff", "-1", "x" * 5000, "\x00", "å"):
            answer = client.post(address, form | typed | {"expected": version}, follow=True)
            if "changed this" not in answer.content.decode():
                unheard.append((address, version[:9], answer.status_code))
    assert unheard == []
    assert Operation.objects.count() == before


def test_a_form_that_no_page_shows_is_answered_in_words(desk: Office) -> None:
    client = signed_in(desk)
    client.raise_request_exception = False
    before = Operation.objects.count()
    sent = [(address, client.post(address, typed).status_code) for address, typed in MALFORMED]
    assert [pair for pair in sent if pair[1] >= 500] == []
    assert Operation.objects.count() == before
