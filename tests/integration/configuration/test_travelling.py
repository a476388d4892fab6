"""Configuration goes from one installation to another by natural keys, whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.cast import make_node
from tests.hq.office import Office, office
from tillbook import configuration
from tillbook.attributes.models import Attribute
from tillbook.configuration.errors import UnusableConfiguration
from tillbook.customers.models import CommerceParameters, CustomerGroup
from tillbook.customers.parameters import parameters_id, parameters_of
from tillbook.exchange.down import groups
from tillbook.exchange.models import Operation
from tillbook.features.operations.turn import turn
from tillbook.features.queries import acting
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import ThisNode, acting_as, current
from tillbook.scheduler import seeds as scheduler_seeds
from tillbook.stores import seeds as store_seeds
from tillbook.stores.layouts.models import ScreenLayout
from tillbook.stores.layouts.queries import resolved, user_operations
from tillbook.stores.models import Register, Store
from tillbook.stores.rules import pos_operations

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "store"])
Document = dict[str, Any]


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Office]:
    """Open a headquarters with everything that a chain configures."""
    with office() as made:
        scheduler_seeds.plant()
        store_seeds.plant()
        kinds: list[tuple[str, Document]] = [
            ("attribute_type", {"code": "text", "name": "Text", "data_type": "text"}),
        ]
        ids = {}
        for kind, document in kinds:
            ids[kind] = new_id()
            configuration.put(made.actor, kind, id=ids[kind], document=document)
        shoe, group = new_id(), new_id()
        size = {"code": "shoe", "name": "Shoe", "type": str(ids["attribute_type"])}
        configuration.put(made.actor, "attribute", id=shoe, document=size)
        lines = {"lines": [{"attribute": str(shoe), "default": "@home"}]}
        named = {"code": "all", "name": "All", **lines}
        configuration.put(made.actor, "attribute_group", id=group, document=named)
        buttons = [{"operation": 612}, {"operation": 602}]
        grid = {"number": "sale", "name": "Sale", "buttons": buttons}
        ids["button_grid"] = new_id()
        configuration.put(made.actor, "button_grid", id=ids["button_grid"], document=grid)
        sizes = {"wide": {"action_columns": 2, "zones": {"actions": str(ids["button_grid"])}}}
        layout: Document = {"number": "main", "name": "Main", "sizes": sizes}
        layout["card_columns"] = [f"attribute/{shoe}", "phone"]
        configuration.put(made.actor, "screen_layout", id=new_id(), document=layout)
        own = {"store": str(made.store), "required_fields": {"person": ["email"]}}
        for store, said in ((None, {"customer_attribute_group": str(group)}), (made.store, own)):
            id, whole = parameters_id(store), {"store": None, **said}
            configuration.put(made.actor, "commerce_parameters", id=id, document=whole)
        turn(made.actor, "async_addresses", on=False, with_others=True)
        withheld = {"number": 622, "is_user_operation": False}
        configuration.put(
            made.actor, "pos_operation", id=pos_operations.id_of(622), document=withheld
        )
        yield made


@pytest.fixture
def other() -> ThisNode:
    """Give the headquarters of another chain, with nothing but its seeds."""
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("TILLBOOK_TEST_FOLDER")))
    node = make_node(folder, "store", NodeRole.HEADQUARTERS)
    with acting_as(node):
        groups.plant()
        scheduler_seeds.plant()
        store_seeds.plant()
    return node


def test_a_chain_is_configured_like_another_one_in_one_step(desk: Office, other: ThisNode) -> None:
    document = configuration.carried_out(desk.actor)
    assert str(desk.store) not in str(document)
    assert "associate" not in document["kinds"]
    renamed = deepcopy(document)
    renamed["kinds"]["customer_group"][0]["name"] = "Everybody"
    [piece] = configuration.bring_in(desk.actor, renamed, rehearse=True).changes
    assert (piece.kind, piece.key, piece.is_new) == ("customer_group", "retail", False)
    assert [(one.field, one.before, one.after) for one in piece.differences] == [
        ("name", "Retail", "Everybody")
    ]
    assert CustomerGroup.objects.get().name == "Retail"

    with acting_as(other):
        actor = other.actor()
        before = Operation.objects.count()
        rehearsed = configuration.bring_in(actor, document, rehearse=True)
        assert rehearsed.refused == ()
        assert {piece.kind for piece in rehearsed.changes} >= {"store", "attribute", "switch"}
        assert Operation.objects.count() == before
        assert not Store.objects.exists()

        configuration.bring_in(actor, document, rehearse=False)

        assert configuration.carried_out(actor) == document
        store = Store.objects.get()
        assert store.id != desk.store
        assert Register.objects.filter(store=store.id).count() == 2
        assert parameters_of(store.id).required_fields == {"person": ["email"]}
        assert parameters_of(None).customer_attribute_group is not None
        assert "async_addresses" not in acting()
        assert 622 not in {one.number for one in user_operations()}
        layout = resolved(ScreenLayout.objects.filter(number="main").values().get())
        assert layout["card"] == [f"attribute/{Attribute.objects.get().id}", "phone"]
        actions = layout["sizes"]["wide"]["zones"]["actions"]
        assert [one["operation"] for one in actions] == [612, 602]
        again = configuration.bring_in(actor, document, rehearse=False)
        assert again.changes == ()


def _spoilt(document: Document, kind: str, change: Document) -> Document:
    document["kinds"].setdefault(kind, [{}])[0].update(change)
    return document


FAULTS: list[tuple[str, Document, str, str]] = [
    ("gift_wrap", {"code": "x"}, "kind.unknown", "/kinds/gift_wrap"),
    ("store", {"colour": "red"}, "field.unknown", "/kinds/store/0/colour"),
    ("attribute", {"type": "@attribute_type/no"}, "reference.unknown", "/kinds/attribute/0/type"),
    ("store", {"currency": "crowns"}, "field.too_long", "/kinds/store/0/currency"),
    ("store", {"number": ""}, "field.required", "/kinds/store/0/number"),
    ("store", {"number": 1}, "field.fixed", "/kinds/store/0/number"),
    ("customer_group", {"code": 5}, "field.invalid", "/kinds/customer_group/0/code"),
    ("customer_group", {"code": False}, "field.required", "/kinds/customer_group/0/code"),
    ("customer_group", {"code": {"a": 1}}, "field.invalid", "/kinds/customer_group/0/code"),
    ("register", {"store": 5}, "reference.unknown", "/kinds/register/0/store"),
    ("switch", {"name": 5}, "switch.unknown", "/kinds/switch/0"),
    (
        "button_grid",
        {"buttons": [{"operation": 612, "colr": "green"}]},
        "field.unknown",
        "/kinds/button_grid/0/buttons",
    ),
    (
        "screen_layout",
        {"sizes": {"wide": {"colums": 3}}},
        "field.unknown",
        "/kinds/screen_layout/0/sizes",
    ),
    (
        "attribute_type",
        {"is_fixed_list": True, "values": [{"code": "@@home", "name": "Home", "nmae": ""}]},
        "field.unknown",
        "/kinds/attribute_type/0/values",
    ),
    (
        "attribute_group",
        {"lines": [{"attribute": "@attribute/shoe", "defualt": "@@home"}]},
        "field.unknown",
        "/kinds/attribute_group/0/lines",
    ),
    (
        "switch",
        {"planned_on": True, "planned_at": "0001-01-01T00:00:00+14:00"},
        "switch.no_moment",
        "/kinds/switch/0",
    ),
    ("switch", {"planned_on": 1, "planned_at": None}, "switch.not_boolean", "/kinds/switch/0"),
]


def test_what_cannot_be_brought_in_is_named_and_nothing_is_written(desk: Office) -> None:
    whole = configuration.carried_out(desk.actor)
    whole["kinds"]["customer_group"][0]["name"] = "Everybody"
    for kind, change, code, pointer in FAULTS:
        document = _spoilt(deepcopy(whole), kind, change)

        with pytest.raises(UnusableConfiguration) as refused:
            configuration.bring_in(desk.actor, document, rehearse=False)

        assert [(one.code, one.pointer) for one in refused.value.faults] == [(code, pointer)]
        assert CustomerGroup.objects.get().name == "Retail"
    assert (Attribute.objects.count(), CommerceParameters.objects.count()) == (1, 2)


def test_two_who_bring_in_the_same_at_once_make_it_once(desk: Office) -> None:
    whole = configuration.carried_out(desk.actor)
    whole["kinds"]["customer_group"].append({"code": "vip", "name": "VIP"})
    node, together = current(), Barrier(4)

    def bring_in() -> int:
        with acting_as(node):
            together.wait()
            return len(configuration.bring_in(desk.actor, whole, rehearse=False).changes)

    with ThreadPoolExecutor(4) as administrators:
        running = [administrators.submit(bring_in) for _ in range(4)]
        changes = sorted(one.result() for one in running)

    assert changes == [0, 0, 0, 1]
    assert CustomerGroup.objects.filter(code="vip").count() == 1
