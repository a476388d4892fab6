"""Every page of headquarters, in every language: readable by all, nothing cut, no foreign code."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import complaints
from tests.browser.layout import SIDEWAYS, SIZES, SMALL_FOR_POINTERS, barriers, resize

pytestmark = pytest.mark.browser
PAGES = (
    "/hq/nodes/",
    "/hq/nodes/?show=offline",
    "/hq/stores/1/",
    "/hq/stores/new/",
    "/hq/customers/",
    "/hq/customers/?q=anna",
    "/hq/customers/new/",
    "/hq/setup/stores/operatingunit/",
    "/hq/setup/stores/register/",
    "/hq/setup/stores/register/add/",
    "/hq/setup/stores/functionalityprofile/",
    "/hq/setup/stores/functionalityprofile/add/",
    "/hq/setup/stores/offlineprofile/",
    "/hq/setup/stores/offlineprofile/add/",
    "/hq/setup/customers/customergroup/add/",
    "/hq/setup/customers/affiliation/add/",
    "/hq/setup/customers/financialdimension/add/",
    "/hq/setup/customers/addresspurpose/add/",
    "/hq/setup/attributes/attributetype/add/",
    "/hq/setup/attributes/attribute/add/",
    "/hq/setup/attributes/attributegroup/add/",
    "/hq/parameters/",
    "/hq/setup/stores/legalentity/",
    "/hq/setup/stores/legalentity/add/",
    "/hq/setup/stores/numbersequence/",
    "/hq/setup/stores/numbersequence/add/",
    "/hq/stores/?kind=call_centre",
    "/hq/stores/1/remove/",
    "/hq/consents/",
    "/hq/consents/purposes/",
    "/hq/consents/purposes/new/",
    "/hq/check/",
    "/hq/features/?feature=async_editing",
    "/hq/layouts/",
    "/hq/layouts/new/",
    "/hq/layouts/grids/",
    "/hq/layouts/grids/new/",
    "/hq/layouts/operations/",
    "/hq/schedule/",
    "/hq/schedule/jobs/1010/",
    "/hq/schedule/jobs/sync/",
    "/hq/schedule/runs/",
    "/hq/schedule/schemas/",
    "/hq/sessions/down/",
    "/hq/sessions/down/offline/1/",
    "/hq/sessions/up/",
    "/hq/setup/scheduler/schedulerjob/",
    "/hq/setup/scheduler/schedulersubjob/",
    "/hq/setup/scheduler/channeldatabasegroup/",
    "/hq/setup/scheduler/channeldatabasegroup/add/",
    "/hq/setup/scheduler/schedulerparameters/",
    "/hq/pages/",
    "/hq/pages/?q=anna",
    "/hq/nowhere/",
)


def _first_customer(page: Page) -> str:
    page.goto("/hq/customers/")
    return page.locator(".customers tbody a").first.get_attribute("href") or ""


def _nodes(page: Page) -> list[str]:
    """Return the pages of headquarters and of one other node."""
    page.goto("/hq/nodes/")
    links = page.locator(".nodes__head a")
    return [links.nth(place).get_attribute("href") or "" for place in (0, 1)]


def _choose(page: Page, language: str, theme: str) -> None:
    """Press the buttons for language and theme."""
    page.goto("/hq/nodes/")
    for menu, value, said in (("languages", language, "lang"), ("themes", theme, "data-theme")):
        page.click(f"[popovertarget={menu}]")
        page.click(f"#{menu} button[value='{value}']")
        page.wait_for_selector(f"html[{said}='{value}']")


def _faults(page: Page, path: str, *, sizes: list[str]) -> list[str]:
    page.goto(path)
    found = []
    for size in sizes:
        resize(page, size)
        wrong = [*page.evaluate(SIDEWAYS), *page.evaluate(SMALL_FOR_POINTERS)]
        if size == "large":
            wrong += barriers(page)
        found += [f"{path} {size}: {fault}" for fault in wrong]
    resize(page, "large")
    return found


@pytest.mark.parametrize(
    ("language", "theme"),
    [
        ("sv", "dark"),
        pytest.param("en", "light", marks=pytest.mark.proof),
        pytest.param("zh-hans", "light", marks=pytest.mark.proof),
    ],
)
def test_every_page_is_readable_by_all(desk: Page, language: str, theme: str) -> None:
    heard = complaints(desk)
    _choose(desk, language, theme)

    customer = _first_customer(desk)
    pages = [*PAGES, *_nodes(desk), customer, f"{customer}why/"]
    faults = [fault for path in pages for fault in _faults(desk, path, sizes=list(SIZES))]

    assert faults == []
    assert desk.locator("html").get_attribute("lang") == language
    assert desk.locator("html").get_attribute("data-theme") == theme
    assert [said for said in heard if "404" not in said] == []


def test_the_door_is_readable_by_all(office: BrowserContext) -> None:
    page = office.new_page()
    heard = complaints(page)

    assert _faults(page, "/hq/login/", sizes=list(SIZES)) == []
    page.fill("#number", "nobody")
    page.fill("#password", "wrong")
    page.press("#password", "Enter")
    page.wait_for_selector("#problem")
    assert barriers(page) == []
    assert [said for said in heard if "422" not in said] == []
