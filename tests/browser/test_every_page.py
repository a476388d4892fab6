"""Every page that a crawl finds, in every language and in the pseudo language, as a browser shows it."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.layout import (
    SMALL_FOR_FINGERS,
    SMALL_FOR_POINTERS,
    barriers,
    layout_faults,
    resize,
)
from tests.cast import Network
from tests.crawl import pseudo
from tests.crawl.populated import office_pages, populated, till_pages
from tests.crawl.spider import Page
from tests.hq.conftest import whole_chain
from tests.hq.office import Office

pytestmark = [pytest.mark.browser, whole_chain]
LANGUAGES = [*dict(settings.LANGUAGES), pseudo.CODE]


@pytest.fixture
def chain(transactional_db: None) -> Iterator[tuple[Office, Network]]:
    """Give a chain in which something of everything happened."""
    with populated() as made:
        yield made


class Look(Protocol):
    """Tells what is wrong with a page, given what is too small to hit."""

    def __call__(self, tab: Tab, page: Page, *, small: str) -> Iterator[str]:
        """Tell it."""


def _path(page: Page) -> str:
    return page.path.partition("#")[0]


class Server(ThreadingHTTPServer):
    """Answers with pages as they were crawled, and with the styles and scripts of the product."""

    daemon_threads = True

    def __init__(self, pages: list[Page]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = {_path(page): page for page in pages}

    @property
    def origin(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, content and headers. What pages ask for later has no content."""
        if page := self.pages.get(path):
            return 200, page.html.encode(), page.headers
        if found := finders.find(path.removeprefix(settings.STATIC_URL)):
            kind = mimetypes.guess_type(path)[0] or "text/plain"
            kept = {"Content-Type": kind, "Cache-Control": "max-age=3600"}
            return 200, Path(str(found)).read_bytes(), kept
        return 204, b"", {}


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, content, headers = self.server.answer(self.path)
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(pages: list[Page]) -> Iterator[str]:
    with Server(pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.origin
        server.shutdown()


def _crawled(chain: tuple[Office, Network], language: str) -> Iterator[tuple[list[Page], str]]:
    """Yield the pages of headquarters and of a till, each with what is too small to hit there."""
    office, cast = chain
    at_desk = office_pages(office, language)
    with override_settings(ROOT_URLCONF="tests.pos.urls"):
        at_till = till_pages(cast.tills[0], language)
    for crawl, small in ((at_desk, SMALL_FOR_POINTERS), (at_till, SMALL_FOR_FINGERS)):
        yield [page for page in crawl.pages if page.is_whole], small


def _faults(tab: Tab, *, small: str, sizes: list[str]) -> Iterator[str]:
    for size in sizes:
        resize(tab, size)
        yield from (f"{size}: {fault}" for fault in layout_faults(tab, small))


def _all_faults(tab: Tab, page: Page, *, small: str) -> Iterator[str]:
    """Go to a page and look at it in every size, through the eyes of axe in the last."""
    tab.goto(_path(page))
    yield from _faults(tab, small=small, sizes=["phone", "narrow", "large"])
    tab.evaluate("scrollTo(0, 0)")  # what a bar covers is too small a target
    yield from barriers(tab)


def faults_of_layout(tab: Tab, page: Page, *, small: str) -> Iterator[str]:
    """Look at the layout in the smallest size; the page stands in the place of another: quick."""
    tab.set_content(page.html, wait_until="domcontentloaded")
    yield from _faults(tab, small=small, sizes=["narrow"])


def look(
    chromium: Browser, chain: tuple[Office, Network], language: str, faults: Look
) -> list[str]:
    """Return what is wrong with every page in a language, by a way to look at one."""
    found = []
    for pages, small in _crawled(chain, language):
        with _served(pages) as origin:
            tab = chromium.new_page(base_url=origin)
            tab.goto(_path(pages[0]))
            for page in pages:
                found += [f"{page.path} {fault}" for fault in faults(tab, page, small=small)]
            tab.close()
    return found


def test_every_page_holds_the_longest_words_on_the_smallest_screen(
    chromium: Browser, chain: tuple[Office, Network], tmp_path: Path
) -> None:
    with pseudo.spoken(tmp_path / "locale"):
        assert look(chromium, chain, pseudo.CODE, faults_of_layout) == []


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language_and_size_is_whole_and_open_to_everyone(
    chromium: Browser, chain: tuple[Office, Network], tmp_path: Path, language: str
) -> None:
    with pseudo.spoken(tmp_path / "locale"):
        assert look(chromium, chain, language, _all_faults) == []
