"""Who may open which address; and what every answer carries."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import URLPattern

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, hire
from tillbook.pos.urls import urlpatterns

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]

#: Address by name: method, what it is sent, and the answer to nobody, a cashier and a manager.
#: The id of a write that nobody asked for.
NOBODYS = UUID(int=7)
TABLE: dict[str, tuple[str, str, dict[str, str], tuple[int, int, int]]] = {
    "welcome": ("GET", "/", {}, (303, 200, 200)),
    "layout_notice": ("GET", "/layout", {}, (303, 200, 200)),
    "layout_apply": ("POST", "/layout/apply", {}, (303, 302, 302)),
    "sign_in": ("GET", "/sign-in", {}, (200, 200, 200)),
    "sign_in_badge": ("POST", "/sign-in/badge", {}, (422, 422, 422)),
    # Only where the offline profile allows it, whoever asks.
    "sign_in_connection": ("POST", "/sign-in/connection", {}, (403, 403, 403)),
    "lock": ("POST", "/lock", {}, (302, 302, 302)),
    "sign_out": ("POST", "/sign-out", {}, (302, 302, 302)),
    # A register has a device of its own: no browser becomes one here.
    "enroll_till": ("GET", "/enroll-till", {}, (404, 404, 404)),
    "tills": ("GET", "/tills", {}, (303, 404, 404)),
    "till_code": ("POST", "/tills/code", {}, (303, 404, 404)),
    "till_withdraw": ("POST", "/tills/withdraw", {}, (303, 404, 404)),
    "connection": ("GET", "/connection", {}, (303, 200, 200)),
    "sync": ("GET", "/sync", {}, (303, 200, 200)),
    "scan": ("POST", "/scan", {"code": "nobody"}, (303, 303, 303)),
    "settings": ("GET", "/settings", {}, (303, 200, 200)),
    "scanner_sheet": ("GET", "/settings/scanner", {}, (303, 200, 200)),
    "help": ("GET", "/help", {}, (303, 200, 200)),
    "customer_sheet": ("GET", "{customer}/sheet", {}, (303, 200, 200)),
    "report_duplicate": ("GET", "{customer}/duplicate", {}, (303, 403, 200)),
    "consent_receipt": ("GET", "{customer}/consents", {}, (303, 200, 200)),
    "reference": ("GET", "/customers/reference", {}, (303, 404, 404)),
    "recent": ("GET", "/customers/recent", {}, (303, 200, 200)),
    "why": ("GET", "/customers/why", {}, (303, 200, 200)),
    "sync_now": ("POST", "/sync/now", {}, (303, 302, 302)),
    "connection_switch": ("POST", "/sync/connection", {"state": "connected"}, (303, 403, 302)),
    "sale": ("GET", "/sale/", {}, (303, 200, 200)),
    "sale_add": ("POST", "/sale/lines", {"item": "Coat", "price": "10"}, (303, 303, 303)),
    "sale_draft": ("POST", "/sale/lines/draft", {"item": "Coat"}, (303, 204, 204)),
    "sale_change": (
        "POST",
        f"/sale/lines/{NOBODYS}",
        {"item": "Hat", "price": "1"},
        (303, 422, 422),
    ),
    "sale_remove": ("POST", f"/sale/lines/{NOBODYS}/remove", {}, (303, 422, 422)),
    "sale_restore": ("POST", f"/sale/lines/{NOBODYS}/restore", {}, (303, 422, 422)),
    "sale_customer": ("POST", "/sale/customer", {"customer": str(NOBODYS)}, (303, 404, 404)),
    "sale_customer_clear": ("POST", "/sale/customer/clear", {}, (303, 303, 303)),
    "sale_customer_edit": ("GET", "/sale/customer/edit", {}, (303, 303, 303)),
    "sale_receipt_option": ("POST", "/sale/customer/receipt", {}, (303, 303, 303)),
    "sale_affiliations": ("GET", "/sale/affiliations", {}, (303, 200, 200)),
    "sale_suspend": ("POST", "/sale/suspend", {}, (303, 303, 422)),
    "sale_recall": ("GET", "/sale/recall", {}, (303, 200, 200)),
    "sale_void": ("POST", "/sale/void", {}, (303, 303, 303)),
    "sale_complete": ("POST", "/sale/complete", {"cash": "10"}, (303, 409, 409)),
    "sale_receipt": ("GET", f"/sale/{NOBODYS}", {}, (303, 404, 404)),
    "results": ("GET", "/customers/", {}, (303, 200, 200)),
    "others": ("GET", "/customers/others", {}, (303, 200, 200)),
    "customer_new": ("POST", "/customers/new", {"name": "Anna"}, (303, 303, 303)),
    "customer": ("GET", "{customer}", {}, (303, 200, 200)),
    # Of this store's own company: there is nothing to create.
    "customer_copy": ("POST", "{customer}/company", {}, (303, 303, 303)),
    "customer_history": ("GET", "{customer}/history", {}, (303, 200, 200)),
    "customer_edit": ("GET", "{customer}/edit", {}, (303, 200, 200)),
    "changes": ("GET", "/sync/changes", {}, (303, 200, 200)),
    "change": ("GET", f"/sync/changes/{NOBODYS}", {}, (303, 404, 404)),
    "correct": ("GET", f"/sync/changes/{NOBODYS}/correct", {}, (303, 404, 404)),
    "retry_change": ("POST", f"/sync/changes/{NOBODYS}/retry", {}, (303, 404, 404)),
    "create_anyway": ("POST", f"/sync/changes/{NOBODYS}/create", {}, (303, 404, 404)),
    "discard_change": ("POST", f"/sync/changes/{NOBODYS}/discard", {}, (303, 303, 303)),
    "conflicts": ("GET", "{customer}/conflicts", {}, (303, 200, 200)),
    "restore_value": ("POST", "{customer}/conflicts/1", {}, (303, 303, 303)),
}


def names() -> Iterator[str]:
    """Yield the names of all addresses of the register."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield str(pattern.name)


def test_every_address_is_in_the_table() -> None:
    assert set(names()) == set(TABLE)


def test_every_address_answers_each_role_as_the_table_says(
    cast: Network, till: Till, at: type[Till]
) -> None:
    hire(cast, role="manager")
    customer = till.create_at(name="Anna")

    answers = {
        name: tuple(
            _answer(at(cast.tills[0]), number, method, url.format(customer=customer), sent)
            for number in ("", "100", "200")
        )
        for name, (method, url, sent, _) in TABLE.items()
    }

    assert answers == {name: expected for name, (_, _, _, expected) in TABLE.items()}


def _answer(browser: Till, number: str, method: str, url: str, sent: dict[str, str]) -> int:
    if number:
        browser.sign_in(number=number)
    answer = browser.get(url) if method == "GET" else browser.post(url, sent)
    if number == "" and url not in (
        "/sign-out",
        "/sign-in/connection",
        "/enroll-till",
        "/sign-in/badge",
    ):
        # Shut doors lead to the sign-in page, whatever was asked.
        assert (answer.status != 200) == answer.location.startswith("/sign-in")
    return answer.status


def test_every_page_forbids_keeping_framing_and_foreign_code(till: Till) -> None:
    url = till.create_at(name="Anna")

    for address in ("/", "/customers/", "/customers/new", "/sync", "/sign-in", url, "/nowhere"):
        headers = till.get(address).headers
        assert "no-store" in headers["Cache-Control"], address
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        assert "unsafe" not in policy, address


def test_the_session_cookie_is_out_of_reach_of_scripts(cast: Network, at: type[Till]) -> None:
    cookies = at(cast.tills[0]).sign_in().cookies

    [session] = [cookie for name, cookie in cookies.items() if "csrf" not in name]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
