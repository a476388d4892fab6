"""E-mail addresses, checked by form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation.emails import Email, EmailProblem, EmailReason, identity, normalise


@pytest.mark.parametrize(
    ("typed", "address", "ascii_domain"),
    [
        (" Anna.Berg@EXAMPLE.se ", "Anna.Berg@example.se", "example.se"),
        ("info@Räksmörgås.se", "info@räksmörgås.se", "xn--rksmrgs-5wao1o.se"),
        ("info@xn--rksmrgs-5wao1o.se", "info@räksmörgås.se", "xn--rksmrgs-5wao1o.se"),
        ("王芳＠example．com", "王芳@example.com", "example.com"),
        ("a+b@example。org", "a+b@example.org", "example.org"),
    ],
)
def test_an_address_keeps_its_local_part_and_gets_a_plain_domain(
    typed: str, address: str, ascii_domain: str
) -> None:
    assert normalise(typed) == Email(address=address, ascii_domain=ascii_domain)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("  ", EmailReason.EMPTY),
        ("anna", EmailReason.NO_AT_SIGN),
        ("anna@", EmailReason.NOT_AN_ADDRESS),
        ("anna@example", EmailReason.NOT_AN_ADDRESS),
        ("anna berg@example.se", EmailReason.NOT_AN_ADDRESS),
        ("anna@@example.se", EmailReason.NOT_AN_ADDRESS),
        ("Anna <anna@example.se>", EmailReason.NOT_AN_ADDRESS),
        ("a" * 250 + "@example.se", EmailReason.TOO_LONG),
    ],
)
def test_what_is_no_address_says_why(typed: str, reason: EmailReason) -> None:
    assert normalise(typed) == EmailProblem(reason=reason)


def test_two_writings_of_one_mailbox_are_equal_and_two_mailboxes_are_not() -> None:
    assert identity("Anna@RÄKSMÖRGÅS.se") == identity("anna@xn--rksmrgs-5wao1o.se")
    assert identity("åsa@example.se") != identity("asa@example.se")
    assert identity(" No Address ") == "no address"


@given(st.text())
def test_no_text_makes_checking_fail(text: str) -> None:
    normalise(text)
    identity(text)
