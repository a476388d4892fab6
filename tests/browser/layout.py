"""What is wrong with the layout of a page: cut, wider than the screen, too small to hit, barred."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = {"large": (1280, 800), "phone": (390, 844), "narrow": (320, 700)}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
#: Where a finger must hit at a till: at least 48 px high and 44 px wide.
SMALL_FOR_FINGERS = """[...document.querySelectorAll("a, button, input:not([type=hidden], [type=radio], [type=checkbox]), select, summary, label:has(input)")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, .summary"))
  .map(e => [e.className || e.tagName, e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 44)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
#: Where a pointer must hit at headquarters: the floor of WCAG 2.2 is 24 px, but within a sentence.
SMALL_FOR_POINTERS = """[...document.querySelectorAll("a, button, select, summary, input:not([type=hidden], [type=radio], [type=checkbox])")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, p, dd, h1"))
  .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 80))"""
#: Boxes that hold more than they show; what scrolls or is only spoken is none.
CUT = """(() => {
  const spoken = new Set([...document.querySelectorAll("body *")].filter(e => getComputedStyle(e).clipPath !== "none"));
  const isSpoken = e => { for (; e; e = e.parentElement) if (spoken.has(e)) return true; return false; };
  return [...document.querySelectorAll("body *")]
    .filter(e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)
    .filter(e => e.checkVisibility() && !e.matches("input, select, textarea, svg, svg *, option"))
    .filter(e => { const {display, overflowX} = getComputedStyle(e); return display !== "inline" && !/auto|scroll/.test(overflowX); })
    .filter(e => !isSpoken(e))
    .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().replace(/\\s+/g, " ").slice(0, 40)}`); })()"""
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth ? ['sideways'] : []"


def layout_faults(page: Page, small: str) -> list[str]:
    """Return what is wider than the screen, cut, or too small to hit by a measure of smallness."""
    return [fault for script in (SIDEWAYS, CUT, small) for fault in page.evaluate(script)]


def barriers(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and good practice."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": RULES}).response
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def resize(page: Page, size: str) -> None:
    """Give the page another size."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
