"""Web addresses as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.foundation.urls import Url, UrlProblem, UrlReason, normalise


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Example.COM", "https://example.com"),
        (" www.example.com/ ", "https://www.example.com"),
        ("HTTP://example.com/A?b=C#d", "http://example.com/A?b=C#d"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("//example.com", "https://example.com"),
        ("räksmörgås.example/å", "https://räksmörgås.example/å"),
        ("例子.example", "https://例子.example"),
    ],
)
def test_an_address_gets_its_scheme_and_one_form(typed: str, address: str) -> None:
    assert normalise(typed) == Url(address=address)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("  ", UrlReason.EMPTY),
        ("localhost", UrlReason.NOT_AN_ADDRESS),
        ("a b.example", UrlReason.NOT_AN_ADDRESS),
        ("mailto:a@b.example", UrlReason.NOT_AN_ADDRESS),
        ("javascript:alert(1)", UrlReason.NOT_AN_ADDRESS),
        ("https://name:secret@b.example", UrlReason.NOT_AN_ADDRESS),
        ("https://", UrlReason.NOT_AN_ADDRESS),
        ("https://[::1", UrlReason.NOT_AN_ADDRESS),
        ("b.example:99999", UrlReason.NOT_AN_ADDRESS),
        ("b.example/" + "x" * 254, UrlReason.TOO_LONG),
    ],
)
def test_what_is_no_web_address_says_why(typed: str, reason: UrlReason) -> None:
    assert normalise(typed) == UrlProblem(reason=reason)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    read = normalise(text)

    if isinstance(read, Url):
        assert normalise(read.address) == read
