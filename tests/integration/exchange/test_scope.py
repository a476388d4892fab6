"""What a group's nodes get: by rule, and no longer when the rule or the customer says so."""

import msgspec
import pytest

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    break_link,
    create,
    edit,
    look,
    operation,
    shown,
)
from tillbook.customers.models import Customer, SearchEntry
from tillbook.exchange.core import packages
from tillbook.exchange.core.scope import EVERYTHING, KindRule, Rule
from tillbook.exchange.down import blobs, groups, keys
from tillbook.exchange.down.groups import GroupSettings
from tillbook.exchange.models import Change, Member, Operation, Package
from tillbook.fleet import group_keys
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
NAMES = ("type", "name", "first_name", "middle_name", "last_name", "title", "phonetic_name")
NOBODY = Rule(kinds={"customer": KindRule(fields=())})
ONLY_NAMES = Rule(kinds={"customer": KindRule(fields=(*NAMES, "account_number", "store"))})
GOLDEN = Rule(kinds={"customer": KindRule(where={"note": ("gold",)})})


def rule(cast: Network, chosen: Rule, *, name: str = groups.OFFLINE) -> None:
    with acting_as(cast.headquarters):
        groups.put_group(name, GroupSettings(offline=name == groups.OFFLINE, rule=chosen))


def plain_packages(cast: Network, group: str) -> bytes:
    """Return everything that a group's packages ever held, decrypted."""
    with acting_as(cast.headquarters):
        plain = []
        for row in Package.objects.filter(group=group).order_by("number"):
            content = blobs.get(group, row.name)
            assert content is not None
            key = keys.key_for(content)
            _, items = packages.open_package(content, name=row.name, key=key)
            plain += [msgspec.json.encode(item) for item in items]
    return b"\n".join(plain)


def test_an_excluded_kind_is_in_no_package_and_in_no_table(cast: Network) -> None:
    rule(cast, NOBODY)
    made = create(cast, cast.headquarters, {"name": "Geheimnis Quark"})
    cast.settle()
    assert b"Geheimnis" not in plain_packages(cast, groups.OFFLINE)
    assert b"Geheimnis" in plain_packages(cast, groups.CHANNELS)
    assert look(cast, cast.store, made.entity)
    for till in cast.tills:
        with acting_as(till):
            assert not Customer.objects.filter(id=made.entity).exists()


def test_a_narrower_rule_evicts_and_a_wider_one_brings_back(cast: Network) -> None:
    made = create(cast, cast.headquarters, {"name": "Anna Berg"})
    cast.settle()
    rule(cast, NOBODY)
    cast.settle()
    for till in cast.tills:
        with acting_as(till):
            assert Customer.objects.count() == SearchEntry.objects.count() == 0
    assert look(cast, cast.store, made.entity)
    with acting_as(cast.headquarters):
        assert not Member.objects.filter(group=groups.OFFLINE, kind="customer").exists()
    rule(cast, EVERYTHING)
    cast.settle()
    for till in cast.tills:
        assert shown(cast, till, made.entity) == shown(cast, cast.headquarters, made.entity)


def test_only_allowed_fields_go_along_and_a_change_of_the_list_reaches_everybody(
    cast: Network,
) -> None:
    before = create(cast, cast.headquarters, {"name": "Anna Berg", "note": "likes tea"})
    cast.settle()
    rule(cast, ONLY_NAMES)
    after = create(cast, cast.headquarters, {"name": "Bo Ek", "note": "likes coffee"})
    cast.settle()
    assert b"coffee" not in plain_packages(cast, groups.OFFLINE)
    for id, name in ((before.entity, "Anna Berg"), (after.entity, "Bo Ek")):
        seen = shown(cast, cast.tills[0], id)
        assert (seen["name"], seen["note"]) == (name, "")
        assert seen["account_number"]


def test_an_edit_from_where_fields_are_missing_leaves_them_alone(cast: Network) -> None:
    rule(cast, ONLY_NAMES)
    made = create(cast, cast.headquarters, {"name": "Anna Berg", "note": "likes tea"})
    cast.settle()
    edit(cast, cast.tills[0], made.entity, name="Anna Ek")
    cast.settle()
    whole = shown(cast, cast.headquarters, made.entity)
    assert (whole["name"], whole["note"]) == ("Anna Ek", "likes tea")
    assert shown(cast, cast.tills[1], made.entity)["name"] == "Anna Ek"


def test_a_customer_that_leaves_the_rule_is_evicted_and_comes_back_with_it(cast: Network) -> None:
    made = create(cast, cast.headquarters, {"note": "gold", "name": "Anna Berg"})
    other = create(cast, cast.headquarters, {"note": "", "name": "Anna Berg"})
    rule(cast, GOLDEN)
    cast.settle()
    till = cast.tills[0]
    with acting_as(till):
        assert set(Customer.objects.values_list("id", flat=True)) == {made.entity}
    edit(cast, cast.headquarters, made.entity, note="")
    edit(cast, cast.headquarters, other.entity, note="gold")
    cast.settle()
    with acting_as(till):
        assert set(Customer.objects.values_list("id", flat=True)) == {other.entity}
    edit(cast, cast.headquarters, made.entity, note="gold")
    cast.settle()
    assert shown(cast, till, made.entity) == shown(cast, cast.headquarters, made.entity)


def test_an_edit_of_what_was_evicted_meanwhile_still_goes_up(cast: Network) -> None:
    made = create(cast, cast.headquarters, {"name": "Anna Berg", "note": "gold"})
    rule(cast, GOLDEN)
    cast.settle()
    till = cast.tills[0]
    break_link(cast, till)
    asked = edit(cast, till, made.entity, name="Anna Ek")
    edit(cast, cast.headquarters, made.entity, note="")
    publish(cast.headquarters)
    follow_once(cast.store)
    break_link(cast, till, None)
    cast.settle()
    assert shown(cast, cast.headquarters, made.entity)["name"] == "Anna Ek"
    with acting_as(till):
        assert not Customer.objects.filter(id=made.entity).exists()
    assert operation(till, asked.operation).state == Operation.State.SETTLED


def test_a_group_without_customers_learns_no_numbers_of_others_customers(cast: Network) -> None:
    rule(cast, NOBODY)
    made = create(cast, cast.store)
    cast.settle()
    number = shown(cast, cast.headquarters, made.entity)["account_number"]
    assert number
    assert number.encode() not in plain_packages(cast, groups.OFFLINE)


def test_a_full_sync_mends_what_a_node_holds(cast: Network) -> None:
    made = create(cast, cast.headquarters, {"name": "Anna Berg"})
    cast.settle()
    till = cast.tills[0]
    with acting_as(till):
        Customer.objects.filter(id=made.entity).update(name="Damaged")
    with acting_as(cast.headquarters):
        groups.full_sync(groups.OFFLINE, ["customer"])
    cast.settle()
    assert shown(cast, till, made.entity)["name"] == "Anna Berg"


def test_a_register_holds_the_key_of_its_own_group_only(cast: Network) -> None:
    for node, held in ((cast.tills[0], 1), (cast.store, 2)):
        with acting_as(node):
            assert len(group_keys.held_ids()) == held


@pytest.mark.parametrize("chosen", [EVERYTHING, NOBODY])
def test_saying_a_rule_again_sends_nothing(cast: Network, chosen: Rule) -> None:
    rule(cast, chosen)
    cast.settle()
    rule(cast, chosen)
    with acting_as(cast.headquarters):
        assert not Change.objects.filter(package__isnull=True).exists()
