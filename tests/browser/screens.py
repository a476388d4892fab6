"""The register's screens, one after the other, as an associate comes by them."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.sync_api import Page

from tillbook.customers.samples import sample_customers

#: Controls of a new customer's form by what stands in them.
PHONE, EMAIL = "#f-contact-0-value", "#f-contact-1-value"
_CONTROLS = {"phone": PHONE, "email": EMAIL}
#: Saves the form and leads to the customer; the other button goes on to the sale.
SAVE = ".sheet__acts button[type=submit]:not([name])"
#: Puts a draft of before aside.
AFRESH = "dialog button[value=afresh]"
#: More customers than any demo of the tests has.
_SAMPLES = 200
LANGUAGES = {"en": "English", "sv": "Svenska", "zh-hans": "简体中文"}


def _free_phones() -> Iterator[str]:
    """Yield numbers that nobody has: not a subscriber, not a customer of the demo."""
    contacts = [one for made in sample_customers(_SAMPLES, 1) for one in made["contacts"]]
    taken = {one["value"] for one in contacts}
    for number in range(99, 4, -1):
        if f"+467017406{number:02}" not in taken:
            yield f"070-174 06 {number:02}"


#: Whoever creates a customer takes the next one: two with one number might be the same person.
FREE_PHONES = _free_phones()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen and the way to it."""

    name: str
    open: Callable[[Page], None]


class Associate:
    """Somebody who works at a register, in a browser tab."""

    def __init__(self, page: Page, register: dict[str, Any]) -> None:
        self.page = page
        self.url: str = register["url"]
        self.register = register

    def to(self, path: str) -> None:
        """Open an address of the register."""
        self.page.goto(f"{self.url}{path}")

    def choose_language(self, language: str) -> None:
        """Press the language on the sign-in page."""
        self.to("/sign-in")
        self.page.click(f"button[name=language][value={language}]")
        self.page.wait_for_selector(f"html[lang={language}]")

    def sign_in(self, role: str = "manager") -> None:
        """Choose one's name, type the PIN, and go on to the welcome screen."""
        person = next(row for row in self.register["staff"] if row["role"] == role)
        if "/sign-in" not in self.page.url:
            self.to("/sign-in")
        self.page.check(f"input[name=associate][value='{person['id']}']", force=True)
        self.page.fill("#pin", person["pin"])
        self.page.press("#pin", "Enter")
        self.page.wait_for_selector(".tiles, #customer-form")

    def search(self, words: str) -> None:
        """Type into the search box, and wait for the answer."""
        self.page.fill("#q", "")
        self.page.type("#q", words)
        self.page.wait_for_selector(f".results[data-query='{words}']")

    def search_until(self, words: str, *, seconds: float) -> None:
        """Search again and again until somebody is found, in this store or another one."""
        deadline = time.monotonic() + seconds
        self.search(words)
        while self.page.locator(".hits .hit").count() == 0:
            assert time.monotonic() < deadline, f"{words} is not found within {seconds} s"
            self.page.reload()
            self.page.wait_for_selector("#others:not([aria-busy])")

    def open_new(self) -> None:
        """Press the key of the New customer dialog."""
        self.page.keyboard.press("F4")
        self.page.wait_for_selector("dialog[open] #f-name")

    def save(self) -> None:
        """Save the open form, and wait for the customer's page."""
        self.page.click(SAVE)
        self.page.wait_for_selector("#identity")

    def create(self, **typed: str) -> str:
        """Create a customer from the welcome screen; return its address."""
        self.to("/")
        self.open_new()
        if self.page.locator(AFRESH).count():
            self.page.click(AFRESH)
            self.page.wait_for_selector(AFRESH, state="detached")
        for name, text in typed.items():
            self.page.fill(_CONTROLS.get(name, f"#f-{name}"), text)
        self.save()
        return self.page.url.removeprefix(self.url).partition("?")[0]


def before_sign_in(associate: Associate) -> Iterator[Screen]:
    """Yield the screens that nobody needs to sign in for."""

    def wrong_pin(page: Page) -> None:
        page.check("input[name=associate] >> nth=0", force=True)
        page.fill("#pin", "0")
        page.press("#pin", "Enter")
        page.wait_for_selector("#pin-error")

    yield Screen(name="sign-in", open=lambda _: associate.to("/sign-in"))
    yield Screen(name="sign-in-wrong", open=wrong_pin)


def after_sign_in(associate: Associate, customer: str) -> Iterator[Screen]:
    """Yield the screens of an associate at work; `customer` is one's address."""

    def history(page: Page) -> None:
        associate.to(customer)
        page.click("#history > summary")
        page.click(".timeline__more > summary")
        page.evaluate("scrollTo(0, 0)")  # nothing half below the header

    def helped(page: Page) -> None:
        page.keyboard.press("F1")
        page.wait_for_selector("#help[open] h1")

    yield Screen(name="welcome", open=lambda _: associate.to("/"))
    yield from _searches(associate)
    yield from _new_customers(associate)
    yield Screen(name="customer", open=lambda _: associate.to(f"{customer}?saved=new"))
    yield Screen(name="history", open=history)
    yield from _forms(associate, customer)
    yield Screen(name="sync", open=lambda _: associate.to("/sync"))
    yield Screen(name="settings", open=lambda _: associate.to("/settings"))
    yield Screen(name="help", open=helped)
    yield Screen(name="not-found", open=lambda _: associate.to("/nowhere"))
    yield from _while_disconnected(associate)


def around_a_sale(associate: Associate, customer: str) -> Iterator[Screen]:
    """Yield the sale and what comes up beside it; a manager works, then a cashier, then again."""
    page = associate.page

    def sale(_: Page) -> None:
        associate.to("/sale/")
        page.fill("#item-new", "Wool coat, navy, 38")
        page.fill("#price-new", "1499")
        page.click(".line-fields [type=submit]")
        page.wait_for_selector(".lines")
        associate.to(customer)
        page.click("[data-key=F8]")
        page.wait_for_selector(".sale__name")

    def duplicates(_: Page) -> None:
        associate.to(f"{customer}/edit")
        phone = page.locator(PHONE).input_value()
        associate.to("/")
        associate.open_new()
        page.fill("#f-name", "Anna Berg")
        page.fill(PHONE, phone)
        page.click(SAVE)
        page.wait_for_selector(".compare")

    yield Screen(name="sale", open=sale)
    yield Screen(name="sale-change", open=lambda _: page.click(".lines a"))
    yield Screen(name="duplicates", open=duplicates)
    yield Screen(name="recent", open=lambda _: associate.to("/customers/recent"))
    yield from _with_approval(associate)


def seldom(associate: Associate, customer: str) -> Iterator[Screen]:
    """Yield what is opened less often, and what is printed; the sale before it is void."""
    page = associate.page

    def affiliations(_: Page) -> None:
        associate.to(customer)
        page.click("[data-key=F8]")
        page.click("a[href$='/sale/affiliations']")
        page.wait_for_selector("dialog[open] form")

    def receipt(_: Page) -> None:
        associate.to("/sale/")
        page.fill("#item-new", "Merino scarf")
        page.fill("#price-new", "299")
        page.click(".line-fields [type=submit]")
        page.wait_for_selector(".lines")
        page.fill("#cash", "300")
        page.click("[data-primary]")
        page.wait_for_url(re.compile("/sale/[0-9a-f-]{36}$"))

    def unknown(_: Page) -> None:
        associate.to("/")
        page.evaluate("""() => { const scan = document.querySelector("#scan");
          scan.code.value = "4006381333931"; scan.requestSubmit(); }""")
        page.wait_for_selector("#scanned *")

    yield Screen(name="search", open=lambda _: associate.to("/customers/"))
    yield Screen(name="scan-unknown", open=unknown)
    yield Screen(
        name="edit-contacts", open=lambda _: associate.to(f"{customer}/edit?section=contacts")
    )
    yield Screen(name="report-duplicate", open=lambda _: associate.to(f"{customer}/duplicate"))
    yield Screen(name="sheet", open=lambda _: associate.to(f"{customer}/sheet"))
    yield Screen(name="consent-receipt", open=lambda _: associate.to(f"{customer}/consents"))
    yield Screen(name="scanner-sheet", open=lambda _: associate.to("/settings/scanner"))
    yield Screen(name="sale-affiliations", open=affiliations)
    yield Screen(name="sale-receipt", open=receipt)
    yield Screen(name="changes", open=lambda _: associate.to("/sync/changes"))
    yield Screen(name="sale-empty", open=lambda _: associate.to("/sale/"))


def needing_attention(associate: Associate, operation: str, customer: str) -> Iterator[Screen]:
    """Yield what headquarters did not accept, and a customer with a value that lost."""
    for name, path in (
        ("sync-attention", "/sync"),
        ("attention", f"/sync/changes/{operation}"),
        ("attention-correct", f"/sync/changes/{operation}/correct"),
        ("customer-lost-value", f"/customers/{customer}"),
    ):
        yield Screen(name=name, open=partial(lambda path, _: associate.to(path), path))


def _with_approval(associate: Associate) -> Iterator[Screen]:
    """Yield what a cashier meets who takes over an open sale, and end it."""
    page = associate.page

    def locked(_: Page) -> None:
        associate.to("/sale/")
        page.click(".top__lock button")
        page.wait_for_selector("#pin")

    def approval(_: Page) -> None:
        associate.sign_in("cashier")
        associate.to("/sale/")
        page.click("form[action$=void] button")
        page.click("[data-primary]")
        page.wait_for_selector("#approver-pin")

    yield Screen(name="locked", open=locked)
    yield Screen(name="approval", open=approval)
    page.click(".top__lock button")
    associate.sign_in()
    associate.to("/sale/")
    page.click("form[action$=suspend] button")
    yield Screen(name="recall", open=lambda _: associate.to("/sale/recall"))
    page.click("button[name=sale]")
    page.click("form[action$=void] button")
    page.click("[data-primary]")
    page.wait_for_selector(".empty")


def _searches(associate: Associate) -> Iterator[Screen]:
    """Yield the results of searches, and why somebody is not among them."""

    def results(page: Page) -> None:
        associate.to("/")
        associate.search("an")
        page.wait_for_selector("#others:not([aria-busy])")

    def nothing(page: Page) -> None:
        associate.search("Zebulon Quist")
        page.wait_for_selector("#others:not([aria-busy])")

    def why(page: Page) -> None:
        results(page)
        associate.to("/customers/why")

    yield Screen(name="results", open=results)
    yield Screen(name="why", open=why)
    yield Screen(name="results-none", open=nothing)


def _new_customers(associate: Associate) -> Iterator[Screen]:
    """Yield the New customer dialog: empty, refused, about to be left."""

    def faulty(page: Page) -> None:
        page.fill("#f-name", "")
        page.fill(PHONE, "12")
        page.fill(EMAIL, "anna@")
        page.click(SAVE)
        page.wait_for_selector("#summary")

    def leaving(page: Page) -> None:
        page.keyboard.press("Escape")
        page.wait_for_selector("[data-leave]:not([hidden])")

    yield Screen(name="new-customer", open=lambda _: associate.open_new())
    yield Screen(name="new-customer-faults", open=faulty)
    yield Screen(name="leaving", open=leaving)


def _forms(associate: Associate, customer: str) -> Iterator[Screen]:
    """Yield the customer form unfolded, of an organization, and by its sections."""

    def unfolded(page: Page) -> None:
        associate.to("/")
        associate.open_new()
        page.click("#more > summary")
        for summary in page.locator("#more .fold > summary").all():
            summary.click()

    def organization(page: Page) -> None:
        associate.to("/customers/new")
        page.check("#f-type-organization", force=True)
        page.click(".persons > summary")

    def editing(page: Page) -> None:
        associate.to(f"{customer}/edit")
        page.evaluate("document.querySelectorAll('.fold').forEach(fold => fold.open = true)")

    yield Screen(name="new-customer-unfolded", open=unfolded)
    yield Screen(name="new-organization", open=organization)
    yield Screen(name="edit-customer", open=lambda _: associate.to(f"{customer}/edit"))
    yield Screen(
        name="edit-addresses", open=lambda _: associate.to(f"{customer}/edit?section=addresses")
    )
    yield Screen(name="edit-unfolded", open=editing)


def _while_disconnected(associate: Associate) -> Iterator[Screen]:
    """Yield what looks different without headquarters; the connection comes back afterwards."""

    def pending(_: Page) -> None:
        associate.create(name="Väntande Kund", phone=next(FREE_PHONES))

    def waiting(page: Page) -> None:
        page.click("#net")
        page.wait_for_selector(".rows")

    associate.to("/sync")
    associate.page.click("button[value=disconnected]")
    yield Screen(name="customer-pending", open=pending)
    yield Screen(name="sync-disconnected", open=waiting)
    associate.page.click("button[value=connected]")
    associate.page.wait_for_selector("button[value=disconnected]")
