"""G9: nothing that was typed is lost: not refused, not broken, not reloaded, not locked, not killed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.chain import Chain
from tests.browser.goals.measured import Goals
from tests.browser.screens import AFRESH, EMAIL, FREE_PHONES, PHONE, SAVE, Associate

pytestmark = [pytest.mark.browser, pytest.mark.ux]
#: What a person sees in the fields of a form, by the names of the fields.
_TYPED = """form => Object.fromEntries([...form.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter(field => field.name && (!["radio", "checkbox"].includes(field.type) || field.checked)).map(field => [field.name, field.value]))"""
#: Longer than a draft takes to be sent off after the last key.
_DRAFT_MS = 1500


def _typed(page: Page, form: str) -> dict[str, str]:
    return dict(page.locator(form).evaluate(_TYPED))


def _lost(page: Page, form: str, before: dict[str, str]) -> Iterator[str]:
    page.wait_for_selector(form)
    after = _typed(page, form)
    yield from (f"{name}: {text}" for name, text in before.items() if after.get(name) != text)


def _fill(ada: Associate) -> dict[str, str]:
    """Fill the form of a new customer, with an address and a consent."""
    page = ada.page
    ada.to("/customers/new")
    if page.locator(AFRESH).count():
        page.click(AFRESH)
        page.wait_for_selector(AFRESH, state="detached")
    page.fill("#f-name", "Inget Förloras")
    page.fill(PHONE, next(FREE_PHONES))
    page.fill(EMAIL, "inget.forloras@example.com")
    page.check("[name=contact-1-marketing][value=yes]", force=True)
    page.click("#more > summary")
    page.click("#section-addresses > summary")
    page.fill("#f-address-0-street", "Storgatan 1")
    page.fill("#f-address-0-city", "Stockholm")
    page.wait_for_timeout(_DRAFT_MS)
    return _typed(page, "#customer-form")


def _refused(ada: Associate) -> None:
    email = ada.page.locator(EMAIL).input_value()
    ada.page.fill(EMAIL, "inget@")
    ada.page.click(SAVE)
    ada.page.wait_for_selector("#summary")
    ada.page.fill(EMAIL, email)


def _broken(ada: Associate) -> None:
    ada.page.route("**/customers/new", lambda route: route.fulfill(status=500))
    ada.page.click(SAVE)
    ada.page.wait_for_selector("#failed:not([hidden])")
    ada.page.unroute("**/customers/new")


def _reloaded(ada: Associate) -> None:
    ada.page.reload()


def _locked(ada: Associate) -> None:
    ada.page.click(".top__lock button")
    ada.page.wait_for_selector("#pin")
    ada.sign_in()


@pytest.mark.parametrize("accident", [_refused, _broken, _reloaded, _locked])
def test_a_customer_that_was_typed_outlives(
    at: Callable[[str], Associate], goals: Goals, accident: Callable[[Associate], None]
) -> None:
    ada = at("1-1")
    before = _fill(ada)

    accident(ada)

    lost = list(_lost(ada.page, "#customer-form", before))
    goals.none("G9", f"fields lost when a form is {accident.__name__.strip('_')}", lost)


def test_a_customer_that_was_typed_outlives_the_register_program(
    chain: Chain, at: Callable[[str], Associate], goals: Goals
) -> None:
    ada = at("1-2")
    before = _fill(ada)

    chain.kill("1-2")
    ada.page.click(SAVE)
    ada.page.wait_for_selector("#unreachable:not([hidden])")
    chain.serve("1-2")
    ada.page.wait_for_selector("#unreachable", state="hidden")
    lost = list(_lost(ada.page, "#customer-form", before))
    ada.page.reload()
    lost += _lost(ada.page, "#customer-form", before)

    goals.none("G9", "fields lost when the register program is killed mid-save", lost)


@pytest.mark.parametrize("accident", [_reloaded, _locked])
def test_a_line_that_was_typed_outlives(
    at: Callable[[str], Associate], goals: Goals, accident: Callable[[Associate], None]
) -> None:
    ada = at("1-1")
    ada.to("/sale/")
    ada.page.fill("#item-new", "Merino scarf")
    ada.page.fill("#quantity-new", "2")
    ada.page.fill("#price-new", "299")
    before = _typed(ada.page, ".line-fields")
    ada.page.wait_for_timeout(_DRAFT_MS)

    accident(ada)

    lost = list(_lost(ada.page, ".line-fields", before))
    goals.none("G9", f"fields lost when a sale is {accident.__name__.strip('_')}", lost)
