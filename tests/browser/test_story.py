"""The whole story, as it happens in a shop: one customer from a till to headquarters and back."""

import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.chain import Chain
from tests.browser.screens import PHONE, SAVE, Associate

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"\d{3}\s\d{3}\s\d{3}")


def everywhere(chain: Chain, *names: str) -> tuple[list[str], ...] | None:
    """Return the ids of the customers of each name when all nodes agree, else None."""
    nodes = ("headquarters", "1-1", "1-2", "2-1")
    answers = [
        tuple(
            [
                item["customer"]["id"]
                for item in chain.ask(node, search(name))["items"]
                if item["customer"]["name"] == name
            ]
            for name in names
        )
        for node in nodes
    ]
    return answers[0] if all(answer == answers[0] for answer in answers) else None


def search(name: str) -> str:
    """Return the address of a search in one node's own tables."""
    return f"/api/v1/customers?{urlencode({'scope': 'node', 'search': name})}"


def wait_until(holds: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.timeout(180)
@pytest.mark.rule("AR-001")
@pytest.mark.rule("AR-002")
@pytest.mark.rule("AR-003")
@pytest.mark.rule("AR-011")
@pytest.mark.rule("AR-061")
@pytest.mark.rule("AR-063")
@pytest.mark.rule("AR-064")
@pytest.mark.rule("AR-066")
@pytest.mark.rule("AR-080")
@pytest.mark.rule("AR-087")
@pytest.mark.rule("AR-088")
def test_one_customer_from_a_till_to_headquarters_and_back(
    chain: Chain, at: Callable[[str], Associate]
) -> None:
    ada, wei = at("1-1"), at("2-1")

    from_the_tile = open_from_the_welcome_screen(ada)
    from_the_results = open_from_a_search_without_hits(ada, "Zebulon Quist")
    assert from_the_tile == from_the_results
    online, number = save_and_read_the_number(ada, phone="070-174 06 21")
    wei.search_until("Zebulon Quist", seconds=10)
    expect(wei.page.locator(".hits .hit").first).to_contain_text(number)

    chain.kill("headquarters")
    pending = create_twice_without_headquarters(ada)
    edit(ada, online, name="Zebulon Kvist")
    edit(ada, pending, name="Vendela Frånkopplad")

    # A power cut right after "saved".
    chain.kill("1-1")
    chain.serve("1-1")
    find_it_still_pending(ada, pending, name="Vendela Frånkopplad", last_digits="0622")

    chain.serve("headquarters")
    expect(ada.page.locator("#identity data")).to_have_text(NUMBER, timeout=30_000)
    expect(ada.page.locator("#identity")).not_to_contain_text("Pending sync")
    expected = [pending.rpartition("/")[2]], [online.rpartition("/")[2]]
    wait_until(lambda: everywhere(chain, "Vendela Frånkopplad", "Zebulon Kvist") == expected)


def open_from_the_welcome_screen(ada: Associate) -> str:
    """Open the New customer dialog by its tile; return what the store hands down."""
    till = ada.page
    expect(till.locator("#q")).to_be_focused()
    till.get_by_role("link", name="Add customer").click()
    handed_down = till.get_by_role("dialog", name="New customer").locator(".sheet__aside")
    for words in ("Inherited from the default customer", "SEK", "Swedish", "Loyalty club"):
        expect(handed_down).to_contain_text(words)
    shown = handed_down.inner_text()
    till.keyboard.press("Escape")
    return shown


def open_from_a_search_without_hits(ada: Associate, name: str) -> str:
    """Search in vain and open the same dialog from the app bar, with the name typed already."""
    till = ada.page
    ada.search(name)
    expect(till.get_by_text("No customer in this store matches")).to_be_visible()
    assert till.url == f"{ada.url}/customers/"
    till.get_by_role("link", name=f"Create customer “{name}”").click()
    expect(till.locator("#f-name")).to_have_value(name)
    dialog = till.get_by_role("dialog", name="New customer")
    return dialog.locator(".sheet__aside").inner_text()


def save_and_read_the_number(ada: Associate, *, phone: str) -> tuple[str, str]:
    """Save the open dialog; return the customer's address and account number."""
    ada.page.locator(PHONE).fill(phone)
    ada.page.click(SAVE)
    shown = ada.page.locator("#identity data")
    expect(shown).to_have_text(NUMBER)
    return ada.page.url.partition("?")[0], shown.inner_text()


def create_twice_without_headquarters(ada: Associate) -> str:
    """Save two customers, the second one at once; return its address."""
    ada.create(name="Offline First")
    ada.to("/customers/new")
    ada.page.fill("#f-name", "Vendela Offline")
    ada.page.fill(PHONE, "070-174 06 22")
    expect(ada.page.locator("#net")).to_have_attribute("data-state", "offline")
    started = time.monotonic()
    ada.save()
    assert time.monotonic() - started < 2, "the second save waited for headquarters"
    expect(ada.page.locator("#identity")).to_contain_text("Pending sync")
    expect(ada.page.locator("#notices")).to_contain_text("Saved on this register.")
    return ada.page.url.partition("?")[0]


def edit(ada: Associate, address: str, *, name: str) -> None:
    """Change a customer's name in the dialog of its page."""
    ada.page.goto(address)
    ada.page.get_by_role("link", name="Edit", exact=True).click()
    ada.page.locator("#f-name").fill(name)
    ada.page.keyboard.press("Control+Enter")
    expect(ada.page.locator("#identity h1")).to_have_text(name)


def find_it_still_pending(ada: Associate, address: str, *, name: str, last_digits: str) -> None:
    """Find the customer by its phone, and open it again."""
    ada.to("/")
    ada.search(last_digits)
    expect(ada.page.locator("#hits .hit")).to_contain_text(name)
    ada.page.goto(address)
    expect(ada.page.locator("#identity h1")).to_have_text(name)
    expect(ada.page.locator("#identity")).to_contain_text("Pending sync")
