"""G11: everything is reached by keys, what has the focus shows it, and no swap takes it away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chain import Chain
from tests.browser.goals.conftest import Hands
from tests.browser.goals.measured import Goals
from tests.browser.screens import FREE_PHONES, Associate, after_sign_in, around_a_sale, seldom

pytestmark = [pytest.mark.browser, pytest.mark.ux, pytest.mark.timeout(600)]
_MOST_TABS = 150
#: Notes each swap after which nothing has the focus although something had it before.
_WATCH = """
let had = false;
document.addEventListener("htmx:beforeSwap", () => { had = document.activeElement !== document.body; });
document.addEventListener("htmx:afterSettle", ({ target }) => setTimeout(() => {
  if (!had || document.activeElement !== document.body) return;
  const lost = JSON.parse(sessionStorage.getItem("lost") ?? "[]");
  sessionStorage.setItem("lost", JSON.stringify([...lost, `${location.pathname} #${target.id}`]));
}, 50));
"""
#: What a hand can press or fill and that keys must reach: of a group that arrows walk, one stands for all.
_REACHABLE = """() => {
  const top = document.querySelector("dialog[open]") ?? document;
  const all = [...top.querySelectorAll("a[href], button, input, select, textarea, summary")];
  const open = all.filter(one => !one.disabled && one.type !== "hidden" && !one.closest("[inert], [aria-hidden=true]")
    && one.checkVisibility({ visibilityProperty: true }));
  const groups = new Map();
  open.forEach((one, at) => {
    const walked = one.closest("[data-roving]");
    const group = one.type === "radio" ? `radio ${one.name}` : walked && one.tabIndex < 0 ? walked : one;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  });
  window.tabStops = [...groups].filter(([group]) => !(group instanceof Element && group.matches("[data-roving]")))
    .map(([, members]) => members);
  return window.tabStops.length;
}"""
#: Which of them has the focus, and whether one sees it: its outline, or that of what it lies in.
_FOCUSED = """() => {
  const at = document.activeElement;
  const rings = one => { const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"; };
  const near = [at, at?.nextElementSibling, at?.parentElement, at?.closest("label")].filter(Boolean);
  return { stop: window.tabStops.findIndex(members => members.includes(at)),
    shown: at === document.body || near.some(rings),
    name: `${at.tagName.toLowerCase()}#${at.id}.${at.className} ${(at.innerText ?? "").slice(0, 30)}` };
}"""
_NAMES = """stops => stops.map(stop => { const one = window.tabStops[stop][0];
  return `${one.tagName.toLowerCase()}#${one.id}[name=${one.name ?? ""}] ${(one.innerText ?? "").slice(0, 30)}`; })"""


def _unreached(page: Page) -> list[str]:
    """Walk a page by Tab; name what is never reached, and what has the focus and does not show it."""
    wanted = set(range(page.evaluate(_REACHABLE)))
    hidden: dict[str, None] = {}
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        wanted.discard(found["stop"])
        if not found["shown"]:
            hidden[found["name"]] = None
        if not wanted:
            break
    missed = page.evaluate(_NAMES, sorted(wanted))
    return [f"never reached: {name}" for name in missed] + [f"unseen: {name}" for name in hidden]


def test_tab_reaches_everything_and_one_sees_where_it_is(
    at: Callable[[str], Associate], goals: Goals
) -> None:
    ada = at("1-1")
    customer = ada.create(name="Tangent Vandrare", phone=next(FREE_PHONES))
    faults = []
    for screens in (after_sign_in, around_a_sale, seldom):
        for screen in screens(ada, customer):
            screen.open(ada.page)
            faults += [f"{screen.name}: {fault}" for fault in _unreached(ada.page)]

    goals.none("G11", "controls that Tab does not reach, or that do not show the focus", faults)


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_a_day_without_a_pointer(
    context: BrowserContext, chain: Chain, counted: Hands, goals: Goals
) -> None:
    page = counted.associate.page
    page.add_init_script(_WATCH)
    counted.associate.to("/")
    counted.begin()

    _create(page)
    _edit(page)
    _sell(page)
    _lock_and_return(page, counted.associate)

    lost = page.evaluate("JSON.parse(sessionStorage.getItem('lost') ?? '[]')")
    goals.note("G11", "taps in a day by keys", counted.count("taps"), at_most=0)
    goals.none("G11", "swaps that lose the focus", lost)


def _create(page: Page) -> None:
    page.keyboard.press("F2")
    page.keyboard.type("Knappsson", delay=40)
    page.wait_for_selector(".results[data-query=Knappsson] .empty")
    page.keyboard.press("F4")
    page.wait_for_selector("dialog[open] #f-name:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type("Klara Knappsson", delay=40)
    page.keyboard.press("Enter")
    page.keyboard.type(next(FREE_PHONES), delay=40)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sale__name, #identity")


def _edit(page: Page) -> None:
    page.keyboard.press("F2")
    page.keyboard.type("Klara Kn", delay=40)
    page.wait_for_selector(".results[data-query='Klara Kn'] #hits")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#identity")
    _tab_to(page, "a[href$='section=contacts']")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=contact-0-value]")
    _tab_to(page, "[data-primary]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#identity")


def _sell(page: Page) -> None:
    page.keyboard.press("F8")
    page.wait_for_selector(".sale__name")
    _tab_to(page, "#item-new")
    page.keyboard.type("Wool coat, navy", delay=40)
    _tab_to(page, "#price-new")
    page.keyboard.type("1499", delay=40)
    _tab_to(page, ".line-fields [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".lines")
    _tab_to(page, "#cash")
    page.keyboard.type("1500", delay=40)
    _tab_to(page, "[data-primary]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sale/*-*")


def _lock_and_return(page: Page, ada: Associate) -> None:
    _tab_to(page, ".top__lock button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pin")
    person = next(row for row in ada.register["staff"] if row["role"] == "manager")
    _tab_to(page, "#pin")
    page.keyboard.type(person["pin"], delay=40)
    page.keyboard.press("Enter")
    page.wait_for_selector(".top__lock button")
