"""The whole story, as it happens in a shop: one customer from a till to headquarters and back."""

import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.chain import Chain
from tests.browser.screens import Associate

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"\d{3}\s\d{3}\s\d{3}")
SECONDS = 1_000


def everywhere(chain: Chain, *names: str) -> tuple[list[str], ...] | None:
    """Return the ids of the customers of each name when all nodes agree, else None."""
    nodes = ("headquarters", "1-1", "1-2", "2-1")
    answers = [
        tuple(
            [item["customer"]["id"] for item in chain.ask(node, search(name))["items"]]
            for name in names
        )
        for node in nodes
    ]
    return answers[0] if all(answer == answers[0] for answer in answers) else None


def search(name: str) -> str:
    """Return the address of a search in one node's own tables."""
    return f"/api/v1/customers?{urlencode({'scope': 'store', 'search': name})}"


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
def test_one_customer_from_a_till_to_headquarters_and_back(  # noqa: PLR0915  (one story)
    chain: Chain, at: Callable[[str], Associate]
) -> None:
    ada = at("1-1")
    wei = at("2-1")
    till = ada.page

    # The welcome screen: a search box, ready to type, and a button grid.
    expect(till.locator("#q")).to_be_focused()
    expect(till.get_by_role("link", name="Add customer")).to_be_visible()

    # The tile opens the New customer dialog …
    till.get_by_role("link", name="Add customer").click()
    dialog = till.get_by_role("dialog", name="New customer")
    expect(dialog).to_be_visible()
    from_the_tile = dialog.locator(".sheet__aside").inner_text()
    till.keyboard.press("Escape")

    # … and so does a search that finds nobody; what was typed is carried over.
    ada.search("Zebulon Quist")
    expect(till.get_by_text("No customer in this store matches")).to_be_visible()
    assert "Zebulon" not in till.url
    till.get_by_role("link", name="Create customer “Zebulon Quist”").click()
    expect(dialog).to_be_visible()
    expect(till.get_by_label("Name", exact=True)).to_have_value("Zebulon Quist")

    # What the store's default customer hands down is seen before saving.
    handed_down = dialog.locator(".sheet__aside")
    assert handed_down.inner_text() == from_the_tile
    for words in ("Inherited from the default customer", "SEK", "Swedish", "Loyalty club"):
        expect(handed_down).to_contain_text(words)

    # Saved: the account number is on the page.
    till.get_by_label("Mobile phone").fill("070-174 06 21")
    till.keyboard.press("Control+Enter")
    expect(till.locator("#identity data")).to_have_text(NUMBER)
    number = till.locator("#identity data").inner_text()
    online = till.url.partition("?")[0]

    # Within seconds the register in Shanghai finds it.
    wei.search_until("Zebulon Quist", seconds=10)
    expect(wei.page.locator("#hits .hit")).to_contain_text(number)

    # Headquarters stops. New customers are saved all the same, the second one at once.
    chain.kill("headquarters")
    ada.create(name="Offline First")
    started = time.monotonic()
    ada.create(name="Vendela Offline", phone="070-174 06 22")
    assert time.monotonic() - started < 3
    expect(till.locator("#identity")).to_contain_text("Pending sync")
    expect(till.locator("#notices")).to_contain_text("Saved on this register.")
    pending = till.url.partition("?")[0]

    # A customer with a number is edited offline, and so is the one without.
    for address, name in ((online, "Zebulon Kvist"), (pending, "Vendela Frånkopplad")):
        till.goto(address)
        till.get_by_role("link", name="Edit", exact=True).click()
        till.get_by_label("Name", exact=True).fill(name)
        till.keyboard.press("Control+Enter")
        expect(till.locator("#identity h1")).to_have_text(name)
    expect(till.locator("#identity")).to_contain_text("Pending sync")

    # Power cut right after "saved": after the start all is still there, and found.
    chain.kill("1-1")
    chain.serve("1-1")
    till.goto(pending)
    expect(till.locator("#identity h1")).to_have_text("Vendela Frånkopplad")
    expect(till.locator("#identity")).to_contain_text("Pending sync")
    ada.search("0622")
    expect(till.locator("#hits .hit")).to_contain_text("Vendela Frånkopplad")

    # Headquarters is back: the number arrives by itself on the open page.
    till.goto(pending)
    chain.serve("headquarters")
    expect(till.locator("#identity data")).to_have_text(NUMBER, timeout=30 * SECONDS)
    assert "Pending sync" not in till.locator("#identity").inner_text()

    # Everywhere there is exactly one of each, with what was edited last.
    expected = [pending.rpartition("/")[2]], [online.rpartition("/")[2]]
    wait_until(lambda: everywhere(chain, "Vendela Frånkopplad", "Zebulon Kvist") == expected)
