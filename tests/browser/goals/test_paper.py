"""G22: what is printed is whole and black on white on its paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.goals.measured import Goals
from tests.browser.layout import CUT
from tests.browser.screens import Associate
from tests.browser.test_lifeline import NOT_BLACK_ON_WHITE

pytestmark = [pytest.mark.browser, pytest.mark.ux]
_PX_PER_MM = 96 / 25.4
_POINTS_PER_MM = 72 / 25.4
#: What reaches over the edge of the paper.
_OVER = """[...document.querySelectorAll(".paper *")].filter(e => e.checkVisibility())
  .map(e => [e, e.getBoundingClientRect()]).filter(([, box]) => box.width && (box.right > innerWidth + 1 || box.left < -1))
  .map(([e]) => `over the edge: ${e.textContent.trim().slice(0, 40)}`)"""


def _width_of_pdf(page: Page) -> int:
    pdf = page.pdf(prefer_css_page_size=True)
    box = pdf.split(b"/MediaBox [")[1].split(b"]")[0].split()
    return round(float(box[2]) / _POINTS_PER_MM)


def _faults(page: Page, *, width: int, has: tuple[str, ...]) -> list[str]:
    """Print a page on paper of a width, in millimetres; return what is wrong with it."""
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": round(width * _PX_PER_MM), "height": 800})
    found = [*page.evaluate(_OVER), *page.evaluate(CUT), *page.evaluate(NOT_BLACK_ON_WHITE)]
    text = page.locator(".paper").inner_text()
    found += [f"missing: {words}" for words in has if words not in text]
    if (printed := _width_of_pdf(page)) != width:
        found.append(f"{printed} mm wide")
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def test_what_is_printed_is_whole(at: Callable[[str], Associate], goals: Goals) -> None:
    ada = at("1-1")
    name, email = "Pappersark-Med-Ett-Mycket-Långt-Namn", f"{'lang' * 9}@example.com"
    customer = ada.create(name=name, phone="070-174 06 47", email=email)

    for paper, width in (("sheet", 210), ("consents", 72)):
        ada.to(f"{customer}/{paper}")
        faults = _faults(ada.page, width=width, has=(name, email))
        goals.none("G22", f"faults of the {paper} on paper of {width} mm", faults)
