"""What keeps a customer from being saved."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules import validation
from tillbook.customers.rules.validation import Problem, problems

ORGNR = {"scheme": "se.orgnr", "value": "556703-7485"}
GOOD: dict[str, Any] = {
    "type": "person",
    "name": "Anna Berg",
    "receipt_option": "email",
    "receipt_email": "anna@example.se",
    "contacts": [
        {"kind": "phone", "value": "070-174 06 05"},
        {"kind": "email", "value": "anna@example.se"},
        {"kind": "url", "value": "example.se/anna"},
    ],
    "addresses": [{"street": "Kvittogatan 1\nport B", "country": "SE"}],
    "identifiers": [ORGNR, {"scheme": "other", "value": "1"}, {"scheme": "other", "value": "2"}],
    "contact_persons": [{"name": "Bo", "email": "bo@example.se", "phone": "the red one"}],
    "blocked": "invoices",
    "credit_limit": "1 000,50",
    "prices_include_tax": True,
}


def _codes(document: dict[str, Any], *required: str) -> list[tuple[str, str]]:
    found = problems(document, store_country="SE", required=required)
    return [(problem.code, problem.pointer) for problem in found]


def test_a_good_document_has_no_problems() -> None:
    assert (
        problems(GOOD, store_country="SE", required=["phone", "email", "contact", "address"]) == []
    )


@pytest.mark.parametrize("name", [None, "", "   ", "\u200b\u2060", "\u0301"])
def test_a_name_is_always_required(name: str | None) -> None:
    assert ("name.required", "/name") in _codes({"name": name})


@pytest.mark.parametrize(
    "document",
    [{"last_name": "Berg"}, {"first_name": "Anna"}, {"name": "🎉"}, {"name": "\U0003134b"}],
)
def test_a_part_of_a_name_or_a_sign_is_a_name(document: dict[str, Any]) -> None:
    assert _codes(document) == []


@pytest.mark.parametrize(
    ("required", "code", "pointer"),
    [
        ("phone", "phone.required", "/contacts"),
        ("email", "email.required", "/contacts"),
        ("contact", "contact.required", "/contacts"),
        ("address", "address.required", "/addresses"),
        ("language", "language.required", "/language"),
    ],
)
def test_more_can_be_required_by_configuration(required: str, code: str, pointer: str) -> None:
    assert _codes({"name": "Anna"}, required) == [(code, pointer)]


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"type": "robot"}, "type.unknown", "/type"),
        ({"receipt_option": "fax"}, "receipt_option.unknown", "/receipt_option"),
        ({"receipt_email": "anna"}, "email.invalid", "/receipt_email"),
        ({"contacts": [{"kind": "phone", "value": "12"}]}, "phone.invalid", "/contacts/0/value"),
        ({"contacts": [{"kind": "email", "value": "anna@"}]}, "email.invalid", "/contacts/0/value"),
        ({"contacts": [{"kind": "url", "value": " "}]}, "url.required", "/contacts/0/value"),
        ({"contacts": [{"kind": "fax", "value": "1"}]}, "kind.unknown", "/contacts/0/kind"),
        ({"addresses": [{}, {"country": "XX"}]}, "country.unknown", "/addresses/1/country"),
        ({"name": "Anna\x00"}, "control_character", "/name"),
        ({"name": "Anna\nBerg"}, "control_character", "/name"),
        ({"last_name": "\ud800"}, "control_character", "/last_name"),
        ({"note": "a\x07"}, "control_character", "/note"),
        ({"addresses": [{"city": "a\tb"}]}, "control_character", "/addresses/0/city"),
        ({"blocked": "maybe"}, "blocked.unknown", "/blocked"),
        ({"prices_include_tax": "yes"}, "flag.invalid", "/prices_include_tax"),
        ({"on_account_allowed": 1}, "flag.invalid", "/on_account_allowed"),
        ({"credit_limit": "-5"}, "amount.invalid", "/credit_limit"),
        ({"credit_limit": "a lot"}, "amount.invalid", "/credit_limit"),
        ({"identifiers": [{"value": "1"}]}, "scheme.required", "/identifiers/0/scheme"),
        ({"identifiers": [{"scheme": "other", "value": " "}]}, "identifier.required", "/identifiers/0/value"),
        ({"identifiers": [ORGNR, {"scheme": "se.personnummer", "value": "1"}]}, "identifier.invalid", "/identifiers/1/value"),
        ({"identifiers": [ORGNR, ORGNR]}, "identifier.repeated", "/identifiers/1/scheme"),
        ({"contact_persons": [{"role": "CEO"}]}, "contact_person.unnamed", "/contact_persons/0/name"),
        ({"contact_persons": [{"name": "A", "email": "a@"}]}, "email.invalid", "/contact_persons/0/email"),
        ({"contact_persons": [{"name": "A", "phone": "1" * 61}]}, "too_long", "/contact_persons/0/phone"),
    ],
)  # fmt: skip
def test_each_problem_has_a_stable_code_and_a_place(
    change: dict[str, Any], code: str, pointer: str
) -> None:
    assert _codes(GOOD | change) == [(code, pointer)]


def test_a_phone_problem_tells_the_country_by_whose_rules_it_was_read() -> None:
    found = problems(GOOD | {"contacts": [{"kind": "phone", "value": "12"}]}, store_country="se")

    assert found == [
        Problem(
            code="phone.invalid",
            pointer="/contacts/0/value",
            params={"country": "SE", "reason": "too_short"},
        )
    ]


@pytest.mark.parametrize(("field", "limit"), validation.LIMITS.items())
def test_every_text_has_a_limit(field: str, limit: int) -> None:
    too_long = Problem(code="too_long", pointer=f"/{field}", params={"limit": limit})

    assert too_long in problems({"name": "x", field: "x" * (limit + 1)}, store_country="SE")
    assert too_long not in problems({"name": "x", field: "x" * limit}, store_country="SE")


def test_a_kind_of_identifier_of_a_newer_release_is_let_through() -> None:
    assert _codes(GOOD | {"identifiers": [{"scheme": "xx.newer", "value": "7"}]}) == []


def test_an_identifier_problem_tells_the_scheme_and_the_reason() -> None:
    found = problems(
        {"name": "A", "identifiers": [ORGNR | {"value": "556703-7486"}]}, store_country="SE"
    )

    assert found == [
        Problem(
            code="identifier.invalid",
            pointer="/identifiers/0/value",
            params={"scheme": "se.orgnr", "reason": "checksum"},
        )
    ]


def test_all_problems_are_told_at_once() -> None:
    document = {
        "name": "",
        "type": "robot",
        "contacts": [{"kind": "phone", "value": ""}],
        "addresses": [{"country": "XX"}],
    }

    assert [code for code, _ in _codes(document)] == [
        "name.required",
        "type.unknown",
        "phone.invalid",
        "country.unknown",
    ]


@pytest.mark.parametrize(
    "name",
    ["👩‍👩‍👧 Anna", "A\u030asa", "محمد \u200f", "שלום", "e\u0301\u0327", "王\u3000芳", "O’Brien"],
)
def test_names_of_every_script_pass_and_the_document_stays_as_it_is(name: str) -> None:
    document = {"name": name, "note": "first line\nsecond line"}
    before = deepcopy(document)

    assert problems(document, store_country="SE") == []
    assert document == before


@given(
    st.dictionaries(
        st.sampled_from(["name", "type", "note", "receipt_email"]), st.text(max_size=20)
    )
)
def test_no_text_makes_checking_fail(document: dict[str, str]) -> None:
    contacts = [
        {"kind": kind, "value": document.get("name", "")} for kind in ("phone", "email", "url")
    ]

    problems(document | {"contacts": contacts}, store_country="SE")
