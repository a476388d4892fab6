"""P14: what somebody chooses holds for that person at this node, and for the register's scanner."""

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, hire

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
CHOSEN = {
    "language": "sv",
    "theme": "dark",
    "text": "largest",
    "density": "compact",
    "keys": "off",
}
ATTRIBUTES = (
    'lang="sv"',
    'data-theme="dark"',
    'data-text="largest"',
    'data-density="compact"',
    'data-keys="off"',
)


def test_what_somebody_chooses_stands_in_every_page_for_that_person_alone(
    cast: Network, till: Till, at: type[Till]
) -> None:
    hire(cast, role="manager")
    saved = till.post("/settings", CHOSEN)
    assert saved.location == "/settings?saved"

    for address in ("/", "/customers/new", "/settings", "/nowhere"):
        html = till.get(address).html
        assert [part for part in ATTRIBUTES if part not in html] == [], address
    till.post("/sign-out", {})
    till.sign_in("200")
    assert 'data-theme="auto"' in till.get("/").html

    elsewhere = at(cast.tills[0])
    elsewhere.sign_in()
    assert 'data-theme="dark"' in elsewhere.get("/").html
    assert 'data-theme="auto"' in at(cast.tills[0]).get("/sign-in").html


def test_a_cashier_reads_how_the_scanner_speaks_and_a_manager_says_it(
    cast: Network, till: Till, at: type[Till]
) -> None:
    hire(cast, role="manager")
    assert "A manager may change it." in till.get("/settings").text
    assert till.post("/settings", CHOSEN | {"prefix": "stx"}).status == 403
    assert 'data-theme="auto"' in till.get("/").html

    bo = at(cast.tills[0])
    bo.sign_in("200")
    assert "A manager may change it." not in bo.get("/settings").text
    bo.post("/settings", {"prefix": "stx"})

    assert 'data-scanner="stx"' in till.get("/").html
    assert "STX (^B)" in till.get("/settings/scanner").text
    other = at(cast.tills[1])
    other.sign_in()
    assert 'data-scanner=""' in other.get("/").html


def test_a_value_that_nobody_offered_becomes_the_usual_one(till: Till) -> None:
    till.post("/settings", {"theme": '"><script>', "text": "huge", "language": "xx"})

    html = till.get("/").html
    assert 'data-theme="auto" data-text="standard"' in html
    assert 'lang="en"' in html


def test_the_help_names_the_keys_of_the_screen_below(till: Till) -> None:
    on_results = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/"}

    assert "Add to the sale without opening" in till.get("/help", **on_results).text
    assert "Press a tile" in till.get("/help?of=welcome").text
    assert "F2 · Ctrl K" in till.get("/help?of=nonsense").text
