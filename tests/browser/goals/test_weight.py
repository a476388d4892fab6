"""G16 and G17: what a page of the register weighs, and that it asks nobody else."""

import gzip
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response

from tests.browser.goals.measured import Goals
from tests.browser.screens import Associate, after_sign_in

pytestmark = [pytest.mark.browser, pytest.mark.ux]
_KB = 1024
_STRICT = ("default-src 'self'", "script-src 'self'", "style-src 'self'")


def _kilobytes(answers: list[Response], kind: str, *, own: bool = False) -> float:
    """Return what a browser fetches of a kind, compressed."""
    bodies = {
        answer.url: answer.body()
        for answer in answers
        if answer.request.resource_type == kind and (not own or "tillbook" in answer.url)
    }
    return round(sum(len(gzip.compress(body)) for body in bodies.values()) / _KB, 1)


def test_a_page_is_light_and_comes_from_this_register_alone(
    at: Callable[[str], Associate], goals: Goals
) -> None:
    ada = at("1-1")
    customer = ada.create(name="Vikt Mätare", phone="070-174 06 44")
    answers: list[Response] = []
    ada.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (it marks what it calls)
    for screen in after_sign_in(ada, customer):
        screen.open(ada.page)

    elsewhere = [one.url for one in answers if not one.url.startswith((ada.url, "data:"))]
    pages = [one for one in answers if one.request.resource_type == "document" and one.ok]
    lax = [
        urlsplit(one.url).path
        for one in pages
        if not all(part in one.headers.get("content-security-policy", "") for part in _STRICT)
        or "unsafe" in one.headers["content-security-policy"]
    ]
    goals.none("G17", "requests to anybody else", elsewhere)
    goals.none("G17", "pages without a strict content security policy", lax)
    goals.note("G16", "scripts of a till", _kilobytes(answers, "script"), at_most=30, unit="KB gz")
    own = _kilobytes(answers, "script", own=True)
    goals.note("G16", "of them our own", own, at_most=10, unit="KB gz")
    goals.note("G16", "styles", _kilobytes(answers, "stylesheet"), at_most=18, unit="KB gz")
    heaviest = max(len(gzip.compress(one.body())) for one in pages) / _KB
    goals.note("G16", "the heaviest page", round(heaviest, 1), at_most=20, unit="KB gz")
