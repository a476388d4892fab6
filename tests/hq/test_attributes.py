"""Attributes in the back office: defined, previewed in every language, named, and kept in use."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.attributes.models import Attribute, AttributeGroup, AttributeType
from tillbook.customers import queries
from tillbook.customers.described import definitions_for
from tillbook.nodes.this_node import acting_as

TEXTS = {
    "texts-friendly_name-en": "Shoe size",
    "texts-friendly_name-sv": "Skostorlek",
    "texts-help_text-en": "Ask for the pair",
}
SWEDISH = {"sv": {"friendly_name": "Skostorlek"}}


def _add(client: Client, model: str, **typed: object) -> str:
    url = reverse(f"admin:attributes_{model}_add")
    start = fields_of(client.get(url).content.decode())
    answer = client.post(url, start | typed)
    assert answer.status_code == 302, answer.content.decode()
    return url


def _define(client: Client) -> tuple[AttributeType, Attribute, AttributeGroup]:
    """Make a type with a list, an attribute and a group, through the pages."""
    values: dict[str, object] = {
        "values-code": ["", "b"],
        "values-name": ["Red", "Blue"],
        "values-sv": ["Röd", ""],
    }
    values |= {"values-zh-Hans": ["红", ""], "values-add": "Green"}
    _add(
        client,
        "attributetype",
        code="colour",
        name="Colours",
        data_type="text",
        is_fixed_list="on",
        **values,
    )
    type = AttributeType.objects.get()
    _add(
        client,
        "attribute",
        code="colour",
        name="Colour",
        type=str(type.id),
        default="Blue",
        **TEXTS,
    )
    attribute = Attribute.objects.get()
    _add(client, "attributegroup", code="all", name="All", **{"lines-add": str(attribute.id)})
    return type, attribute, AttributeGroup.objects.get()


def test_a_type_an_attribute_and_a_group_are_made_on_their_pages(client: Client) -> None:
    type, attribute, group = _define(client)

    assert [value["code"] for value in type.values] == ["red", "b", "green"]
    assert type.values[0]["translations"] == {"sv": "Röd", "zh-Hans": "红"}
    assert (attribute.default, attribute.friendly_name) == ("b", "Shoe size")
    assert attribute.translations == {"sv": {"friendly_name": "Skostorlek"}}
    assert group.lines == [{"attribute": str(attribute.id), "default": None}]
    listed = client.get(reverse("admin:attributes_attribute_changelist")).content.decode()
    assert "简体中文" in listed
    change = reverse("admin:attributes_attributegroup_change", args=[group.id])
    typed = {"lines-attribute": [str(attribute.id)], "lines-default": ["Red"]}
    client.post(change, fields_of(client.get(change).content.decode()) | typed)
    assert AttributeGroup.objects.get().lines[0]["default"] == "red"
    shown = client.post(
        reverse("hq:preview_attribute", args=["attribute"]),
        {**TEXTS, "type": str(type.id), "default": "Red", "name": "Colour"},
    ).content.decode()
    for text in ("Shoe size", "Skostorlek", "Röd", "红", "Ask for the pair"):
        assert text in shown


def test_what_is_in_use_stays_and_says_where(client: Client, desk: Office) -> None:
    type, attribute, group = _define(client)
    desk.customer(name="Anna", attributes={"colour": "red"})
    change = reverse("admin:attributes_attributetype_change", args=[type.id])
    left = {
        "values-code": ["b"],
        "values-name": ["Blue"],
        "values-sv": [""],
        "values-zh-Hans": [""],
    }

    page = client.post(
        change, fields_of(client.get(change).content.decode()) | left
    ).content.decode()

    assert "Red stays in the list. Customers who have it: 1." in page
    for kind, row, used in (
        ("attributetype", type, "1 attribute: Colour"),
        ("attribute", attribute, "1 attribute group: All"),
    ):
        url = reverse(f"admin:attributes_{kind}_delete", args=[row.id])
        assert used in client.get(url).content.decode()
        assert client.post(url).status_code == 409
    assert (AttributeType.objects.count(), Attribute.objects.count()) == (1, 1)
    assert group.name == "All"


def test_a_language_that_the_pages_do_not_offer_outlives_them(client: Client, desk: Office) -> None:
    type, attribute, _group = _define(client)
    german = {"de": {"friendly_name": "Schuhgröße"}}
    configuration.put(
        desk.actor, "attribute", id=attribute.id, document={"translations": german | SWEDISH}
    )
    values = [row | {"translations": {"de": f"{row['name']} auf Deutsch"}} for row in type.values]
    configuration.put(desk.actor, "attribute_type", id=type.id, document={"values": values})

    change = reverse("admin:attributes_attribute_change", args=[attribute.id])
    chinese = {"texts-friendly_name-sv": "", "texts-friendly_name-zh-Hans": "鞋码"}
    client.post(change, fields_of(client.get(change).content.decode()) | chinese)
    lists: dict[str, object] = {"values-code": ["b", "red"], "values-name": ["Navy", "Red"]}
    lists |= {"values-sv": ["Marin", ""], "values-zh-Hans": ["", ""], "values-add": "White"}
    change = reverse("admin:attributes_attributetype_change", args=[type.id])
    client.post(change, fields_of(client.get(change).content.decode()) | lists)

    assert Attribute.objects.get().translations == german | {"zh-Hans": {"friendly_name": "鞋码"}}
    assert [row["translations"] for row in AttributeType.objects.get().values] == [
        {"de": "Blue auf Deutsch", "sv": "Marin"},
        {"de": "Red auf Deutsch"},
        {},
    ]


def test_a_translation_that_is_too_long_is_told_beside_the_texts(client: Client) -> None:
    _type, attribute, _group = _define(client)
    change = reverse("admin:attributes_attribute_change", args=[attribute.id])
    long = {"texts-help_text-sv": "å" * 251}

    page = client.post(change, fields_of(client.get(change).content.decode()) | long)

    assert "Use at most 250 characters." in page.content.decode()
    assert page.context["adminform"].form.errors.keys() == {"texts"}
    assert "å" * 251 in page.content.decode()


def test_a_default_is_read_by_its_name_in_any_language(client: Client) -> None:
    _type, attribute, _group = _define(client)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv"
    change = reverse("admin:attributes_attribute_change", args=[attribute.id])

    refused = client.post(change, fields_of(client.get(change).content.decode()) | {"default": "x"})
    allowed = re.findall(r"Välj något av dessa: (\w+)", refused.content.decode())
    assert allowed
    for name in (allowed[0], "Röd", "红"):
        page = fields_of(client.get(change).content.decode())
        client.post(change, page | {"default": "Blue"})
        page = fields_of(client.get(change).content.decode())
        client.post(change, page | {"default": name})
        assert Attribute.objects.get().default == "red"


MINE: dict[str, dict[str, object]] = {
    "attributetype": {
        "values-code": ["red", "b", "green"],
        "values-name": ["Scarlet", "Blue", "Green"],
        "values-sv": ["Röd", "", ""],
        "values-zh-Hans": ["红", "", ""],
    },
    "attribute": {"texts-friendly_name-en": "Size of the foot"},
    "attributegroup": {"lines-default": ["Green"]},
}


@pytest.mark.parametrize(
    ("kind", "model", "kept", "stands"),
    [
        ("attribute_type", "attributetype", "Scarlet", "Red, Blue, Green"),
        ("attribute", "attribute", "Size of the foot", "Shoe size · Ask for the pair · Skostorlek"),
        ("attribute_group", "attributegroup", "Green", "Shoe size"),
    ],
)
def test_of_two_administrators_the_second_keeps_lists_and_texts(
    client: Client, desk: Office, kind: str, model: str, kept: str, stands: str
) -> None:
    type, attribute, group = _define(client)
    row = {"attributetype": type, "attribute": attribute, "attributegroup": group}[model]
    change = reverse(f"admin:attributes_{model}_change", args=[row.id])
    seen = fields_of(client.get(change).content.decode()) | MINE[model]
    if model == "attributegroup":
        seen |= {"lines-attribute": [str(attribute.id)]}
    configuration.put(desk.actor, kind, id=row.id, document={"name": "Theirs"})

    page = client.post(change, seen).content.decode()

    assert "Somebody else changed this while you were editing" in page
    assert f'value="{kept}"' in page
    assert f"<dd>{stands} <small>now" in page
    again = client.post(change, seen | {"expected": fields_of(page)["expected"]})
    assert again.status_code == 302
    assert kept in client.get(change).content.decode()


@whole_chain
@pytest.mark.rule("AR-052")
def test_a_group_named_in_the_parameters_stands_on_customers_everywhere(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    office = signed_in(desk)
    _type, attribute, group = _define(office)
    control = f"attribute-{attribute.id}"
    customer = desk.customer(name="Anna")
    page = reverse("hq:customer", args=[customer])
    assert control not in office.get(page).content.decode()

    named = {"customer_attribute_group": str(group.id)}
    parameters = reverse("hq:parameters_tab", args=["attributes"])
    office.post(parameters, fields_of(office.get(parameters).content.decode()) | named)
    cast.settle()

    with acting_as(cast.tills[0]):
        [shown] = definitions_for(
            cast.store_id, customer_type="person", customer_group="", language="sv"
        )
    assert (shown.label, shown.default) == ("Skostorlek", "b")
    form = fields_of(office.get(page).content.decode())
    office.post(page, form | {control: "red"})
    cast.settle()
    with acting_as(cast.tills[1]):
        stored = queries.find(cast.associate(cast.tills[1]), customer)
    assert stored is not None
    assert stored["attributes"] == {str(attribute.id): "red"}
    assert 'value="red" selected' in office.get(page).content.decode()
