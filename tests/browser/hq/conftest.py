"""An administrator at the headquarters of the demo."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chain import Chain


def signed_in_at_headquarters(browser: Browser | BrowserContext, chain: Chain) -> Page:
    """Return the page of an administrator who has signed in."""
    headquarters = chain.said["headquarters"]
    page = browser.new_page()
    page.goto(f"{headquarters['url']}/hq/login/")
    page.fill("#number", headquarters["user"])
    page.fill("#password", headquarters["password"])
    page.press("#password", "Enter")
    page.wait_for_url("**/hq/nodes/")
    return page


@pytest.fixture
def office(chromium: Browser, chain: Chain) -> Iterator[BrowserContext]:
    """Give a fresh browser profile whose addresses are those of headquarters."""
    fresh = chromium.new_context(
        base_url=chain.said["headquarters"]["url"], viewport={"width": 1280, "height": 800}
    )
    fresh.set_default_timeout(15_000)
    yield fresh
    fresh.close()


@pytest.fixture
def desk(office: BrowserContext, chain: Chain) -> Page:
    """Give the page of an administrator who has signed in."""
    return signed_in_at_headquarters(office, chain)
