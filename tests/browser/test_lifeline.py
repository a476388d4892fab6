"""The till's own program dies under somebody's hands, and paper comes out black on white."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chain import Chain
from tests.browser.screens import PHONE, SAVE, Associate

pytestmark = pytest.mark.browser
#: Points: a millimetre is 72 / 25.4 of them.
_POINTS_PER_MM = 72 / 25.4
NOT_BLACK_ON_WHITE = """[...document.querySelectorAll(".paper *")]
  .filter(e => e.checkVisibility() && !["rgb(0, 0, 0)"].includes(getComputedStyle(e).color)).map(e => e.outerHTML)"""

#: Keeps all that is said: the next news may come before anybody looks.
_HEAR = """() => { const live = document.querySelector("#live");
  new MutationObserver(() => { document.body.dataset.heard = (document.body.dataset.heard ?? "") + live.textContent; })
    .observe(live, {childList: true}); }"""


def test_what_was_typed_is_saved_once_after_the_register_program_died(
    chain: Chain, at: Callable[[str], Associate]
) -> None:
    ada = at("1-2")
    page = ada.page
    ada.open_new()
    page.fill("#f-name", "Mitt I Sparandet")
    page.fill(PHONE, "070-174 06 51")
    away = page.get_by_role("alert").filter(has_text="The register program is not answering.")

    chain.kill("1-2")
    page.click(SAVE)
    expect(away).to_be_visible()
    expect(away).to_contain_text("Seconds to the next try")
    page.evaluate("document.querySelector('#net').click()")  # leads nowhere now
    page.click(SAVE)
    expect(page.locator("#f-name")).to_have_value("Mitt I Sparandet")

    page.evaluate(_HEAR)
    chain.serve("1-2")
    expect(away).to_be_hidden(timeout=10_000)
    heard = re.compile("The register program answers again.")
    expect(page.locator("body")).to_have_attribute("data-heard", heard)
    page.click(SAVE)
    expect(page.locator("#identity h1")).to_have_text("Mitt I Sparandet")
    found = chain.ask("1-2", "/api/v1/customers?scope=node&search=Mitt I Sparandet")["items"]
    assert [one["customer"]["name"] for one in found].count("Mitt I Sparandet") == 1


def test_the_sheet_and_the_receipt_fit_their_paper_in_black_and_white(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    page = ada.page
    page.emulate_media(color_scheme="dark")
    ada.create(
        name="Papperskund-Med-Ett-Långt-Namn",
        phone="070-174 06 52",
        email=f"{'lång' * 9}@example.com",
    )
    customer = page.url.partition("?")[0]

    for path, size_mm in (("sheet", (210, 297)), ("consents", (72, 200))):
        page.goto(f"{customer}/{path}")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": round(size_mm[0] / 25.4 * 96), "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.evaluate(NOT_BLACK_ON_WHITE) == [], path
        expect(page.locator(".paper")).to_contain_text("Papperskund-Med-Ett-Långt-Namn")
        expect(page.locator(".paper__acts")).to_be_hidden()
        box = page.pdf(prefer_css_page_size=True).split(b"/MediaBox [")[1].split(b"]")[0].split()
        width, height = (float(part) / _POINTS_PER_MM for part in box[2:])
        assert (round(width), round(height)) == size_mm, path
        page.emulate_media(media="screen")
