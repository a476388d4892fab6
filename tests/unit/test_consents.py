"""The law of consent and of its words, without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules import consents, contacts, wordings
from tillbook.customers.rules.consents import Given
from tillbook.customers.rules.first_wordings import consent_purposes

EMAIL = {"id": "e", "kind": "email", "value": "a@example.com", "is_primary": True}
PHONE = {"id": "p", "kind": "phone", "value": "+46701740612", "is_primary": True}
URL = {"id": "u", "kind": "url", "value": "https://example.com", "is_primary": True}
WORDINGS = [
    {"version": 1, "texts": {"en": "May {company} write to {value}?", "sv": "Får {company}?"}},
    {"version": 2, "texts": {"en": "May {company}?", "zh-Hans": "可以吗？"}},
]
answers = st.sampled_from([{"answer": answer} for answer in consents.ANSWERS] + [None, {}])


@given(answers, answers)
def test_only_a_no_is_stricter_than_nothing_and_only_a_yes_is_laxer(one: Any, other: Any) -> None:
    ranks = {answer: consents.restriction({"answer": answer}) for answer in consents.ANSWERS}
    assert ranks["no"] > ranks["not_asked"] > ranks["yes"]
    stricter = max(one, other, key=consents.restriction)
    assert consents.restriction(stricter) >= consents.restriction(one)


@pytest.mark.parametrize(
    ("stored", "permits"),
    [({}, False), ({"e/marketing": {"answer": "no"}}, False), ({"e/marketing": {"answer": "yes"}}, True)],
)  # fmt: skip
def test_who_was_not_asked_has_not_agreed(stored: dict[str, Any], *, permits: bool) -> None:
    assert consents.permits(stored, "e", "marketing") is permits
    assert not consents.permits(stored, "p", "marketing")


@pytest.mark.parametrize(
    ("contact", "purpose", "answer", "code"),
    [
        ("e", "marketing", "yes", ""),
        ("x", "marketing", "yes", "consent.no_contact"),
        ("u", "marketing", "no", "consent.not_for_url"),
        ("e", "surveys", "no", "consent.purpose_unknown"),
        ("e", "marketing", "perhaps", "consent.answer_unknown"),
        ("e", "marketing", "not_asked", "consent.not_taken_back"),
    ],
)
def test_what_cannot_be_recorded_says_why(
    contact: str, purpose: str, answer: str, code: str
) -> None:
    asked = Given(contact=contact, purpose=purpose, answer=answer)
    found = consents.problems([asked], [EMAIL, PHONE, URL], {"marketing"})
    assert [problem.code for problem in found] == ([code] if code else [])


def test_an_answer_beside_a_new_value_counts_only_when_it_differs_from_the_old_ones() -> None:
    stored = {"contacts": [EMAIL], "consents": {"e/marketing": {"answer": "yes"}}}
    settled = [EMAIL | {"id": "new", "value": "b@example.com"}]
    for answer, counts in (("yes", []), ("no", ["no"])):
        sent = [EMAIL | {"value": "b@example.com", "marketing": answer}]
        found = consents.entered(sent, {}, stored=stored, settled=settled)
        assert [one.answer for one in found] == counts


def test_answers_in_the_map_follow_the_ids_that_a_form_gave_to_new_contacts() -> None:
    found = consents.entered(
        [EMAIL | {"id": "form-1"}],
        {"form-1/marketing": {"answer": "yes", "language": "sv", "at": "2000"}},
        stored={"contacts": [], "consents": {}},
        settled=[EMAIL],
    )
    [one] = found
    assert (one.key, one.answer, one.language) == ("e/marketing", "yes", "sv")
    assert one.pointer == "/consents/form-1~1marketing"


def test_the_words_are_in_the_closest_language_and_english_else() -> None:
    def language(*asked: str) -> str:
        found = wordings.current(WORDINGS, *asked)
        assert found is not None
        assert found.version == 2
        return found.language

    assert language("zh-CN") == language("zh_Hans") == language("zh") == "zh-Hans"
    assert language("sv") == language("zh-TW") == language("") == language() == "en"
    first = wordings.of_version(WORDINGS, 1, "sv-FI")
    assert first is not None
    assert (first.version, first.filled(company="A {value}", value="b")) == (1, "Får A {value}?")
    assert wordings.of_version(WORDINGS, 3, "sv") is None
    assert wordings.current([], "sv") is None


def test_the_first_words_keep_the_rules_in_three_languages() -> None:
    for purpose in consent_purposes():
        assert list(wordings.faults(None, purpose)) == []
        for texts in (wording["texts"] for wording in purpose["wordings"]):
            assert set(texts) == {"en", "sv", "zh-Hans"}
            assert all("{company}" in text and "{value}" in text for text in texts.values())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "Not A Code"}, "consent_purpose.code"),
        ({"wordings": "x"}, "wording.required"),
        ({"wordings": [WORDINGS[1]]}, "wording.changed"),
        ({"wordings": [*WORDINGS, "x"]}, "wording.malformed"),
        ({"wordings": [*WORDINGS, {"version": 3, "texts": {"en": " "}}]}, "wording.common_language"),
        ({"wordings": [*WORDINGS, {"version": 3, "texts": {"en": "x", "å": "y"}}]}, "wording.malformed"),
        ({"wordings": [*WORDINGS, {"version": 3, "texts": {"en": "x" * 1001}}]}, "too_long"),
        ({"wordings": [*WORDINGS, {"version": 3, "texts": {"en": "a } b"}}]}, "wording.placeholder"),
        ({"wordings": [*WORDINGS, {"version": 3, "texts": {"en": "{name}"}}]}, "wording.placeholder"),
    ],
)  # fmt: skip
def test_a_faulty_purpose_is_named(change: dict[str, Any], code: str) -> None:
    before = {"code": "marketing", "wordings": WORDINGS}
    assert code in [found for found, _ in wordings.faults(before, before | change)]


def test_contacts_are_compared_by_what_they_reach() -> None:
    same = [
        ({"kind": "email", "value": "A@Example.com"}, {"kind": "email", "value": "a@example.COM"}),
        ({"kind": "url", "value": "Example.com/"}, {"kind": "url", "value": "https://example.com"}),
        ({"kind": "phone", "value": "Ring  Anna"}, {"kind": "phone", "value": "ring anna"}),
    ]
    for one, other in same:
        assert contacts.key_of(one) == contacts.key_of(other)
    assert contacts.key_of(PHONE) != contacts.key_of(PHONE | {"extension": "1"})


def test_further_contacts_are_those_beyond_what_was_there() -> None:
    def excess(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[str]:
        return [problem.pointer for problem in contacts.added_secondaries(now, before)]

    other = EMAIL | {"id": "e2", "value": "b@example.com", "is_primary": False}
    assert excess([EMAIL, PHONE, URL, URL | {"id": "u2"}], []) == []
    assert excess([EMAIL, other], []) == ["/contacts/1"]
    assert excess([EMAIL, other], [EMAIL, other]) == []
    assert excess([other | {"is_primary": True}], [EMAIL]) == []
    demoted = EMAIL | {"is_primary": False}
    assert excess([demoted, other | {"is_primary": True}], [EMAIL]) == ["/contacts/1"]
