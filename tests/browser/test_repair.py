"""What headquarters did not accept, and what lost: shown and settled by real people in browsers."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.chain import Chain
from tests.browser.conftest import complaints
from tests.browser.hq.conftest import desk, office
from tests.browser.layout import SIDEWAYS, SMALL_FOR_FINGERS, barriers, layout_faults, resize
from tests.browser.screens import LANGUAGES, Associate

__all__ = ["desk", "office"]
pytestmark = pytest.mark.browser
SIZES = ("large", "phone", "narrow")


class Register:
    """A register's HTTP API, and its line."""

    def __init__(self, chain: Chain, id: str) -> None:
        said = chain.register(id)
        headers = {"Authorization": f"Bearer {said['api_token']}"}
        url = f"{said['url']}/api/v1"
        self._ask = partial(httpx.request, headers=headers, timeout=20)
        self._url = url

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Send a request, and return what comes back."""
        return self._ask(method, self._url + path, json=body).raise_for_status().json()

    def has(self, customer: str) -> bool:
        """Tell whether the customer has arrived: only then it has an ETag."""
        return "ETag" in self._ask("GET", f"{self._url}/customers/{customer}").headers

    def line(self, state: str) -> None:
        """Disconnect the register from headquarters, or connect it again."""
        self.call("POST", "/connection", {"state": state})


def refused(chain: Chain, desk: Page, name: str) -> str:
    """Let a till without a line create somebody who exists; return the operation at headquarters."""
    desk.goto(f"{chain.said['headquarters']['url']}/hq/setup/stores/legalentity/")
    desk.locator("#result_list tbody a, .table tbody a").first.click()
    desk.select_option("[name=existing_customers]", "review")
    desk.click("[data-primary], [type=submit][name=_save]")
    till = Register(chain, "1-1")
    person = {"name": name, "contacts": [{"kind": "email", "value": "siv@example.com"}]}
    till.call("POST", "/customers", person)
    till.line("disconnected")
    made = till.call("POST", "/customers", person)
    till.line("connected")
    path = f"/operations?customer={made['id']}&group=attention"
    return str(_until(lambda: till.call("GET", path)["items"])[0]["id"])


def two_versions(chain: Chain, name: str) -> str:
    """Let two tills rename one customer while neither sees the other; return the customer."""
    first, second = Register(chain, "1-1"), Register(chain, "1-2")
    made = first.call("POST", "/customers", {"name": name})
    _until(lambda: second.has(made["id"]))
    for till in (first, second):
        till.line("disconnected")
    for till, other in ((first, "Berg"), (second, "Ek")):
        till.call("PATCH", f"/customers/{made['id']}", {"name": f"{name} {other}"})
    for till in (first, second):
        till.line("connected")
    _until(lambda: first.call("GET", f"/customers/{made['id']}/conflicts")["items"])
    return str(made["id"])


def _until(ask: Callable[[], Any], *, seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < end
        time.sleep(0.3)
    return found


def pages_of(desk: Page, operation: str, customer: str) -> Iterator[str]:
    """Name the pages of headquarters that tell of operations, and of the nodes they come from."""
    for listed, link in (
        ("/hq/operations/conflicts/", ".losses a.button"),
        ("/hq/nodes/", "tbody tr:nth-child(3) a"),
    ):
        desk.goto(listed)
        yield str(desk.locator(link).first.get_attribute("href"))
    yield f"{desk.locator('tbody tr:nth-child(3) a').first.get_attribute('href')}mute/"
    yield from ("/hq/operations/", "/hq/operations/?group=attention&reason=customer.may_exist")
    yield from (f"/hq/operations/{operation}/", f"/hq/operations/{operation}/correct/")
    yield from ("/hq/operations/conflicts/", f"/hq/customers/{customer}/")


def screens_of(operation: str, customer: str) -> Iterator[str]:
    """Name the screens of a register that tell of changes."""
    yield from ("/sync", "/sync/changes", f"/sync/changes/{operation}")
    yield from (f"/sync/changes/{operation}/correct", f"/customers/{customer}")


@pytest.mark.rule("AR-117")
@pytest.mark.rule("AR-119")
def test_what_was_refused_is_explained_and_settled(chain: Chain, desk: Page, at: Any) -> None:
    heard = complaints(desk)
    operation, customer = refused(chain, desk, "Siv Alm"), two_versions(chain, "Anna Lind")
    faults = []
    for path in list(pages_of(desk, operation, customer)):
        desk.goto(path)
        faults += [f"{path}: {fault}" for fault in barriers(desk)]
        for size in SIZES:
            resize(desk, size)
            faults += [f"{path} {size}: {fault}" for fault in desk.evaluate(SIDEWAYS)]
        resize(desk, "large")
    associate: Associate = at("1-1")
    page = associate.page
    heard_there = complaints(page)
    for path in screens_of(operation, customer):
        associate.to(path)
        faults += [f"{path}: {fault}" for fault in barriers(page)]
        for size in SIZES:
            resize(page, size)
            faults += [
                f"{path} {size}: {fault}" for fault in layout_faults(page, SMALL_FOR_FINGERS)
            ]
        resize(page, "large")
    assert faults == []
    associate.to(f"/customers/{customer}")
    page.wait_for_selector("#losses-title")
    page.click("text=Bring back the lost value")
    page.wait_for_url("**?saved=edit")
    associate.to("/sync")
    page.click("text=Settle")
    page.click("text=Create anyway")
    page.wait_for_selector("#identity")
    desk.goto(f"/hq/operations/{operation}/")
    desk.click("#support summary")
    desk.click("[data-copy]")
    desk.wait_for_selector("[data-copied]:visible")
    assert "Corrected" in desk.locator("main").inner_text()
    assert [heard, heard_there] == [[], []]


@pytest.mark.proof
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_word_is_cut_in_other_languages(chain: Chain, desk: Page, language: str) -> None:
    operation = refused(chain, desk, f"Siv Alm {language}")
    customer = two_versions(chain, f"Anna Lind {language}")
    desk.click("[popovertarget=languages]")
    desk.click(f"#languages button[value='{language}']")
    desk.wait_for_selector(f"html[lang='{language}']")
    faults = []
    for path in list(pages_of(desk, operation, customer)):
        desk.goto(path)
        for size in SIZES:
            resize(desk, size)
            faults += [f"{path} {size}: {fault}" for fault in desk.evaluate(SIDEWAYS)]
    assert faults == []
