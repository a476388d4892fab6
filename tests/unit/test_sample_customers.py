"""Sample customers: repeatable, believable, nobody's."""

from collections import Counter
from itertools import islice

import phonenumbers
import pytest

from tillbook.customers.rules import validation
from tillbook.customers.samples import BRITISH_RANGE, SWEDISH_RANGES, sample_customers

CUSTOMERS = list(sample_customers(2000, 7))
CONTACTS = [contact for customer in CUSTOMERS for contact in customer["contacts"]]


def test_the_same_seed_gives_the_same_customers_and_another_seed_others() -> None:
    assert list(sample_customers(30, 7)) == CUSTOMERS[:30]
    assert list(islice(sample_customers(10_000, 7), 30)) == CUSTOMERS[:30]
    assert list(sample_customers(30, 8)) != CUSTOMERS[:30]


def test_every_sample_customer_can_be_saved() -> None:
    assert [
        p
        for c in CUSTOMERS
        for p in validation.problems(c, store_country="SE", required=["contact"])
    ] == []


def test_no_sample_address_or_number_belongs_to_anybody() -> None:
    reserved = [*SWEDISH_RANGES, BRITISH_RANGE]
    for contact in CONTACTS:
        if contact["kind"] == "email":
            assert contact["value"].rpartition("@")[2] in {
                "example.com",
                "example.se",
                "example.org",
            }
        elif contact["value"].startswith("+86"):
            number = phonenumbers.parse(contact["value"])
            assert phonenumbers.is_possible_number(number)
            assert not phonenumbers.is_valid_number(number)
        else:
            assert any(first <= int(contact["value"][1:]) <= last for first, last in reserved)


def test_contacts_do_not_repeat_and_one_of_each_kind_is_primary() -> None:
    assert len({contact["value"] for contact in CONTACTS}) == len(CONTACTS)
    for customer in CUSTOMERS:
        primaries = Counter(
            contact["kind"] for contact in customer["contacts"] if contact["is_primary"]
        )
        assert set(primaries) == {contact["kind"] for contact in customer["contacts"]}
        assert set(primaries.values()) == {1}


def test_the_mixture_looks_like_two_stores() -> None:
    stores = Counter(customer["store"] for customer in CUSTOMERS)
    types = Counter(customer["type"] for customer in CUSTOMERS)
    cities = Counter(address["city"] for customer in CUSTOMERS for address in customer["addresses"])
    with_address = sum(1 for customer in CUSTOMERS if customer["addresses"])

    assert set(stores) == {"1", "2"}
    assert min(stores.values()) > 600
    assert 50 < types["organization"] < 300
    assert cities.most_common(1)[0][0] == "Göteborg"
    assert 1500 < with_address < 1900
    assert any(len(customer["contacts"]) > 1 for customer in CUSTOMERS)


@pytest.mark.parametrize("field", ["id", "account_number", "sync_state", "inherited", "version"])
def test_samples_hold_only_what_an_associate_enters(field: str) -> None:
    assert all(field not in customer for customer in CUSTOMERS)
