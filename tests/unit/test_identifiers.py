"""Numbers that authorities give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tillbook.customers.rules import identifiers
from tillbook.customers.rules.identifiers import SCHEMES, IdentifierProblem
from tillbook.foundation import countries

#: A right number of most schemes, made up or from the authorities' own examples.
RIGHT = {
    "se.personnummer": "121212-1212",
    "se.orgnr": "556703-7485",
    "se.vat": "SE 556703748501",
    "eu.vat": "se-5567037485.01",
    "no.orgnr": "988 077 917",
    "dk.cvr": "13585628",
    "fi.ytunnus": "2077474-0",
    "fi.hetu": "131052-308T",
    "de.vat": "DE 136,695 976",
    "gb.vat": "GB 980 7806 84",
    "nl.bsn": "1112.22.333",
    "fr.siren": "552 008 443",
    "es.cif": "J99216582",
    "it.iva": "IT 00743110157",
    "pl.pesel": "44051401359",
    "cn.ric": "11010519491231002X",
    "cn.uscc": "91110000600037341L",
    "jp.cn": "5-8356-7825-6246",
    "kr.rrn": "971013-9019902",
    "us.ein": "91-1144442",
    "br.cpf": "390.533.447-05",
}


@pytest.mark.parametrize(("scheme", "text"), RIGHT.items())
def test_a_right_number_has_a_normal_form_that_reads_as_itself(scheme: str, text: str) -> None:
    normal = identifiers.normalise(text, scheme=scheme)

    assert isinstance(normal, str)
    assert identifiers.normalise(normal, scheme=scheme) == normal


@pytest.mark.parametrize(
    ("scheme", "text", "reason"),
    [
        ("se.orgnr", "556703-7486", "checksum"),
        ("se.orgnr", "556703", "length"),
        ("se.orgnr", "55A703-7485", "format"),
        ("se.personnummer", "129912-1212", "component"),
        ("cn.ric", "110105194912310021", "checksum"),
        ("eu.vat", "XX123", "component"),
    ],
)
def test_a_wrong_number_is_refused_for_its_reason(scheme: str, text: str, reason: str) -> None:
    read = identifiers.normalise(text, scheme=scheme)

    assert isinstance(read, IdentifierProblem)
    assert read.reason == reason


def test_a_number_in_full_width_is_the_same_number() -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in "556703-7485")

    assert identifiers.normalise(wide, scheme="se.orgnr") == "5567037485"


@pytest.mark.parametrize("scheme", ["other", "xx.of_a_newer_release", "exceptions", "../os"])
def test_what_nothing_is_known_about_stays_as_it_is(scheme: str) -> None:
    assert identifiers.normalise(" A 1 ", scheme=scheme) == " A 1 "


@pytest.mark.parametrize("scheme", [code for code in SCHEMES if code != "other"])
@settings(max_examples=20)
@given(text=st.text(max_size=30) | st.text("0123456789-. A", max_size=20))
def test_no_text_makes_checking_fail(scheme: str, text: str) -> None:
    read = identifiers.normalise(text, scheme=scheme)

    assert isinstance(read, IdentifierProblem) or len(read) <= 60


def test_every_scheme_has_a_country_a_name_and_somebody_who_holds_it() -> None:
    for scheme in SCHEMES.values():
        assert scheme.holders
        assert countries.is_known(scheme.country) == bool(scheme.country)
        assert bool(scheme.name) == bool(scheme.country)


@pytest.mark.parametrize("country", "SE NO DK FI DE GB NL FR ES IT PL CN JP KR US BR".split())
def test_people_and_organizations_of_many_countries_have_their_own_numbers(country: str) -> None:
    for customer_type in ("person", "organization"):
        schemes = identifiers.offered(country, customer_type)

        assert schemes[0].country == country
        assert schemes[-1].code == "other"


def test_a_company_in_the_union_can_have_a_number_of_the_union() -> None:
    assert "eu.vat" in [scheme.code for scheme in identifiers.offered("at", "organization")]
    assert "eu.vat" not in [scheme.code for scheme in identifiers.offered("NO", "organization")]
    assert [scheme.code for scheme in identifiers.offered("", "person")] == ["other"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [("SE 556703-7485 01", "556703748501"), ("11010519491231002X", "11010519491231002"), ("", "")],
)
def test_a_number_can_be_told_by_its_digits(text: str, digits: str) -> None:
    assert identifiers.digits_of(text) == digits
