"""One office for all browser tests of the back office, on a server in a thread."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import chromium
from tests.hq.office import NUMBER, PASSWORD, Office, office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give one Chromium to a module."""
    with chromium() as started:
        yield started


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Office]:
    """Open the office with a few dozen customers."""
    with office(customers=40) as made:
        yield made


@pytest.fixture
def page(desk: Office, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """Give a page of an administrator who has signed in."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8_000)
    made = context.new_page()
    made.goto("/hq/login/")
    made.fill("#number", NUMBER)
    made.fill("#password", PASSWORD)
    made.click("button[type=submit] >> nth=0")
    made.wait_for_url("**/hq/nodes/")
    yield made
    context.close()
