"""One real demo and one Chromium for all browser tests.

With TILLBOOK_TEST_HEADQUARTERS=stopped the demo's headquarters is killed before the first of them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chain import Chain
from tests.browser.chromium import BrowserMissing, browser
from tests.browser.screens import Associate

CUSTOMERS = 60
WITHOUT_HEADQUARTERS = os.environ.get("TILLBOOK_TEST_HEADQUARTERS") == "stopped"


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """Run a small demo: real processes, real databases."""
    folder: Path = tmp_path_factory.mktemp("chain") / "demo"
    running = Chain(folder, customers=CUSTOMERS)
    if WITHOUT_HEADQUARTERS:
        running.kill("headquarters")
    yield running
    running.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run one Chromium."""
    try:
        with browser() as started, pytest.MonkeyPatch.context() as patched:
            # The driver keeps a loop in this thread; no database is asked from within it.
            patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
            yield started
    except BrowserMissing as missing:
        pytest.fail(str(missing))


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a fresh browser profile at a till's screen."""
    fresh = chromium.new_context(viewport={"width": 1280, "height": 800})
    fresh.set_default_timeout(15_000)
    yield fresh
    fresh.close()


@pytest.fixture
def at(context: BrowserContext, chain: Chain) -> Callable[[str], Associate]:
    """Let an associate sign in at a register, in a tab of its own, in English."""

    def sign_in(register: str) -> Associate:
        page = context.new_page()
        associate = Associate(page, chain.register(register))
        associate.choose_language("en")
        associate.sign_in()
        return associate

    return sign_in


def complaints(page: Page) -> list[str]:
    """Collect what a page's console complains about from now on."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
