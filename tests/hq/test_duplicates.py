"""Customers who may be one, at headquarters: the queue, the comparison, the merge, the undo."""

from uuid import UUID

import pytest
from django.test import Client

from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook.customers import pairs, queries
from tillbook.customers.operations import notice_pairs
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.core.units import Document

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"kind": "phone", "value": "070-174 06 12"}
QUEUE = "/hq/duplicates/"


@pytest.fixture
def two(desk: Office) -> tuple[UUID, UUID]:
    """Make one person twice, and let headquarters notice."""
    first = desk.customer(name="Anna Svensson", contacts=[PHONE])
    email = {"kind": "email", "value": "a.s@example.se"}
    second = desk.customer(name="Svensson Anna", known_as="Annie", contacts=[PHONE, email])
    while notice_pairs.step():
        pass
    return first, second


def shown(desk: Office, id: UUID) -> Document:
    """Return a customer."""
    found = queries.find(desk.actor, id)
    assert found is not None
    return found


def says(client: Client, address: str, **sent: object) -> str:
    """Open a page, or send its form, and follow where it leads."""
    answer = client.post(address, sent, follow=True) if sent else client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.pain("No decent way to find duplicates and merge them")
def test_a_pair_is_compared_merged_by_choice_and_taken_apart_again(
    client: Client, desk: Office, two: tuple[UUID, UUID]
) -> None:
    kept, gone = two
    address = f"/hq/duplicates/{kept}/{gone}/"
    listed = says(client, QUEUE)
    assert f'href="{address}"' in listed
    assert "Very likely the same person" in listed
    assert "Same phone number · Same name" in listed

    compared = says(client, address)
    assert "Annie" in compared
    chosen = fields_of(compared) | {"take:name": str(gone)}
    assert chosen["keep"] == str(kept)
    assert compared.count("Svensson Anna") == 1
    assert says(client, address, **chosen).count("Svensson Anna") == 2

    merged = says(client, address, **chosen, do="merge")

    assert "Customers merged. You can undo this until" in merged
    assert shown(desk, kept)["name"] == "Svensson Anna"
    assert shown(desk, gone)["merged_into"] == str(kept)
    assert "No open pairs" in says(client, QUEUE)
    assert "Part of" in says(client, f"/hq/customers/{gone}/")
    assert f"/hq/customers/{gone}/unmerge/" in merged

    undone = says(client, f"/hq/customers/{gone}/unmerge/", do="undo")

    assert "The merge is undone." in undone
    listed = says(client, "/hq/operations/?customer=" + str(gone))
    assert "Merged into another customer" in listed
    assert "Merge undone" in listed
    assert shown(desk, kept)["name"] == "Anna Svensson"
    assert shown(desk, gone)["merged_into"] is None
    again = says(client, f"/hq/customers/{gone}/unmerge/", do="undo")
    assert "This customer is not part of another one." in again


def test_the_other_one_can_be_kept(client: Client, desk: Office, two: tuple[UUID, UUID]) -> None:
    first, second = two
    address = f"/hq/duplicates/{first}/{second}/"
    form = fields_of(says(client, address, keep=str(second)))

    says(client, address, **form, do="merge")

    assert shown(desk, first)["merged_into"] == str(second)


def test_who_was_changed_meanwhile_is_compared_again(
    client: Client, desk: Office, two: tuple[UUID, UUID]
) -> None:
    kept, gone = two
    address = f"/hq/duplicates/{kept}/{gone}/"
    form = fields_of(says(client, address))
    edit_customer(desk.actor, gone, {"known_as": "Nan"})

    answer = says(client, address, **form, do="merge")

    assert "Somebody changed one of the customers meanwhile." in answer
    assert shown(desk, gone)["merged_into"] is None


@pytest.mark.pain("No decent way to find duplicates and merge them")
def test_several_pairs_are_settled_at_once_and_only_sure_ones_merge_unseen(
    client: Client, desk: Office, two: tuple[UUID, UUID]
) -> None:
    other = desk.customer(name="Per Öberg", contacts=[PHONE])
    while notice_pairs.step():
        pass
    ids = [str(one.id) for one in pairs.queue(desk.actor).items]
    assert len(ids) == 3

    told = says(client, f"{QUEUE}settle/", pair=ids, do="merge")

    assert "1 pair was merged." in told
    assert "2 pairs need a look of their own" in told
    assert shown(desk, two[1])["merged_into"] == str(two[0])
    [left] = [str(one.id) for one in pairs.queue(desk.actor).items]
    says(client, f"{QUEUE}settle/", pair=ids[1:], do="different")
    assert "No open pairs" in says(client, QUEUE)
    assert "Per Öberg" in says(client, f"{QUEUE}?state=different")
    says(client, f"{QUEUE}settle/", pair=left, do="reopen")
    says(client, f"{QUEUE}settle/", pair=left, do="snooze")
    assert "No open pairs" in says(client, QUEUE)
    assert "Per Öberg" in says(client, f"{QUEUE}?state=snoozed")
    assert "Choose one or more pairs first." in says(client, f"{QUEUE}settle/", do="merge")
    assert shown(desk, other)["merged_into"] is None


def test_any_two_customers_are_found_and_compared(client: Client, desk: Office) -> None:
    one, other = desk.customer(name="Anna Ek"), desk.customer(name="Eva Lund")

    assert f"/hq/customers/{one}/merge/" in says(client, f"/hq/customers/{one}/")
    found = says(client, f"/hq/customers/{one}/merge/", q="lund")

    assert f"/hq/duplicates/{one}/{other}/" in found
    assert f"/hq/duplicates/{one}/{one}/" not in found
    assert "Eva Lund" in says(client, f"/hq/duplicates/{one}/{other}/")
