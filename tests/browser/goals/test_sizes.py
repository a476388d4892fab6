"""G12 and G13: everything to press is large enough and apart, and every colour is told from its ground."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chain import ROOT, Chain
from tests.browser.goals.measured import Goals
from tests.browser.screens import FREE_PHONES, Associate, after_sign_in, around_a_sale, seldom

pytestmark = [pytest.mark.browser, pytest.mark.ux]
#: What is smaller than a finger, what is lower than its kind has to be, and what stands too near to another. Parts of one
#: control and the rows of a list touch each other: less than 2 px is no gap at all.
_FAULTS = """() => {
  const root = document.querySelector("dialog[open]") ?? document;
  const bar = e => e.closest(".top, .appbar, .sheet__foot");
  const all = [...root.querySelectorAll("a[href], button, input:not([type=hidden], [type=radio], [type=checkbox]), select, summary, label:has(input)")]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, .summary"))
    .map(e => ({e, box: e.getBoundingClientRect(), name: (e.getAttribute("aria-label") || e.textContent).trim().replace(/\\s+/g, " ").slice(0, 30) || e.id}));
  const found = [];
  for (const {e, box, name} of all) {
    if (box.height < 47.5 || box.width < 47.5) found.push(`small: ${name} ${Math.round(box.width)}x${Math.round(box.height)}`);
    if (e.matches("input.input, select.input, .button--primary") && box.height < 55.5) found.push(`low: ${name} ${Math.round(box.height)}`);
  }
  for (const [at, one] of all.entries()) for (const other of all.slice(at + 1)) {
    if (one.e.contains(other.e) || other.e.contains(one.e) || bar(one.e) !== bar(other.e)) continue;
    const gap = (low, high) => Math.max(one.box[low], other.box[low]) - Math.min(one.box[high], other.box[high]);
    const [x, y] = [gap("left", "right"), gap("top", "bottom")];
    const apart = Math.max(x, y);
    if (Math.min(x, y) < 0 && apart > 1.5 && apart < 7.5) found.push(`near: ${one.name} and ${other.name} ${apart.toFixed(1)}`);
  }
  return found;
}"""
_TOKENS = Path(ROOT, "src/tillbook/static/tillbook/css/tokens.css")
_COLOUR = re.compile(r"--([\w-]+):\s+light-dark\(#(\w{6}), #(\w{6})\)")
_GROUNDS = ("bg", "surface", "sunken")
_AREAS = ("ok", "info", "warn", "danger", "offline")
_TEXTS = [
    *((ink, ground) for ink in ("ink", "muted") for ground in _GROUNDS),
    *((state, ground) for state in _AREAS for ground in ("surface", f"{state}soft")),
    *(("ink", f"{state}soft") for state in _AREAS),
    *(("brand", "surface"), ("brand", "bg"), ("brandink", "brandsoft"), ("ink", "brandsoft")),
    *(("on-brand", "brand"), ("on-brand", "brandhover")),
]
#: The ring has two layers: `surface` is the one beside a primary button.
_SHAPES = [
    *((shape, ground) for shape in ("control", "focus") for ground in ("bg", "surface")),
    *(("surface", "brand"), ("brand", "surface")),
]


@pytest.mark.timeout(300)
def test_everything_to_press_is_large_and_apart(
    chromium: Browser, chain: Chain, goals: Goals
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    ada = Associate(page, chain.register("1-2"))
    ada.choose_language("en")
    ada.sign_in()
    customer = ada.create(name="Finger Topp", phone=next(FREE_PHONES))
    faults = set()
    for screens in (after_sign_in, around_a_sale, seldom):
        for screen in screens(ada, customer):
            screen.open(page)
            faults |= {f"{screen.name}: {fault}" for fault in page.evaluate(_FAULTS)}
    page.close()

    goals.none("G12", "targets under 48 px, inputs under 56 px, gaps under 8 px", sorted(faults))


def _brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_brightness(one), _brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [1, 2], ids=["light", "dark"])
@pytest.mark.parametrize(("kind", "pairs", "least"), [("text", _TEXTS, 4.5), ("shape", _SHAPES, 3)])
def test_every_colour_is_told_from_its_ground(
    goals: Goals, kind: str, pairs: list[tuple[str, str]], least: float, theme: int
) -> None:
    colours = {found[1]: found[theme + 1] for found in _COLOUR.finditer(_TOKENS.read_text("utf-8"))}
    ratios = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}

    low = [
        f"{ink} on {ground}: {ratio:.2f}"
        for (ink, ground), ratio in ratios.items()
        if ratio < least
    ]
    what = f"{kind} tokens under {least}:1, {('light', 'dark')[theme - 1]}"
    goals.none("G13", f"{what} (lowest {min(ratios.values()):.1f})", low)
