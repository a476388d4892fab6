"""What a new customer inherits from the store's default customer."""

from copy import deepcopy
from typing import Any

from tillbook.customers.rules import defaults
from tillbook.customers.rules.defaults import Inherited

DEFAULT_CUSTOMER: dict[str, Any] = {
    "name": "Store default",
    "type": "person",
    "customer_group": "retail",
    "receipt_option": "both",
    "receipt_email": "store@example.se",
    "currency": "SEK",
    "language": "sv",
    "affiliations": ["gold", "staff"],
    "financial_dimensions": {"department": "own"},
    "contacts": [{"kind": "phone", "value": "+46701740605"}],
}
DIMENSIONS = {"retail": {"department": "022"}, "trade": {"department": "033"}}
COMPANY = {"type": "organization", "currency": "EUR", "customer_group": "trade", "country": "DK"}


def _inherit(
    default_customer: dict[str, Any] | None = DEFAULT_CUSTOMER, **change: Any
) -> Inherited:
    arguments: dict[str, Any] = {
        "customer_group_dimensions": DIMENSIONS,
        "company_defaults": COMPANY,
        "country": "SE",
    }
    return defaults.inherit(default_customer, **(arguments | change))


def test_a_new_customer_inherits_the_values_of_the_default_customer() -> None:
    inherited = _inherit()

    assert inherited.values == {
        "type": "person",
        "customer_group": "retail",
        "receipt_option": "both",
        "receipt_email": "store@example.se",
        "currency": "SEK",
        "language": "sv",
        "affiliations": ["gold", "staff"],
        "financial_dimensions": {"department": "022"},
        "country": "SE",
    }


def test_dimensions_come_from_the_customer_group_and_never_from_the_default_customer() -> None:
    known = _inherit()
    unknown = _inherit(customer_group_dimensions={})

    assert known.values["financial_dimensions"] == {"department": "022"}
    assert known.sources["financial_dimensions"] == "customer_group"
    assert "financial_dimensions" not in unknown.values


def test_every_inherited_value_names_its_source() -> None:
    inherited = _inherit({"currency": "SEK"})

    assert inherited.sources == {
        "currency": "default_customer",
        "type": "company",
        "customer_group": "company",
        "financial_dimensions": "customer_group",
        "country": "operating_unit",
    }


def test_a_store_without_default_customer_uses_the_company_defaults() -> None:
    inherited = _inherit(None, country="")

    assert (inherited.values["currency"], inherited.values["type"]) == ("EUR", "organization")
    assert (inherited.values["country"], inherited.sources["country"]) == ("DK", "company")


def test_the_receipt_email_is_copied_only_where_copying_is_on_and_none_was_given() -> None:
    given, _ = defaults.apply({"receipt_email": "own@example.se"}, _inherit())
    missing, sources = defaults.apply({"receipt_email": ""}, _inherit())
    off, _ = defaults.apply({}, _inherit(copy_receipt_email=False))

    assert given["receipt_email"] == "own@example.se"
    assert missing["receipt_email"] == "store@example.se"
    assert sources["receipt_email"] == "default_customer"
    assert "receipt_email" not in off


def test_entered_values_win_and_the_rest_is_told_as_inherited() -> None:
    entered = {"name": "Anna", "currency": "NOK", "affiliations": ["press"], "language": None}

    document, sources = defaults.apply(entered, _inherit())

    assert (document["name"], document["currency"], document["affiliations"]) == (
        "Anna",
        "NOK",
        ["press"],
    )
    assert document["language"] == "sv"
    assert document["inherited"] == sources
    assert set(sources) == {
        "type",
        "customer_group",
        "receipt_option",
        "receipt_email",
        "language",
        "financial_dimensions",
    }


def test_an_address_gets_the_country_of_the_operating_unit_and_the_purpose_of_the_type() -> None:
    entered = {
        "type": "organization",
        "addresses": [{"id": "a1", "city": "Oslo"}, {"country": "NO", "purpose": "home"}],
    }

    document, sources = defaults.apply(entered, _inherit())

    assert document["addresses"][0] == {
        "id": "a1",
        "city": "Oslo",
        "country": "SE",
        "purpose": "business",
    }
    assert document["addresses"][1] == {"country": "NO", "purpose": "home"}
    assert sources["address/a1/country"] == "operating_unit"
    assert "country" not in document


def test_an_address_without_an_id_is_told_by_its_position() -> None:
    _, sources = defaults.apply({"addresses": [{"city": "Göteborg"}]}, _inherit())

    assert sources["address/0/country"] == "operating_unit"


def test_an_address_of_a_person_is_a_home() -> None:
    document, _ = defaults.apply({"addresses": [{}]}, _inherit())

    assert document["addresses"][0]["purpose"] == "home"


def test_values_are_copied_and_not_linked() -> None:
    default_customer = deepcopy(DEFAULT_CUSTOMER)
    entered: dict[str, Any] = {"addresses": [{"city": "Göteborg"}]}
    inherited = _inherit(default_customer)
    first, _ = defaults.apply(entered, inherited)
    first["affiliations"].append("changed")
    default_customer["affiliations"].append("later")

    second, _ = defaults.apply({}, inherited)

    assert second["affiliations"] == ["gold", "staff"]
    assert entered == {"addresses": [{"city": "Göteborg"}]}


def test_two_stores_hand_down_their_own_values() -> None:
    shanghai, _ = defaults.apply(
        {}, _inherit({"currency": "CNY", "language": "zh-Hans"}, country="CN")
    )
    goteborg, _ = defaults.apply({}, _inherit())

    assert (shanghai["currency"], goteborg["currency"]) == ("CNY", "SEK")
