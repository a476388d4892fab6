"""What a new customer inherits from the store's default customer."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules import defaults
from tillbook.customers.rules.defaults import EXTRA_FIELDS, Inherited, Surroundings

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
    around: dict[str, Any] = {"dimensions": DIMENSIONS, "company": COMPANY, "unit_country": "SE"}
    return defaults.inherit(default_customer, Surroundings(**(around | change)))


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
    unknown = _inherit(dimensions={})

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
    inherited = _inherit(None, unit_country="")

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
        {}, _inherit({"currency": "CNY", "language": "zh-Hans"}, unit_country="CN")
    )
    goteborg, _ = defaults.apply({}, _inherit())

    assert (shanghai["currency"], goteborg["currency"]) == ("CNY", "SEK")


def test_a_store_without_default_customer_gives_its_own_currency_before_the_companys() -> None:
    inherited = _inherit(None, store={"currency": "CNY", "language": ""})

    assert (inherited.values["currency"], inherited.sources["currency"]) == ("CNY", "store")
    assert "language" not in inherited.values


def test_another_group_brings_its_dimensions_only_where_the_company_says_so() -> None:
    stays, _ = defaults.apply({"customer_group": "trade"}, _inherit())
    follows, sources = defaults.apply(
        {"customer_group": "trade"}, _inherit(dimensions_follow_chosen_group=True)
    )

    assert stays["financial_dimensions"] == {"department": "022"}
    assert follows["financial_dimensions"] == {"department": "033"}
    assert sources["financial_dimensions"] == "customer_group"
    assert "customer_group" not in sources


def test_another_group_without_dimensions_brings_none_where_they_follow() -> None:
    inherited = _inherit(dimensions_follow_chosen_group=True)

    document, sources = defaults.apply({"customer_group": "unheard of"}, inherited)

    assert "financial_dimensions" not in document
    assert "financial_dimensions" not in sources


def test_what_the_company_lists_is_copied_too_and_nothing_else() -> None:
    giver = DEFAULT_CUSTOMER | {"price_group": "vip", "prices_include_tax": False, "note": "mine"}

    listed = _inherit(giver, copied_fields=["price_group", "prices_include_tax", "note"])
    unlisted = _inherit(giver)

    assert (listed.values["price_group"], listed.values["prices_include_tax"]) == ("vip", False)
    assert listed.sources["prices_include_tax"] == "default_customer"
    assert "note" not in listed.values
    assert "price_group" not in unlisted.values


def test_a_false_that_was_entered_wins_over_a_true_that_is_handed_down() -> None:
    giver = DEFAULT_CUSTOMER | {"on_account_allowed": True}

    document, sources = defaults.apply(
        {"on_account_allowed": False}, _inherit(giver, copied_fields=["on_account_allowed"])
    )

    assert document["on_account_allowed"] is False
    assert "on_account_allowed" not in sources


def test_an_empty_list_that_was_entered_stays_empty() -> None:
    document, sources = defaults.apply({"affiliations": []}, _inherit())

    assert document["affiliations"] == []
    assert "affiliations" not in sources


def test_what_a_form_sends_back_as_it_was_is_still_inherited() -> None:
    document, sources = defaults.apply({"affiliations": ["staff", "gold"]}, _inherit())

    assert document["affiliations"] == ["staff", "gold"]
    assert sources["affiliations"] == "default_customer"


def test_the_stores_address_book_comes_before_the_copied_ones() -> None:
    giver = DEFAULT_CUSTOMER | {"address_books": ["club", "north"]}

    own = _inherit(giver, address_book="north")
    both = _inherit(giver, address_book="south", copied_fields=["address_books"])

    assert (own.values["address_books"], own.sources["address_books"]) == (["north"], "store")
    assert both.values["address_books"] == ["south", "club", "north"]
    assert both.sources["address_books"] == "default_customer"


def test_an_address_gets_the_purpose_that_is_configured_for_the_type() -> None:
    purposes = defaults.purposes_by_type([("home", ""), ("villa", "person"), ("business", "")])

    document, _ = defaults.apply({"addresses": [{}]}, _inherit(purposes=purposes))

    assert document["addresses"][0]["purpose"] == "villa"
    assert purposes == {"person": "villa", "organization": "business"}


def test_a_type_without_a_purpose_of_its_own_takes_the_first_there_is() -> None:
    purposes = defaults.purposes_by_type([("office", ""), ("post_box", "")])

    assert purposes == {"person": "office", "organization": "office"}


TEXTS = st.sampled_from(["", "a", "b"])
LISTS = st.lists(st.sampled_from(["x", "y"]), unique=True)
FLAGS = st.none() | st.booleans()
CUSTOMERS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["", "person", "organization"]),
        "customer_group": st.sampled_from(["", "retail", "trade"]),
        "currency": TEXTS,
        "language": TEXTS,
        "receipt_email": TEXTS,
        "affiliations": LISTS,
        "address_books": LISTS,
        "price_group": TEXTS,
        "prices_include_tax": FLAGS,
        "credit_limit": st.sampled_from([None, "0.00", "10.00"]),
    },
)


@given(
    giver=st.none() | CUSTOMERS,
    entered=CUSTOMERS,
    copied=st.lists(st.sampled_from(EXTRA_FIELDS)),
    is_copied=st.booleans(),
    follows=st.booleans(),
)
def test_whatever_is_entered_stays_and_every_other_value_has_its_source(
    giver: dict[str, Any] | None,
    entered: dict[str, Any],
    copied: list[str],
    is_copied: bool,
    follows: bool,
) -> None:
    inherited = _inherit(
        giver,
        copied_fields=copied,
        copy_receipt_email=is_copied,
        dimensions_follow_chosen_group=follows,
        address_book="x",
    )

    document, sources = defaults.apply(entered, inherited)

    assert inherited.values.keys() == inherited.sources.keys()
    for name, value in entered.items():
        if value not in (None, ""):
            assert document[name] == value
    for name in document.keys() - entered.keys() - {"inherited"}:
        assert name in sources
    for name in sources.keys() - {"financial_dimensions"}:
        assert (
            sorted(document[name]) == sorted(inherited.values[name])
            if isinstance(document[name], list)
            else document[name] == inherited.values[name]
        )
    group = document["customer_group"] if follows else inherited.values["customer_group"]
    assert document["financial_dimensions"] == DIMENSIONS[group]
