"""Every screen, in every language and size: readable by all, nothing cut, no foreign code."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chain import Chain
from tests.browser.conftest import complaints
from tests.browser.layout import SIZES, SMALL_FOR_FINGERS, barriers, layout_faults, resize
from tests.browser.screens import (
    FREE_PHONES,
    LANGUAGES,
    Associate,
    Screen,
    after_sign_in,
    around_a_sale,
    before_sign_in,
    seldom,
)

pytestmark = pytest.mark.browser


def inspect(page: Page, screen: Screen, *, axe_at: set[tuple[str, str]]) -> list[str]:
    """Open a screen, look at it in every size, and let axe look at some."""
    resize(page, "large")
    screen.open(page)
    faults = []
    for size in SIZES:
        resize(page, size)
        faults += [
            f"{screen.name} {size}: {fault}" for fault in layout_faults(page, SMALL_FOR_FINGERS)
        ]
        for theme in ("light", "dark"):
            if (size, theme) in axe_at:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                page.wait_for_timeout(150)
                faults += [f"{screen.name} {size} {theme}: {fault}" for fault in barriers(page)]
    return faults


def walk(
    chromium: Browser, chain: Chain, language: str, *, axe_at: set[tuple[str, str]], more: bool
) -> list[str]:
    """Go through the screens in a language, with `more` also those around a sale and the seldom ones."""
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
        phone=next(FREE_PHONES),
        email=f"anna-karin.bergstrom-lindqvist@{language}.example.com",
    )
    for screen in after_sign_in(associate, customer):
        faults += inspect(page, screen, axe_at=axe_at)
    for screens in (around_a_sale, seldom) if more else ():
        for screen in screens(associate, customer):
            faults += inspect(page, screen, axe_at=axe_at)
    page.close()
    # A refused form and a missing page are answers, not faults of the page.
    return faults + [words for words in heard if "status of 4" not in words]


def test_every_screen_is_whole_and_open_to_everyone(chromium: Browser, chain: Chain) -> None:
    axe_at = {("large", "light"), ("narrow", "dark")}

    # The proof has all languages, sizes and themes.
    assert walk(chromium, chain, "zh-hans", axe_at=axe_at, more=False) == []


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_in_every_size_and_theme_is_open_to_everyone(
    chromium: Browser, chain: Chain, language: str
) -> None:
    axe_at = {(size, theme) for size in SIZES for theme in ("light", "dark")}

    assert walk(chromium, chain, language, axe_at=axe_at, more=True) == []
