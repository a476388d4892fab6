"""G16 and G17: what a page of the register weighs, and that it asks nobody else."""

import gzip
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser.goals.measured import Goals
from tests.browser.screens import Associate, after_sign_in

pytestmark = [pytest.mark.browser, pytest.mark.ux]
_KB = 1024
_STRICT = ("default-src 'self'", "script-src 'self'", "style-src 'self'")


def _kilobytes(page: Page, asked: dict[str, str], kind: str, *, own: bool = False) -> float:
    """Return what a browser fetches of a kind, compressed."""
    urls = [url for url, is_a in asked.items() if is_a == kind and (not own or "tillbook" in url)]
    sizes = [len(gzip.compress(page.request.get(url).body())) for url in urls]
    return round(sum(sizes) / _KB, 1)


def test_a_page_is_light_and_comes_from_this_register_alone(
    at: Callable[[str], Associate], goals: Goals
) -> None:
    ada = at("1-1")
    customer = ada.create(name="Vikt Mätare", phone="070-174 06 44")
    answers: list[Response] = []
    ada.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (it marks what it calls)
    for screen in after_sign_in(ada, customer):
        screen.open(ada.page)

    asked = {one.url: one.request.resource_type for one in answers if one.ok}
    elsewhere = [url for url in asked if not url.startswith((ada.url, "data:"))]
    pages = [one for one in answers if one.request.resource_type == "document" and one.ok]
    lax = [
        urlsplit(one.url).path
        for one in pages
        if not all(part in one.headers.get("content-security-policy", "") for part in _STRICT)
        or "unsafe" in one.headers["content-security-policy"]
    ]
    goals.none("G17", "requests to anybody else", elsewhere)
    goals.none("G17", "pages without a strict content security policy", lax)
    for what, kind, own, most in (
        ("scripts of a till, all screens together", "script", False, 30),
        ("of them our own", "script", True, 10),
        ("styles", "stylesheet", False, 18),
    ):
        weight = _kilobytes(ada.page, asked, kind, own=own)
        goals.note("G16", what, weight, at_most=most, unit="KB gz")
    heaviest = max(len(gzip.compress(ada.page.request.get(one.url).body())) for one in pages)
    goals.note("G16", "the heaviest page", round(heaviest / _KB, 1), at_most=20, unit="KB gz")
