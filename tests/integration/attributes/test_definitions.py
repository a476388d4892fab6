"""What headquarters lets administrators define, and what it keeps because it is in use."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.attributes.scenes import (
    attribute,
    group,
    name_in_parameters,
    put,
    refusal,
)
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create
from tillbook import configuration
from tillbook.attributes.models import Attribute
from tillbook.exchange.errors import Refused
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
RED, BLUE = {"code": "r", "name": "Red"}, {"code": "b", "name": "Blue"}


def _type_of(cast: Network, attribute: UUID) -> UUID:
    with acting_as(cast.headquarters):
        return Attribute.objects.get(id=attribute).type


LIMITS: list[tuple[str, dict[str, Any], str]] = [
    ("text", {"unit": "cm"}, "attribute_type.no_unit"),
    ("integer", {"is_fixed_list": True, "values": [RED]}, "attribute_type.no_is_fixed_list"),
    ("text", {"has_range": True, "range_from": "1"}, "attribute_type.no_has_range"),
    ("text", {"reference_kind": "store"}, "attribute_type.no_reference_kind"),
    ("reference", {}, "field.required"),
    ("text", {"is_fixed_list": True}, "attribute_type.empty_list"),
    ("text", {"is_fixed_list": True, "values": [RED, RED]}, "field.repeated"),
    ("text", {"values": [{"code": "r"}]}, "attribute_type.value_malformed"),
    ("text", {"values": [{"code": "r", "name": "\u200b"}]}, "attribute_type.value_malformed"),
    ("text", {"values": [RED, {"code": "x", "name": "RED"}]}, "attribute_type.name_repeated"),
    (
        "text",
        {"values": [RED | {"translations": {"sv": "Blue"}}, BLUE]},
        "attribute_type.name_repeated",
    ),
    ("integer", {"has_range": True}, "attribute_type.no_bounds"),
    ("integer", {"has_range": True, "range_from": "x"}, "attribute_type.bound_malformed"),
    (
        "decimal",
        {"has_range": True, "range_from": "2", "range_to": "1.5"},
        "attribute_type.bounds_reversed",
    ),
    ("money", {}, "field.invalid"),
]
OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("boolean", {"is_searchable": True}, "attribute.not_searchable"),
    ("integer", {"pattern": "x"}, "attribute.no_pattern"),
    ("text", {"pattern": "(x+)+"}, "attribute.pattern_too_free"),
    ("integer", {"default": "many"}, "attribute.malformed"),
    ("integer", {"default": "7"}, "attribute.malformed"),
    ("text", {"translations": {"sv": {"colour": "x"}}}, "field.invalid"),
    ("text", {"name": "\u200b\u2060"}, "field.required"),
]


@pytest.mark.rule("AR-045")
@pytest.mark.rule("AR-046")
def test_types_and_attributes_have_what_their_data_type_has(cast: Network) -> None:
    for kind, limits, code in LIMITS:
        refused = refusal(cast, "attribute_type", code="t", name="T", data_type=kind, **limits)
        assert (kind, limits, refused.code) == (kind, limits, code)
    for kind, options, code in OPTIONS:
        type = str(put(cast, "attribute_type", code=f"t{new_id()}", name="T", data_type=kind))
        refused = refusal(cast, "attribute", **{"code": "a", "name": "A", "type": type} | options)
        assert (kind, options, refused.code) == (kind, options, code)
    for kind in ("integer", "decimal"):
        attribute(cast, kind, kind, unit="cm", has_range=True, range_from="1", range_to="10")
    attribute(cast, "text", "text", is_fixed_list=True, values=[RED, BLUE], default="b")
    attribute(cast, "code", "text", pattern=r"[A-Z]\d{3}", is_searchable=True)
    attribute(cast, "born", "date_time", has_range=True, range_to="2030-01-01T00:00:00+00:00")
    attribute(cast, "friend", "reference", reference_kind="customer")


def test_a_group_has_attributes_that_there_are_each_once(cast: Network) -> None:
    size = str(attribute(cast, "size", "integer"))

    def code(*lines: dict[str, Any]) -> str:
        return refusal(cast, "attribute_group", code="g", name="G", lines=list(lines)).code

    assert code({"attribute": str(new_id())}) == "reference.unknown"
    assert code({"attribute": size}, {"attribute": size}) == "field.repeated"
    assert code({"attribute": size, "default": "x"}) == "attribute.malformed"
    assert code({"size": 1}) == "field.invalid"


def test_what_customers_have_is_not_taken_away(cast: Network) -> None:
    colour = attribute(cast, "colour", "text", is_fixed_list=True, values=[RED, BLUE])
    type, everything = _type_of(cast, colour), group(cast, "all", colour, at_0="b")
    name_in_parameters(cast, everything)
    create(cast, cast.headquarters, {"name": "Anna", "attributes": {"colour": "r"}})

    refused = refusal(cast, "attribute_type", type, values=[BLUE])
    assert (refused.code, refused.params["customers"]) == ("attribute_type.value_in_use", "1")
    assert refused.params["value"] == "Red"
    preset = refusal(cast, "attribute_type", type, values=[RED])
    assert (preset.code, preset.params["user"]) == ("attribute_type.default_left_out", "all")
    assert preset.params["value"] == "Blue"
    shape = attribute(cast, "shape", "text")
    group(cast, "shapes", shape, at_0="round")
    narrowed = refusal(cast, "attribute", shape, pattern="[0-9]+")
    assert (narrowed.code, narrowed.params["user"]) == ("attribute_type.default_left_out", "shapes")
    plate = attribute(cast, "plate", "text", pattern="[A-Z]+")
    listed = refusal(
        cast, "attribute_type", _type_of(cast, plate), is_fixed_list=True, values=[RED]
    )
    assert (listed.code, listed.params["user"]) == ("attribute_type.pattern_left_out", "plate")
    for kind, id, users in (
        ("attribute_type", type, {"attribute"}),
        ("attribute", colour, {"attribute_group", "customer"}),
        ("attribute_group", everything, {"commerce_parameters"}),
    ):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        with acting_as(cast.headquarters), pytest.raises(Refused) as in_use:
            configuration.remove(actor, kind, id=id)
        assert {use.kind for use in configuration.where_used(in_use.value)} == users
