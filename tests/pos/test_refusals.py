"""What is refused is said in plain words, with a reference that the log shares."""

import re

import pytest
from django.test import Client

from tests.cast import Network
from tests.pos.conftest import DATABASES, Answer, Till, hire

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
REFERENCE = re.compile(r"Reference ([2-9B-Z]{6})\b")


def assert_refused(answer: Answer, status: int, words: str, log: pytest.LogCaptureFixture) -> None:
    """Check the words, the reference in page, header and log, and that nothing may be kept."""
    assert answer.status == status
    assert words in answer.text
    found = REFERENCE.search(answer.text)
    assert found
    assert answer.headers["X-Reference"] == found[1]
    lines = [record.getMessage() for record in log.records if record.name == "tillbook.pos"]
    assert [line for line in lines if found[1] in line]
    assert not any("Svensson" in line for line in lines)
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_unknown_page_or_customer(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    for url in ("/nowhere", "/customers/01890a5d-ac96-774b-bcce-b302099a8057"):
        assert_refused(till.get(url), 404, "This is not here", caplog)


def test_an_unknown_page_before_signing_in(
    cast: Network, at: type[Till], caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(at(cast.tills[0]).speak("en").get("/Svensson"), 404, "This is not here", caplog)


def test_a_wrong_method(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    for url in ("/sync/now", "/sign-out"):
        answer = till.get(url)
        assert_refused(answer, 405, "The register could not read this request", caplog)
        assert answer.headers["Allow"] == "POST"


def test_a_manager_disconnects_and_connects_again(cast: Network, at: type[Till]) -> None:
    hire(cast, role="manager")
    till = at(cast.tills[0])
    till.sign_in(number="200")

    till.post("/sync/connection", {"state": "disconnected"})
    assert "Disconnected by hand." in till.get("/sync").text
    assert "Pending sync" in till.create(name="Anna").text
    till.post("/sync/connection", {"state": "connected"})

    assert "Disconnected" not in till.get("/sync").text


def test_a_request_that_no_form_of_ours_sends(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    many = {f"field{number}": "Svensson" for number in range(10_500)}

    answer = till.post("/customers/new", many)

    assert_refused(answer, 400, "The register could not read this request", caplog)


def test_a_failure_of_ours_names_its_place_and_nothing_personal(
    till: Till, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Anna Svensson")

    monkeypatch.setattr("tillbook.pos.welcome.backlog", fail)
    till.client.raise_request_exception = False

    answer = till.get("/")

    assert_refused(answer, 500, "Something went wrong here", caplog)
    assert "Anna Svensson" not in answer.html
    [line] = [r.getMessage() for r in caplog.records if r.name == "tillbook.pos"]
    assert "RuntimeError at" in line
    assert "welcome.py" in line


def test_a_page_that_was_open_too_long(
    cast: Network, at: type[Till], caplog: pytest.LogCaptureFixture
) -> None:
    till = at(cast.tills[0])
    till.client = Client(enforce_csrf_checks=True)

    answer = till.sign_in()

    assert answer.status == 403
    assert "Den här sidan har varit öppen för länge" in answer.text
    assert answer.headers["X-Reference"]


def test_a_form_that_was_open_too_long_comes_back_with_its_text(till: Till) -> None:
    till.client.handler.enforce_csrf_checks = True

    refused = till.post("/customers/new", {"name": "Anna Svensson", "csrfmiddlewaretoken": "old"})
    form = till.get(refused.location)

    assert refused.location == "/customers/new"
    assert form.page.fields["name"] == "Anna Svensson"
    assert "check it and save again" in form.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_signing_in_again_returns_to_the_form_with_what_was_typed(
    till: Till, headers: dict[str, str]
) -> None:
    form = till.new_form(name="Anna Svensson", phone="070-174 06 12")
    till.post("/sign-out", {})

    refused = till.post("/customers/new", form, **headers)
    assert refused.location == "/sign-in?next=/customers/new"
    signed_in = till.sign_in(next="/customers/new")
    page = till.get(signed_in.location)

    assert "You were signed out before this was saved." in page.text
    for name in ("id", "name", page.page.control("phone")):
        assert page.page.fields[name] == form[name]
    assert till.post("/customers/new", page.page.fields).status == 303
    assert till.new_form()["name"] == ""


def test_what_was_typed_into_an_edit_waits_for_the_next_sign_in_too(till: Till) -> None:
    url = till.create_at(name="Anna")
    form = till.get(f"{url}/edit").page.fields | {"name": "Anna Ek"}
    till.post("/sign-out", {})

    till.post(f"{url}/edit", form)
    till.sign_in()
    page = till.get(f"{url}/edit")

    assert page.page.fields["name"] == "Anna Ek"
    assert till.post(f"{url}/edit", page.page.fields).status == 303
    assert "Anna Ek" in till.get(url).text


def test_a_question_of_a_page_without_a_session_leads_to_the_door(
    cast: Network, at: type[Till]
) -> None:
    answer = at(cast.tills[0]).get("/connection", **{"HX-Request": "true"})

    assert answer.status == 204
    assert answer.headers["HX-Redirect"] == "/sign-in"
