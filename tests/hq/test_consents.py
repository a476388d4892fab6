"""H17: the consent ledger, the proof of an answer, purposes and their words."""

from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from tests.hq.office import Office
from tillbook import configuration
from tillbook.customers import queries
from tillbook.customers.models import ConsentEntry, ConsentPurpose
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.operations.merge_customers import Losing, merge_customers
from tillbook.customers.operations.unmerge_customers import unmerge_customers
from tillbook.foundation.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = {"kind": "email", "value": "anna@example.com"}
PHONE = {"kind": "phone", "value": "070-174 06 12"}
TEXTS = {"text-en": "May {company} write to {value}?", "text-sv": "", "text-zh-Hans": "可以吗？"}


def _anna(desk: Office) -> UUID:
    contacts = [EMAIL | {"marketing": "yes"}, PHONE | {"marketing": "no"}]
    return desk.customer(name="Anna Prov", contacts=contacts)


def _withdraw(desk: Office, id: UUID) -> None:
    customer = queries.find(desk.actor, id)
    assert customer is not None
    contacts = [contact | {"marketing": "no"} for contact in customer["contacts"]]
    edit_customer(desk.actor, id, {"contacts": contacts})


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_ledger_says_what_fills_it(client: Client) -> None:
    assert "Nobody has been asked yet" in _page(client, "/hq/consents/")


@pytest.mark.rule("AR-042")
def test_given_and_withdrawn_consent_stand_with_time_person_place_and_wording(
    desk: Office, client: Client
) -> None:
    id = _anna(desk)
    _withdraw(desk, id)

    page = _page(client, "/hq/consents/?value=Anna@example.com").partition("<tbody>")[2]

    assert page.count("<tr>") == 2
    assert page.index("No</span>") < page.index("Yes</span>")
    for part in ("Anna Prov", "Marketing", "Maria Ek", "Headquarters", "Entered at headquarters"):
        assert part in page
    assert f'href="/hq/customers/{id}/"' in page
    entry = ConsentEntry.objects.filter(answer="yes").get()
    assert f'datetime="{entry.at}"' in page
    assert f'#marketing-{entry.wording}"' in page


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("answer=yes", 1),
        ("answer=no&purpose=marketing", 1),
        ("value=%2B46 70 174 06 12", 1),
        ("source=form", 2),
        ("store=1", 0),
        ("value=nobody@example.com", 0),
        ("before=1", 0),
        ("before=%C2%B2", 2),
    ],
)
def test_the_ledger_is_filtered(desk: Office, client: Client, query: str, lines: int) -> None:
    _anna(desk)

    page = _page(client, f"/hq/consents/?{query}")

    assert page.count("</th>\n      <td") == lines
    if "store" in query or "nobody" in query:
        assert "No answer fits" in page


def test_a_long_ledger_is_read_page_by_page(
    desk: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = _anna(desk)
    for number in range(50):
        other = EMAIL | {"value": f"a{number}@example.com", "marketing": "yes"}
        edit_customer(desk.actor, id, {"contacts": [other]})

    first = _page(client, "/hq/consents/?answer=yes")
    oldest = ConsentEntry.objects.filter(answer="yes").order_by("-id")[49].pk

    assert f"answer=yes&amp;before={oldest}" in first
    second = _page(client, f"/hq/consents/?answer=yes&before={oldest}")
    assert second.count("</th>\n      <td") == 1
    assert "Show more" not in second


def test_a_proof_holds_the_words_as_they_were_read(desk: Office, client: Client) -> None:
    _anna(desk)
    purpose = ConsentPurpose.objects.get()
    newer = {"version": 2, "texts": {"en": "New words?"}}
    configuration.put(
        desk.actor, "consent_purpose", id=purpose.id,
        document={"wordings": [*purpose.wordings, newer]},
    )  # fmt: skip
    entry = ConsentEntry.objects.get(answer="yes")

    page = _page(client, f"/hq/consents/{entry.pk}/")

    assert "Får Company skicka erbjudanden och nyheter till anna@example.com?" in page
    assert "New words?" not in page
    assert str(entry.operation) in page
    assert client.get("/hq/consents/999999/").status_code == 404


def test_a_new_version_is_added_and_the_old_one_can_still_be_read(
    desk: Office, client: Client
) -> None:
    purpose = ConsentPurpose.objects.get()
    path = f"/hq/consents/purposes/{purpose.id}/"
    assert "Version 2" in _page(client, path)

    answer = client.post(path, TEXTS)

    assert answer.status_code == 302
    purpose.refresh_from_db()
    assert purpose.wordings[1] == {
        "version": 2,
        "texts": {"en": "May {company} write to {value}?", "zh-Hans": "可以吗？"},
    }
    page = _page(client, "/hq/consents/purposes/")
    assert page.index("Version 2") < page.index("read today") < page.index("Version 1")
    assert "Får {company} skicka" in page


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"text-en": ""}, "Enter the English text"),
        ({"text-en": "To {name}?"}, "Only {company} and {value} may stand in braces."),
        ({"text-sv": "x" * 1001}, "Use at most 1000 characters."),
    ],
)
def test_words_that_cannot_be_read_are_returned_with_the_reason(
    client: Client, texts: dict[str, str], message: str
) -> None:
    purpose = ConsentPurpose.objects.get()

    answer = client.post(f"/hq/consents/purposes/{purpose.id}/", TEXTS | texts)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert TEXTS["text-zh-Hans"] in page


def test_the_same_words_are_no_new_version(client: Client) -> None:
    purpose = ConsentPurpose.objects.get()
    same = {f"text-{code}": text for code, text in purpose.wordings[0]["texts"].items()}

    answer = client.post(f"/hq/consents/purposes/{purpose.id}/", same)

    assert answer.status_code == 422
    assert "These words are the current ones already." in answer.content.decode()


def test_two_people_who_write_words_at_once_are_told(desk: Office, client: Client) -> None:
    purpose = ConsentPurpose.objects.get()
    path = f"/hq/consents/purposes/{purpose.id}/"
    assert client.post(path, TEXTS).status_code == 302

    answer = client.post(path, TEXTS | {"text-en": "Mine?", "expected": "1.0"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this" in page
    assert "Mine?" in page


def test_a_purpose_is_made_with_its_first_words(client: Client) -> None:
    path = "/hq/consents/purposes/new/"
    names = {"code": "surveys", "name": "Surveys", "name-sv": "Enkäter"}
    assert "New purpose" in _page(client, path)

    made = client.post(path, TEXTS | names)
    again = client.post(path, TEXTS | names)
    nameless = client.post(path, TEXTS | {"code": "Not a code", "name": ""})

    assert made.status_code == 302
    purpose = ConsentPurpose.objects.get(code="surveys")
    assert (purpose.name, purpose.names) == ("Surveys", {"sv": "Enkäter"})
    assert "Another purpose has this code." in again.content.decode()
    assert nameless.status_code == 422
    assert "2 things need fixing" in nameless.content.decode()


def test_pages_speak_swedish_and_chinese(desk: Office, client: Client) -> None:
    _anna(desk)
    for code, words in (("sv", "Samtyckeslogg"), ("zh-hans", "同意记录")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
        page = client.get("/hq/consents/").content.decode()
        assert words in page


def test_an_unknown_purpose_is_not_found(client: Client) -> None:
    assert client.get(f"/hq/consents/purposes/{new_id()}/").status_code == 404


@pytest.mark.parametrize("control", ["name", "name-sv", "text-en"])
def test_characters_that_no_database_holds_are_told(client: Client, control: str) -> None:
    typed = {"code": "post", "name": "Post", **TEXTS} | {control: "a\0b"}

    answer = client.post("/hq/consents/purposes/new/", typed)

    assert answer.status_code == 422
    assert "characters that cannot be stored" in answer.content.decode()
    assert not ConsentPurpose.objects.filter(code="post").exists()


@pytest.mark.rule("AR-143")
def test_the_ledger_of_who_was_kept_shows_the_proofs_of_who_was_merged_away(
    desk: Office, client: Client
) -> None:
    gone, kept = _anna(desk), desk.customer(name="Anna Provberg")
    desk.customer(name="Bo Prov", contacts=[EMAIL | {"marketing": "yes"}])
    merge_customers(desk.actor, kept, [Losing(id=gone)])
    ledger = f"/hq/consents/?customer={kept}"
    assert f'href="{ledger}"' in _page(client, f"/hq/customers/{kept}/")

    for address in (ledger, f"/hq/consents/?customer={gone}"):
        page = _page(client, address)
        assert "The answers of Anna Provberg, and of everybody" in page
        assert page.count(f'href="/hq/customers/{gone}/"') == 2
        assert "Bo Prov" not in page
    assert _page(client, f"{ledger}&answer=no").partition("<tbody>")[2].count("<tr>") == 1

    unmerge_customers(desk.actor, gone)
    assert "No answer fits" in _page(client, ledger)
