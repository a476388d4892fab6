"""Attributes at the till: entered in the dialog and the form, shown on the page, never redefined."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.attributes.scenes import attribute, group, name_in_parameters
from tests.pos.conftest import DATABASES, Till
from tests.pos.test_names import stored
from tillbook.attributes.models import Attribute
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
RED = {"code": "r", "name": "Red", "translations": {"sv": "Röd", "zh-Hans": "红"}}
BLUE = {"code": "b", "name": "Blue", "translations": {"sv": "Blå", "zh-Hans": "蓝"}}


def _everything(cast: Network) -> dict[str, str]:
    """Define an attribute of every type and name their group; return code -> control."""
    texts = {
        "sv": {"friendly_name": "Skostorlek", "help_text": "Fråga om par"},
        "zh-Hans": {"friendly_name": "鞋码"},
    }
    limits = {"has_range": True, "range_from": "15", "range_to": "52"}
    made = {
        "size": attribute(
            cast,
            "size",
            "integer",
            unit="EU",
            friendly_name="Shoe size",
            help_text="Ask for the pair",
            translations=texts,
            is_required=True,
            **limits,
        ),
        "colour": attribute(
            cast, "colour", "text", is_fixed_list=True, values=[RED, BLUE], default="b"
        ),
        "length": attribute(cast, "length", "decimal", unit="cm"),
        "budget": attribute(cast, "budget", "currency"),
        "tall": attribute(cast, "tall", "boolean", default=False),
        "fitting": attribute(cast, "fitting", "date_time"),
        "friend": attribute(cast, "friend", "reference", reference_kind="customer"),
        "motto": attribute(cast, "motto", "text", is_searchable=True),
    }
    name_in_parameters(cast, group(cast, "all", *made.values()))
    cast.settle()
    return {code: f"attribute-{id}" for code, id in made.items()}


@pytest.mark.rule("AR-006")
@pytest.mark.rule("AR-056")
def test_values_of_every_type_are_entered_in_the_dialog_and_shown(
    cast: Network, till: Till
) -> None:
    controls = _everything(cast)
    friend = stored(cast, till.create_at(name="Berit Ek", **{controls["size"]: "40"}))
    form = till.new_form(
        name="Anna Svensson",
        **{
            controls["size"]: "38",
            controls["length"]: "172,5",
            controls["budget"]: "1 500",
            controls["tall"]: "True",
            controls["fitting"]: "2026-12-01T14:30",
            controls["friend"]: friend["id"],
            controls["motto"]: "Slow and steady",
        },
    )
    assert form[controls["colour"]] == "b"

    page = till.get(till.post("/customers/new", form).location)

    for text in (
        "Shoe size 38 EU",
        "colour Blue",
        "length 172.5 cm",
        "1,500.00",
        "tall Yes",
        "Dec 1, 2026",
        "friend Berit Ek",
        "motto Slow and steady",
    ):
        assert text in page.text, text
    till.post("/customers/", {"q": "steady"})
    assert "motto Slow and steady" in till.get("/customers/").text
    offered = till.get(
        f"/customers/reference?of={controls['friend']}&find-{controls['friend']}=anna"
    )
    assert "Anna Svensson" in offered.text


@pytest.mark.rule("AR-057")
@pytest.mark.rule("AR-055")
def test_a_required_value_is_asked_for_and_nothing_but_values_changes(
    cast: Network, till: Till
) -> None:
    controls = _everything(cast)
    form = till.new_form(name="Anna Svensson")

    answer = till.post("/customers/new", form)

    assert answer.status == 422
    assert "Shoe size is needed. Fill in this field." in answer.text
    wrong = till.post("/customers/new", form | {controls["size"]: "53", controls["motto"]: "kept"})
    assert "Shoe size goes from 15 to 52." in wrong.text
    assert wrong.page.value(controls["motto"]) == "kept"
    right = {controls["size"]: "52", f"{controls['size']}-label": "Mine", "is_required": ""}
    url = till.post("/customers/new", form | right).location.partition("?")[0]
    edit = till.get(f"{url}/edit").page.typed(**{controls["size"]: "51", controls["tall"]: ""})
    till.post(f"{url}/edit", edit)
    values = stored(cast, url)["attributes"]
    size, tall = (UUID(controls[code].removeprefix("attribute-")) for code in ("size", "tall"))
    assert (values[str(size)], str(tall) in values) == (51, False)
    with acting_as(till.node):
        assert Attribute.objects.get(id=size).friendly_name == "Shoe size"


@pytest.mark.rule("AR-050")
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["Skostorlek (EU)", "Fråga om par", "Röd"]),
        ("zh-hans", ["鞋码 (EU)", "Ask for the pair", "红"]),
    ],
)
def test_names_and_help_follow_the_tills_language(
    cast: Network, till: Till, language: str, expected: list[Any]
) -> None:
    _everything(cast)

    text = till.speak(language).get("/customers/new").text

    for words in expected:
        assert words in text


@pytest.mark.rule("AR-053")
def test_without_a_group_the_dialog_asks_for_no_attributes(cast: Network, till: Till) -> None:
    attribute(cast, "motto", "text")
    cast.settle()

    assert "attribute-" not in till.get("/customers/new").html.replace("attributes-part", "")
