"""Consent from entry to ledger: stamped, never moved, settled by the stricter answer."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    shown,
)
from tillbook import configuration
from tillbook.customers import ledger, queries
from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.models import ConsentEntry, ConsentPurpose
from tillbook.customers.operations.record_consent import record_consent
from tillbook.customers.rules.consents import Given
from tillbook.exchange import parent_link
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.up import upload
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES
EMAIL = {"kind": "email", "value": "anna@example.com"}
PHONE = {"kind": "phone", "value": "070-174 06 12"}


def anna(cast: Network, **more: Any) -> UUID:
    """Make a customer with an email and a phone, known everywhere."""
    entered = {"name": "Anna", "language": "sv", "contacts": [EMAIL, PHONE], **more}
    id = create(cast, cast.tills[0], entered).entity
    cast.settle()
    return id


def contact_of(cast: Network, node: ThisNode, id: UUID, kind: str = "email") -> dict[str, Any]:
    found: list[dict[str, Any]] = shown(cast, node, id)["contacts"]
    [contact] = [one for one in found if one["kind"] == kind]
    return contact


def answer(
    cast: Network, node: ThisNode, id: UUID, contact: str, given: str, **more: Any
) -> Receipt | None:
    """Let an associate record an answer about marketing."""
    expected = more.pop("expected", None)
    asked = Given(contact=contact, purpose="marketing", answer=given, **more)
    with acting_as(node):
        actor = cast.associate(node)
        return record_consent(actor, id, asked, expected=expected, patience=NONE)


def arrive(cast: Network, till: ThisNode) -> None:
    """Bring what was asked at a till to headquarters, before anything else moves."""
    for node in (till, cast.store):
        with acting_as(node):
            upload.upload_due(parent_link.link())


def lines(cast: Network, id: UUID) -> list[tuple[str, str, bool]]:
    with acting_as(cast.headquarters):
        page = ledger.page(cast.headquarters.actor(), ledger.Filter(customer=id))
    return [(line.entry.value, line.entry.answer, line.entry.took_effect) for line in page.lines]


def code_of(refusal: Any) -> str:
    return str(refusal.value.problems[0].code)


def test_an_answer_is_stamped_with_its_whole_proof(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast)
    contact = contact_of(cast, till, id)
    assert contact["marketing"] == "not_asked"

    answer(cast, till, id, contact["id"], "yes")
    cast.settle()

    document = assert_everywhere_alike(cast, id)
    stamped = document["consents"][f"{contact['id']}/marketing"]
    assert stamped.pop("at")
    assert stamped == {
        "answer": "yes",
        "wording": 1,
        "language": "sv",
        "source": "spoken",
        "by": str(cast.cashier),
        "store": "1",
        "register": "",
    }
    assert [c["marketing"] for c in document["contacts"]].count("yes") == 1
    assert lines(cast, id) == [("anna@example.com", "yes", True)]
    assert_at_rest(cast)


def test_answers_come_with_the_form_and_an_untouched_one_keeps_its_proof(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast, contacts=[EMAIL | {"marketing": "yes"}, PHONE | {"marketing": "no"}])
    before = shown(cast, till, id)

    edit(cast, till, id, name="Anna Berg", contacts=before["contacts"], consents=before["consents"])
    assert shown(cast, till, id)["consents"] == before["consents"]

    email = contact_of(cast, till, id)
    others = [one for one in before["contacts"] if one["id"] != email["id"]]
    edit(cast, till, id, contacts=[email | {"marketing": "no"}, *others])
    cast.settle()

    after = assert_everywhere_alike(cast, id)["consents"]
    phone = contact_of(cast, till, id, "phone")["id"]
    assert after[f"{phone}/marketing"] == before["consents"][f"{phone}/marketing"]
    assert after[f"{email['id']}/marketing"]["answer"] == "no"
    assert [line[1] for line in lines(cast, id)] == ["no", "no", "yes"]


def test_nothing_is_inherited_from_the_default_customer(cast: Network) -> None:
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        given = queries.find(actor, cast.default_customer)
        assert given is not None
    edit(cast, cast.headquarters, cast.default_customer, contacts=[EMAIL | {"marketing": "yes"}])
    cast.settle()
    id = anna(cast)
    assert shown(cast, cast.tills[0], id)["consents"] == {}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"contact": str(new_id())}, "consent.no_contact"),
        ({"answer": "maybe"}, "consent.answer_unknown"),
        ({"purpose": "profiling"}, "consent.purpose_unknown"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    cast: Network, given: dict[str, str], code: str
) -> None:
    till = cast.tills[0]
    id = anna(cast)
    asked = {"contact": contact_of(cast, till, id)["id"], "purpose": "marketing", "answer": "yes"}
    with acting_as(till), pytest.raises(InvalidCustomer) as refusal:
        record_consent(cast.associate(till), id, Given(**asked | given))
    assert code_of(refusal) == code


def test_a_web_address_is_never_asked(cast: Network) -> None:
    till = cast.tills[0]
    url = {"kind": "url", "value": "example.com", "marketing": "no"}
    with pytest.raises(InvalidCustomer) as refusal:
        create(cast, till, {"name": "Anna", "contacts": [url]})
    assert code_of(refusal) == "consent.not_for_url"


def test_an_answer_is_withdrawn_by_no_and_never_taken_back(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast, contacts=[EMAIL | {"marketing": "yes"}])
    contact = contact_of(cast, till, id)
    with pytest.raises(InvalidCustomer) as refusal:
        answer(cast, till, id, contact["id"], "not_asked")
    assert code_of(refusal) == "consent.not_taken_back"
    with pytest.raises(InvalidCustomer) as refusal:
        edit(cast, till, id, consents={f"{contact['id']}/marketing": None})
    assert code_of(refusal) == "consent.not_taken_back"
    assert answer(cast, till, id, contact["id"], "no") is not None
    assert contact_of(cast, till, id)["marketing"] == "no"


def test_two_answers_in_one_form_must_agree(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast, contacts=[EMAIL])
    contact = contact_of(cast, till, id)
    with pytest.raises(InvalidCustomer) as refusal:
        edit(
            cast,
            till,
            id,
            contacts=[contact | {"marketing": "yes"}],
            consents={f"{contact['id']}/marketing": {"answer": "no"}},
        )
    assert code_of(refusal) == "consent.contradictory"


def test_asking_again_counts_when_the_words_are_new(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast, contacts=[EMAIL | {"marketing": "yes"}])
    contact = contact_of(cast, till, id)["id"]
    assert answer(cast, till, id, contact, "yes") is None
    with acting_as(cast.headquarters):
        purpose = ConsentPurpose.objects.get()
        texts = {"en": "May {company} write to {value}?"}
        configuration.put(
            cast.headquarters.actor(),
            "consent_purpose",
            id=purpose.id,
            document={"wordings": [*purpose.wordings, {"version": 2, "texts": texts}]},
        )
    cast.settle()
    assert answer(cast, till, id, contact, "yes") is not None
    stamped = shown(cast, till, id)["consents"][f"{contact}/marketing"]
    assert (stamped["wording"], stamped["language"]) == (2, "en")


def test_an_answer_to_what_has_moved_is_refused(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast)
    contact = contact_of(cast, till, id)["id"]
    with acting_as(till):
        tag = queries.tag_of(id)
    edit(cast, till, id, name="Somebody Else")
    with pytest.raises(StaleEdit):
        answer(cast, till, id, contact, "yes", expected=tag)


@pytest.mark.rule("AR-043")
def test_a_withdrawal_stands_against_an_older_grant_that_arrives_late(cast: Network) -> None:
    first, second = cast.tills
    id = anna(cast)
    contact = contact_of(cast, first, id)["id"]
    answer(cast, second, id, contact, "yes")
    answer(cast, first, id, contact, "no")
    arrive(cast, first)
    cast.settle()

    document = assert_everywhere_alike(cast, id)
    assert document["consents"][f"{contact}/marketing"]["answer"] == "no"
    assert lines(cast, id) == [
        ("anna@example.com", "yes", False),
        ("anna@example.com", "no", True),
    ]
    assert_at_rest(cast)


@pytest.mark.rule("AR-043")
def test_a_withdrawal_that_arrives_late_stands_too(cast: Network) -> None:
    first, second = cast.tills
    id = anna(cast)
    contact = contact_of(cast, first, id)["id"]
    answer(cast, second, id, contact, "no")
    answer(cast, first, id, contact, "yes")
    arrive(cast, first)
    cast.settle()

    document = assert_everywhere_alike(cast, id)
    assert document["consents"][f"{contact}/marketing"]["answer"] == "no"
    assert [line[1:] for line in lines(cast, id)] == [("no", True), ("yes", True)]


def test_an_answer_for_a_contact_that_was_replaced_meanwhile_goes_with_it(cast: Network) -> None:
    first, second = cast.tills
    id = anna(cast, contacts=[EMAIL])
    old = contact_of(cast, first, id)
    answer(cast, second, id, old["id"], "no")
    edit(cast, first, id, contacts=[old | {"value": "new@example.com"}])
    arrive(cast, first)
    cast.settle()

    document = assert_everywhere_alike(cast, id)
    assert document["consents"] == {}
    assert document["contacts"][0]["marketing"] == "not_asked"
    assert lines(cast, id) == [("anna@example.com", "no", False)]
    assert_at_rest(cast)


def test_consent_does_not_move_to_the_value_that_replaces_another(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast, contacts=[EMAIL | {"marketing": "yes"}])
    old = contact_of(cast, till, id)
    # A form sends back what it read beside the contact.
    edit(cast, till, id, contacts=[old | {"value": "new@example.com"}])
    cast.settle()

    document = assert_everywhere_alike(cast, id)
    assert document["consents"] == {}
    edit(cast, till, id, contacts=[EMAIL])
    cast.settle()
    assert assert_everywhere_alike(cast, id)["consents"] == {}


def test_wordings_are_added_and_never_changed(cast: Network) -> None:
    with acting_as(cast.headquarters):
        actor, purpose = cast.headquarters.actor(), ConsentPurpose.objects.get()
        first = purpose.wordings[0]
        for document, reason in (
            ({"wordings": [{"version": 1, "texts": {"en": "Else?"}}]}, "wording.changed"),
            ({"wordings": []}, "wording.required"),
            ({"wordings": [first, {"version": 3, "texts": {"en": "?"}}]}, "wording.version"),
            (
                {"wordings": [first, {"version": 2, "texts": {"sv": "?"}}]},
                "wording.common_language",
            ),
            ({"wordings": [first, {"version": 2, "texts": {"en": "{x}"}}]}, "wording.placeholder"),
            ({"code": "other"}, "field.fixed"),
        ):
            with pytest.raises(Refused) as refusal:
                configuration.put(actor, "consent_purpose", id=purpose.id, document=document)
            assert refusal.value.code == reason


def test_a_purpose_that_somebody_answered_for_stays(cast: Network) -> None:
    anna(cast, contacts=[EMAIL | {"marketing": "no"}])
    with acting_as(cast.headquarters):
        actor, purpose = cast.headquarters.actor(), ConsentPurpose.objects.get()
        with pytest.raises(Refused) as refusal:
            configuration.remove(actor, "consent_purpose", id=purpose.id)
        [use] = configuration.where_used(refusal.value)
    assert (use.kind, use.count, len(use.names)) == ("customer", 1, 1)


def test_the_ledger_is_kept_at_headquarters_paged_and_proves_each_answer(cast: Network) -> None:
    till = cast.tills[0]
    id = anna(cast, contacts=[EMAIL | {"marketing": "yes"}, PHONE | {"marketing": "no"}])
    contact = contact_of(cast, till, id)
    answer(cast, till, id, contact["id"], "no")
    cast.settle()

    with acting_as(till):
        assert not ConsentEntry.objects.exists()
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        newest = ledger.page(actor, ledger.Filter(contact=UUID(contact["id"])), limit=1)
        [line] = newest.lines
        assert (line.entry.answer, line.name) == ("no", "Anna")
        assert line.account_number
        older = ledger.page(
            actor, ledger.Filter(contact=UUID(contact["id"])), limit=1, before=newest.before
        )
        assert [one.entry.answer for one in older.lines] == ["yes"]
        assert older.before is None
        proof = ledger.proof(actor, older.lines[0].entry.pk)
    assert proof is not None
    assert proof.text == (
        "Får Company skicka erbjudanden och nyheter till anna@example.com? "
        "Ett nej ändrar inget annat, och ett ja kan du ta tillbaka när du vill."
    )
