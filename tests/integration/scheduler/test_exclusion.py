"""What offline databases never receive: searched for in every package and in every table."""

import pytest

from tests.cast import Network
from tests.integration.scheduler.scenes import (
    NAME,
    NOTE,
    ON_REAL_DATABASES,
    bytes_since,
    customer_at,
    database_of,
    exclude_job,
    exclude_subjob,
    filter_customers,
    items_since,
    new_customer,
    newest,
    put,
    staff_at,
    sync_in_full,
)
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange.core.packages import Upsert
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.down import groups
from tillbook.fleet import connection
from tillbook.foundation.actor import Role
from tillbook.foundation.errors import TillbookError
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.scheduler import queries

pytestmark = ON_REAL_DATABASES
PHONE = "+46701740612"


def test_by_default_a_register_has_all_of_a_customer(cast: Network) -> None:
    id = new_customer(cast)
    cast.settle()
    for node in cast.children:
        found = customer_at(node, id)
        assert found is not None
        assert (found.name, found.note) == (NAME, NOTE)


@pytest.mark.rule("AR-121")
def test_a_job_excluded_from_offline_databases_reaches_channel_databases_only(
    cast: Network,
) -> None:
    exclude_job(cast, "1010")
    cast.settle()
    before = newest(cast)
    id = new_customer(cast)
    cast.settle()

    at_store = customer_at(cast.store, id)
    assert at_store is not None
    assert at_store.note == NOTE
    assert NOTE.encode() in bytes_since(cast, 0, groups.CHANNELS)
    said, held = bytes_since(cast, before), database_of(cast.tills[0])
    assert [secret for secret in (NOTE, PHONE) if secret.encode() in said] == []
    assert [secret for secret in (NOTE, PHONE) if secret in held] == []
    named = customer_at(cast.tills[0], id)
    assert named is None or named.account_number == ""


@pytest.mark.rule("AR-122")
def test_a_full_data_sync_of_an_excluded_job_empties_its_tables(cast: Network) -> None:
    id = new_customer(cast)
    cast.settle()
    assert NOTE in database_of(cast.tills[0])
    exclude_job(cast, "1010")
    filter_customers(cast)
    cast.settle()
    before = newest(cast)
    sync_in_full(cast, "1010")
    cast.settle()

    assert NAME.encode() not in bytes_since(cast, before)
    for till in cast.tills:
        assert customer_at(till, id) is None
        assert customer_at(till, cast.default_customer) is None
    assert customer_at(cast.store, id) is not None


@pytest.mark.rule("AR-123")
def test_an_excluded_subjob_is_skipped_in_every_job_that_has_it(cast: Network) -> None:
    exclude_subjob(cast, "customer-contacts")
    cast.settle()
    before = newest(cast)
    id = new_customer(cast)
    cast.settle()

    assert PHONE.encode() not in bytes_since(cast, before)
    at_till = customer_at(cast.tills[0], id)
    assert at_till is not None
    assert at_till.name == NAME
    assert PHONE not in database_of(cast.tills[0])
    assert PHONE in database_of(cast.store)


def test_a_subjob_taken_out_of_its_job_leaves_offline_databases_and_comes_back(
    cast: Network,
) -> None:
    id = new_customer(cast)
    cast.settle()
    with acting_as(cast.headquarters):
        [whole] = [job.subjobs for job in queries.jobs() if job.number == "1010"]
    others = [one for one in whole if one != "customer-contacts"]

    def have_phone() -> list[bool]:
        cast.settle()
        return [PHONE in database_of(node) for node in cast.tills]

    assert have_phone() == [True, True]
    put(cast, "scheduler_job", "1010", subjobs=others)
    sync_in_full(cast, "1010")
    assert have_phone() == [False, False]
    assert all((found := customer_at(till, id)) and found.note == NOTE for till in cast.tills)
    assert PHONE in database_of(cast.store)
    put(cast, "scheduler_job", "1010", subjobs=list(whole))
    sync_in_full(cast, "1010")
    assert have_phone() == [True, True]


@pytest.mark.rule("AR-123")
def test_a_table_that_three_jobs_share_is_skipped_in_all_of_them(cast: Network) -> None:
    exclude_subjob(cast, "parties")
    cast.settle()
    before = newest(cast)
    id = new_customer(cast)
    for number in ("1010", "1060", "1110"):
        sync_in_full(cast, number)
        cast.settle()

    said = bytes_since(cast, before)
    assert NAME.encode() not in said
    assert b"Ada" not in said
    at_till = customer_at(cast.tills[0], id)
    assert at_till is not None
    assert (at_till.name, at_till.note) == ("", NOTE)


@pytest.mark.rule("AR-124")
def test_the_filter_leaves_customers_out_of_the_party_table_and_keeps_staff(cast: Network) -> None:
    exclude_job(cast, "1010")
    id = new_customer(cast)
    cast.settle()
    named = customer_at(cast.tills[0], id)
    assert named is not None, "without the filter the party table brings customers' names"
    assert (named.name, named.note) == (NAME, "")
    before = newest(cast)
    filter_customers(cast)
    sync_in_full(cast, "1060")
    cast.settle()

    assert customer_at(cast.tills[0], id) is None
    assert NAME.encode() not in bytes_since(cast, before)
    kinds = {item.kind for item in items_since(cast, before) if isinstance(item, Upsert)}
    assert "associate" in kinds
    assert "customer" not in kinds
    assert staff_at(cast.tills[0]) == ["Ada"]


@pytest.mark.rule("AR-126")
def test_the_filter_alone_lets_customers_reach_offline_databases_and_says_so(cast: Network) -> None:
    filter_customers(cast)
    id = new_customer(cast)
    cast.settle()

    at_till = customer_at(cast.tills[0], id)
    assert at_till is not None
    assert at_till.note == NOTE
    with acting_as(cast.headquarters):
        assert [remark.code for remark in queries.remarks()] == ["filter.customers_still_offline"]
    exclude_job(cast, "1010")
    with acting_as(cast.headquarters):
        assert queries.remarks() == []
        assert not queries.filters_customers()
    cast.settle()
    with acting_as(cast.tills[0]):
        assert queries.filters_customers()


@pytest.mark.rule("AR-127")
def test_with_both_set_an_offline_database_holds_no_customer(cast: Network) -> None:
    ids = [new_customer(cast) for _ in range(3)]
    cast.settle()
    filter_customers(cast)
    exclude_job(cast, "1010")
    cast.settle()
    before = newest(cast)
    ids.append(new_customer(cast))
    for number in ("1010", "1060", "1110"):
        sync_in_full(cast, number)
    cast.settle()

    said = bytes_since(cast, before)
    assert [secret for secret in (NAME, NOTE, PHONE) if secret.encode() in said] == []
    for till in cast.tills:
        held = database_of(till)
        assert [secret for secret in (NAME, NOTE, PHONE) if secret in held] == []
        assert all(customer_at(till, id) is None for id in ids)
    assert all(customer_at(cast.store, id) is not None for id in ids)


def test_what_is_let_in_again_comes_back_whole(cast: Network) -> None:
    id = new_customer(cast)
    exclude_job(cast, "1010")
    filter_customers(cast)
    cast.settle()
    assert customer_at(cast.tills[0], id) is None
    exclude_job(cast, "1010", out=False)
    filter_customers(cast, on=False)
    cast.settle()

    again = customer_at(cast.tills[0], id)
    assert again is not None
    assert (again.name, again.note) == (NAME, NOTE)


def test_a_group_receives_customers_of_its_companies_only(cast: Network) -> None:
    id = new_customer(cast)
    put(cast, "channel_database_group", groups.OFFLINE, legal_entities=["other"])
    cast.settle()
    assert customer_at(cast.tills[0], id) is None
    put(cast, "channel_database_group", groups.OFFLINE, legal_entities=["se"])
    cast.settle()
    assert customer_at(cast.tills[0], id) is not None


@pytest.mark.rule("AR-102")
def test_nothing_is_made_for_a_group_that_is_paused(cast: Network) -> None:
    put(cast, "channel_database_group", groups.OFFLINE, is_paused=True)
    cast.settle()
    before = newest(cast)
    id = new_customer(cast)
    sync_in_full(cast, "1010")
    cast.settle()
    assert newest(cast) == before
    assert customer_at(cast.tills[0], id) is None
    assert customer_at(cast.store, id) is not None
    put(cast, "channel_database_group", groups.OFFLINE, is_paused=False)
    cast.settle()
    assert customer_at(cast.tills[0], id) is not None


@pytest.mark.rule("AR-076")
def test_with_the_filter_no_customer_is_made_at_a_register_that_is_offline(cast: Network) -> None:
    filter_customers(cast)
    exclude_job(cast, "1010")
    cast.settle()
    till = cast.tills[0]
    with acting_as(till):
        connection.disconnect(cast.associate(till, Role.MANAGER))
        with pytest.raises(TillbookError) as raised:
            create_customer(cast.associate(till), new_id(), {"name": NAME}, patience=NONE)
    assert raised.value.code == "offline_create_filtered"
