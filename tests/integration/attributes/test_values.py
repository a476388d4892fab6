"""Values of attributes at a till and at headquarters: preset, checked, carried, searched, judged."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.attributes.scenes import attribute, group, name_in_parameters, put
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    shown,
)
from tillbook.attributes.models import Attribute
from tillbook.customers import history, queries
from tillbook.customers.errors import InvalidCustomer
from tillbook.exchange.up.submit import Receipt
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES
SIZES: dict[str, Any] = {"has_range": True, "range_from": "15", "range_to": "52"}
COLOURS = [
    {"code": "r", "name": "Red", "translations": {"sv": "Röd"}},
    {"code": "b", "name": "Blue", "translations": {"sv": "Blå"}},
]


def _problems(
    cast: Network, node: ThisNode, entered: dict[str, Any], *, of: UUID | None = None
) -> list[tuple[str, str]]:
    def attempt() -> Receipt:
        return edit(cast, node, of, **entered) if of else create(cast, node, entered)

    entered = entered if of else {"name": "Anna", **entered}
    with pytest.raises(InvalidCustomer) as refused:
        attempt()
    return [(one.code, one.pointer) for one in refused.value.problems]


@pytest.mark.rule("AR-058")
@pytest.mark.rule("AR-049")
def test_values_entered_offline_reach_everybody_with_the_customer(cast: Network) -> None:
    size = attribute(cast, "size", "integer", **SIZES, default=40)
    colour = attribute(
        cast, "colour", "text", is_fixed_list=True, values=COLOURS, is_searchable=True
    )
    tall = attribute(cast, "tall", "boolean", default=True)
    name_in_parameters(cast, group(cast, "all", size, colour, tall, at_0=41))
    cast.settle()
    till = cast.tills[0]
    break_link(cast, cast.store)
    break_link(cast, till)

    entered = {"name": "Anna", "attributes": {"colour": "r", str(tall): ""}}
    made = create(cast, till, entered).entity
    expected = {str(size): 41, str(colour): "r"}

    assert shown(cast, till, made)["attributes"] == expected
    break_link(cast, till, None)
    break_link(cast, cast.store, None)
    cast.settle()
    assert assert_everywhere_alike(cast, made)["attributes"] == expected
    with acting_as(cast.tills[1]):
        (found,) = queries.search(cast.associate(cast.tills[1]), "röd").items
    assert found.customer["id"] == str(made)
    assert found.match is not None
    assert (found.match.field, found.match.value) == ("attribute.colour", "Röd")


@pytest.mark.rule("AR-047")
@pytest.mark.rule("AR-048")
def test_what_limits_do_not_allow_is_refused_at_a_till_and_at_headquarters(cast: Network) -> None:
    size = str(attribute(cast, "size", "integer", **SIZES))
    colour = str(attribute(cast, "colour", "text", is_fixed_list=True, values=COLOURS))
    cast.settle()
    wrong = {"attributes": {size: 53, colour: "Red", "unheard": "x"}}
    expected = [
        ("attribute.out_of_range", f"/attributes/{size}"),
        ("attribute.not_in_list", f"/attributes/{colour}"),
        ("attribute.unknown", "/attributes/unheard"),
    ]

    assert _problems(cast, cast.tills[0], wrong) == expected
    assert _problems(cast, cast.headquarters, wrong) == expected
    right = {"name": "Anna", "attributes": {size: 52, colour: "b"}}
    made = create(cast, cast.tills[0], right).entity
    cast.settle()
    before = assert_everywhere_alike(cast, made)
    signed = lie(cast, cast.tills[0], "customer.edit", ("customer", made), {f"attribute/{size}": 9})
    told = tell(cast.headquarters, signed)
    assert told.verdict is not None
    assert told.verdict.reason == "attribute.out_of_range"
    cast.settle()
    assert shown(cast, cast.headquarters, made)["attributes"] == before["attributes"]


@pytest.mark.rule("AR-057")
def test_what_a_till_must_ask_for_can_come_later_from_headquarters(cast: Network) -> None:
    size = str(attribute(cast, "size", "integer", is_required=True))
    other = str(attribute(cast, "other", "text"))
    name_in_parameters(cast, group(cast, "all", UUID(size), UUID(other)))
    cast.settle()
    till = cast.tills[0]

    missing = [("attribute.required", f"/attributes/{size}")]
    assert _problems(cast, till, {}) == missing
    made = create(cast, cast.headquarters).entity
    cast.settle()
    edit(cast, till, made, note="Asked for later")
    assert _problems(cast, till, {"attributes": {other: "x"}}, of=made) == missing
    cast.settle()
    edit(cast, cast.headquarters, made, attributes={size: "39"}, patience=WAITING)
    cast.settle()
    assert assert_everywhere_alike(cast, made)["attributes"] == {size: 39}


def test_two_values_entered_at_once_both_stand(cast: Network) -> None:
    size, mood = (str(attribute(cast, code, "text")) for code in ("size", "mood"))
    cast.settle()
    made = create(cast, cast.tills[0]).entity
    cast.settle()
    edit(cast, cast.tills[0], made, attributes={size: "S"})
    edit(cast, cast.tills[1], made, attributes={mood: "calm"})
    cast.settle()
    assert assert_everywhere_alike(cast, made)["attributes"] == {size: "S", mood: "calm"}
    with acting_as(cast.headquarters):
        told = history.history(cast.associate(cast.headquarters), made)
    changes = {(one.field, one.after) for event in told.events[:2] for one in event.changes}
    assert changes == {("attribute", "S"), ("attribute", "calm")}


def test_a_value_that_stood_before_its_limits_may_stay(cast: Network) -> None:
    size = attribute(cast, "size", "integer")
    cast.settle()
    made = create(cast, cast.tills[0], {"name": "Anna", "attributes": {str(size): 99}}).entity
    cast.settle()
    with acting_as(cast.headquarters):
        type = Attribute.objects.get(id=size).type
    put(cast, "attribute_type", type, **SIZES)
    cast.settle()
    edit(cast, cast.tills[0], made, attributes={str(size): 99}, note="Same value")
    cast.settle()
    assert assert_everywhere_alike(cast, made)["attributes"] == {str(size): 99}
    assert _problems(cast, cast.tills[0], {"attributes": {str(size): 98}}, of=made)


@pytest.mark.rule("AR-053")
def test_groups_hang_on_types_customer_groups_and_stores(cast: Network) -> None:
    ids = [attribute(cast, code, "text", default=code) for code in "abcd"]
    groups = [group(cast, f"g{at}", id) for at, id in enumerate(ids)]
    made = create(cast, cast.tills[0]).entity
    assert shown(cast, cast.tills[0], made)["attributes"] == {}

    name_in_parameters(
        cast,
        groups[0],
        customer_type={"organization": str(groups[1])},
        customer_group={"retail": str(groups[2])},
        store={str(cast.store_id): str(groups[3])},
    )
    cast.settle()
    put(cast, "customer_group", code="wholesale", name="Wholesale")
    cast.settle()
    person = create(cast, cast.tills[0], {"name": "Anna"}).entity
    entered = {"name": "Firm", "type": "organization", "customer_group": "wholesale"}
    firm = create(cast, cast.tills[0], entered).entity

    def preset(id: UUID) -> set[str]:
        return set(shown(cast, cast.tills[0], id)["attributes"].values())

    assert preset(person) == {"a", "c", "d"}
    assert preset(firm) == {"a", "b", "d"}
