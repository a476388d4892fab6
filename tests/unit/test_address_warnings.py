"""Hints about addresses: told, never a reason to refuse."""

from tillbook.customers.rules import validation
from tillbook.customers.rules.address_warnings import warnings
from tillbook.customers.rules.validation import Problem


def test_what_a_country_expects_is_told_with_an_example() -> None:
    document = {
        "name": "Anna",
        "addresses": [
            {"country": "SE", "street": "Storgatan 1", "city": "Lund", "postal_code": "222 22"},
            {"country": "SE", "street": "Storgatan 1", "postal_code": "2"},
        ],
    }

    assert warnings(document) == [
        Problem(code="address.missing", pointer="/addresses/1/city"),
        Problem(
            code="address.postal_code_form",
            pointer="/addresses/1/postal_code",
            params={"example": "114 55"},
        ),
    ]
    assert validation.problems(document, store_country="SE") == []


def test_a_retired_address_gives_no_hints() -> None:
    assert warnings({"addresses": [{"country": "SE", "is_active": False}]}) == []
    assert warnings({}) == []
