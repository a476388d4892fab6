"""Every screen, in every language and size: readable by all, nothing cut, no foreign code."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.chain import Chain
from tests.browser.conftest import complaints
from tests.browser.screens import LANGUAGES, Associate, Screen, after_sign_in, before_sign_in

pytestmark = pytest.mark.browser
SIZES = {"large": (1280, 800), "phone": (390, 844), "narrow": (320, 700)}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
#: Where a finger must hit: at least 48 px high and 44 px wide.
SMALL = """[...document.querySelectorAll("a, button, input:not([type=hidden], [type=radio], [type=checkbox]), select, summary, label:has(input)")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, .summary"))
  .map(e => [e.className || e.tagName, e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 44)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
CUT = """[...document.querySelectorAll("body *")]
  .filter(e => e.checkVisibility() && !e.closest(".visually-hidden") && !e.matches("input, select, svg, use, option")
    && getComputedStyle(e).display !== "inline" && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.className || e.tagName)"""
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth ? ['sideways'] : []"


def layout_faults(page: Page) -> list[str]:
    """Return what is cut, too small to hit, or wider than the screen."""
    return [fault for script in (SIDEWAYS, CUT, SMALL) for fault in page.evaluate(script)]


def barriers(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and good practice."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": RULES}).response
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def resize(page: Page, size: str) -> None:
    """Give the page another size."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def inspect(page: Page, screen: Screen, *, axe_at: set[tuple[str, str]]) -> list[str]:
    """Open a screen, look at it in every size, and let axe look at some."""
    resize(page, "large")
    screen.open(page)
    faults = []
    for size in SIZES:
        resize(page, size)
        faults += [f"{screen.name} {size}: {fault}" for fault in layout_faults(page)]
        for theme in ("light", "dark"):
            if (size, theme) in axe_at:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                page.wait_for_timeout(150)
                faults += [f"{screen.name} {size} {theme}: {fault}" for fault in barriers(page)]
    return faults


def walk(
    chromium: Browser, chain: Chain, language: str, *, axe_at: set[tuple[str, str]]
) -> list[str]:
    """Go through all screens in a language."""
    page = chromium.new_page()
    heard = complaints(page)
    associate = Associate(page, chain.register("2-1" if language == "zh-hans" else "1-1"))
    associate.choose_language(language)
    faults = [
        fault
        for screen in before_sign_in(associate)
        for fault in inspect(page, screen, axe_at=axe_at)
    ]
    associate.sign_in()
    customer = associate.create(
        name="王小明" if language == "zh-hans" else "Anna-Karin Bergström-Lindqvist",
        phone="070-174 06 12",
        email="anna-karin.bergstrom-lindqvist@example.com",
    )
    for screen in after_sign_in(associate, customer):
        faults += inspect(page, screen, axe_at=axe_at)
    page.close()
    # A refused form and a missing page are answers, not faults of the page.
    return faults + [words for words in heard if "status of 4" not in words]


@pytest.mark.parametrize("language", ["en", "zh-hans"])  # the proof has all of them
def test_every_screen_is_whole_and_open_to_everyone(
    chromium: Browser, chain: Chain, language: str
) -> None:
    axe_at = {("large", "light")} if language == "en" else {("narrow", "dark")}

    assert walk(chromium, chain, language, axe_at=axe_at) == []


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_in_every_size_and_theme_is_open_to_everyone(
    chromium: Browser, chain: Chain, language: str
) -> None:
    axe_at = {(size, theme) for size in SIZES for theme in ("light", "dark")}

    assert walk(chromium, chain, language, axe_at=axe_at) == []
