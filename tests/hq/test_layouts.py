"""The designer at headquarters: ordered lists, previews, copies, and what may be on a button."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.exchange.errors import Refused
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.staff.queries import layout_given_to
from tillbook.stores import seeds
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.layouts.queries import layout_that_holds
from tillbook.stores.rules.layouts import DEFAULT_GRIDS
from tillbook.stores.rules.pos_operations import id_of

pytestmark = pytest.mark.django_db(transaction=True)
NEW_GRID, NEW_LAYOUT = "/hq/layouts/grids/new/", "/hq/layouts/new/"
OPERATIONS = "/hq/layouts/operations/"
TILES = DEFAULT_GRIDS["tiles"]


class Designer:
    """A page with an ordered list, worked on without scripts."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        self.html = client.get(url).content.decode()

    def press(self, act: str, **typed: str) -> "Designer":
        """Press a button of the form with texts typed into it."""
        assert act == "preview" or f'name="do" value="{act}"' in self.html
        sent = fields_of(self.html) | typed | {"do": act}
        self.html = self.client.post(self.url, sent, follow=True).content.decode()
        return self

    def operations(self) -> list[str]:
        """Return the operations of the rows, in order."""
        fields = fields_of(self.html)
        return [fields[f"operation-{at}"] for at in range(24) if f"operation-{at}" in fields]


def grid(desk: Office, number: str, *operations: int) -> ButtonGrid:
    """Make a grid."""
    id = new_id()
    buttons: list[dict[str, Any]] = [{"operation": one} for one in operations]
    document = {"number": number, "name": number.title(), "buttons": buttons}
    configuration.put(desk.actor, "button_grid", id=id, document=document)
    return ButtonGrid.objects.get(id=id)


def test_buttons_are_added_moved_taken_away_and_undone_and_only_then_saved(
    client: Client, desk: Office
) -> None:
    page = Designer(client, NEW_GRID)
    for number in ("602", "612", "917"):
        page.press("add", operation=number, number="sale", name="For sale")
    assert page.operations() == ["602", "612", "917"]
    assert page.press("up-1").operations() == ["612", "602", "917"]
    assert page.press("down-1").operations() == ["612", "917", "602"]
    assert page.press("remove-0").operations() == ["917", "602"]
    assert "Taken away. Nothing is saved yet." in page.html
    assert page.press("undo").operations() == ["612", "917", "602"]
    assert not ButtonGrid.objects.exists()

    page.press("save", **{"label-0": "Add", "label_sv-0": "Ny", "colour-0": "green", "span-0": "2"})

    saved = ButtonGrid.objects.get()
    assert "Saved." in page.html
    assert [one["operation"] for one in saved.buttons] == [612, 917, 602]
    first = {"label": "Add", "translations": {"sv": "Ny"}, "icon": "", "colour": "green", "span": 2}
    assert saved.buttons[0] == {"operation": 612, **first}


@pytest.mark.rule("AR-005")
def test_an_operation_that_is_not_for_users_is_not_offered(client: Client, desk: Office) -> None:
    assert "917 · Disconnect or connect" in client.get(NEW_GRID).content.decode()
    listed = client.get(OPERATIONS).content.decode()
    assert "Not in this version" in listed

    sent = {"number": "917", "is_user_operation": "no", "expected": ""}
    client.post(OPERATIONS, sent, follow=True)

    offered = client.get(NEW_GRID).content.decode()
    assert "917 · Disconnect or connect" not in offered
    assert "602 · Find customer" in offered
    assert "623 · Edit customer (Transaction screen)" in offered
    assert "620 · " not in offered
    forged = Designer(client, NEW_GRID).press(
        "save", number="x", name="X", **{"operation-0": "917"}
    )
    assert "Button 1: Choose an operation that is marked for users." in forged.html
    with pytest.raises(Refused, match="rules"):
        grid(desk, "forged", 917)


@pytest.mark.rule("AR-004")
def test_what_belongs_to_sales_is_placed_on_the_transaction_screen_only(
    client: Client, desk: Office
) -> None:
    of_sales, of_both = grid(desk, "sale", 623, 603, 612, 602), grid(desk, "both", 612, 602)
    page = Designer(client, NEW_LAYOUT)
    offered = page.html.split('id="welcome-title"')[1].split('id="transaction-title"')

    assert (str(of_sales.id) in offered[0], str(of_both.id) in offered[0]) == (False, True)
    assert (str(of_sales.id) in offered[1], str(of_both.id) in offered[1]) == (True, True)
    forged = page.press("save", number="main", name="Main", **{"tiles-wide": str(of_sales.id)}).html
    assert "“Edit customer” cannot stand on every screen where Sale is shown." in forged
    both = {"tiles-wide": str(of_both.id), "actions-wide": str(of_sales.id)}
    page.press("save", **both, **{"action_columns-wide": "5"})
    saved = ScreenLayout.objects.get().sizes["wide"]
    assert saved["zones"] == {"tiles": str(of_both.id), "strip": None, "actions": str(of_sales.id)}
    assert (saved["columns"], saved["action_columns"]) == (4, 5)
    preview = page.html.split('id="preview"')[1]
    assert "Register · Transaction screen · 5 tiles in a row" in " ".join(preview.split())
    url = reverse("hq:button_grid", args=[of_both.id])
    refused = Designer(client, url).press("add", operation="603").press("save").html
    assert "Button 3: “Clear customer” cannot stand on every screen where Both is shown." in refused
    assert "603 · Clear customer (Transaction screen)" in refused


def test_an_operation_on_a_button_stays_for_users(client: Client, desk: Office) -> None:
    grid(desk, "sale", 602)

    sent = {"number": "602", "is_user_operation": "no", "expected": ""}
    page = client.post(OPERATIONS, sent, follow=True).content.decode()

    assert "It is on a button of Sale. Take it away there first." in page
    ruled = {"number": 600, "is_user_operation": True}
    with pytest.raises(Refused):
        configuration.put(desk.actor, "pos_operation", id=id_of(600), document=ruled)


def test_the_preview_warns_of_labels_that_do_not_fit(client: Client, desk: Office) -> None:
    page = Designer(client, NEW_GRID).press("add", operation="602")
    long = "Sök efter en kund i hela kedjan och alla butiker"

    page.press(
        "preview",
        **{
            "label-0": "Find",
            "label_sv-0": long,
            "label_zh-0": "在整个连锁的所有商店中查找客户和联系人的操作按钮",
        },
    )

    assert f"“{long}” (Svenska) is too long for two lines: Register, Tablet, Phone" in page.html
    assert "(简体中文) is too long for two lines" in page.html
    assert "(English)" not in page.html.split('id="preview"')[1].split("</ul>")[0]
    assert 'lang="sv">' in page.press("show-sv").html.split("<figure")[1]
    page.press("preview", **{"label_sv-0": "", "label_zh-0": "", "span-0": "2"})
    assert "No label in Svenska: “Find” is shown" in page.html


def test_a_copy_starts_with_the_same_buttons_and_another_number(
    client: Client, desk: Office
) -> None:
    source = grid(desk, "sale", 612, 602)

    page = Designer(client, f"{NEW_GRID}?from={source.id}")
    page.url = NEW_GRID
    refused = page.press("save", number="SALE").html
    page.press("save", number="evening")

    assert "This is taken already. Choose another one." in refused
    copied = ButtonGrid.objects.get(number="evening")
    assert copied.name == "Copy of Sale"
    assert [one["operation"] for one in copied.buttons] == [612, 602]
    assert ButtonGrid.objects.count() == 2


@whole_chain
@pytest.mark.rule("AR-059")
def test_a_layout_made_here_is_given_and_followed_at_the_till(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    source = grid(desk, "sale", 917)
    page = Designer(client, NEW_LAYOUT)
    for column in ("email", "account_number"):
        page.press("add", column=column)
    page.press("up-1").press(
        "save", number="main", name="Main", **{"tiles-wide": str(source.id), "columns-wide": "3"}
    )
    layout = ScreenLayout.objects.get()
    assert layout.card_columns == ["account_number", "email"]

    for url in (
        reverse("admin:staff_associate_change", args=[desk.cashier]),
        reverse("admin:stores_register_change", args=[desk.registers[0]]),
        "/hq/stores/1/",
    ):
        sent = fields_of(client.get(url).content.decode()) | {"screen_layout": str(layout.id)}
        assert "aved." in client.post(url, sent, follow=True).content.decode()
    cast.settle()

    till = cast.tills[0]
    with acting_as(till):
        actor = cast.associate(till)
        given = layout_given_to(actor)
        held = layout_that_holds(user=given, register=actor.register, store=actor.store)
        assert given == layout.id
        assert held["sizes"]["compact"]["zones"]["tiles"][0]["operation"] == 917
        assert (held["sizes"]["wide"]["columns"], held["card"]) == (3, layout.card_columns)
    refused = [
        client.post(reverse("hq:button_grid_remove", args=[source.id])).content.decode(),
        client.post(reverse("hq:screen_layout_remove", args=[layout.id])).content.decode(),
    ]
    assert "1 screen layout: Main" in refused[0]
    for use in ("1 store: ", "1 register: Kassa 1", "1 worker: "):
        assert use in refused[1]
    assert ButtonGrid.objects.exists()
    assert ScreenLayout.objects.exists()


def test_an_attribute_on_the_customer_card_is_offered_named_and_kept(
    client: Client, desk: Office
) -> None:
    type, attribute = new_id(), new_id()
    named = {"code": "size", "name": "Size"}
    configuration.put(desk.actor, "attribute_type", id=type, document=named | {"data_type": "text"})
    document = named | {"friendly_name": "Shoe size", "type": str(type)}
    configuration.put(desk.actor, "attribute", id=attribute, document=document)
    page = Designer(client, NEW_LAYOUT).press("add", column=f"attribute/{attribute}")
    assert "1. Shoe size" in page.html

    page.press("save", number="card", name="Card")

    assert ScreenLayout.objects.get().card_columns == [f"attribute/{attribute}"]
    with pytest.raises(Refused) as refused:
        configuration.remove(desk.actor, "attribute", id=attribute)
    assert refused.value.params == {"screen_layout": "1", "screen_layout.1": "Card"}


def test_of_two_administrators_the_second_sees_it_and_keeps_the_text(
    client: Client, desk: Office
) -> None:
    one = grid(desk, "sale", 612, 602)
    url = reverse("hq:button_grid", args=[one.id])
    first, second = Designer(client, url), Designer(client, url)
    first.press("save", name="First")

    second.press("save", name="Second")

    assert "Somebody else changed this while you were editing" in second.html
    assert fields_of(second.html)["name"] == "Second"
    assert ButtonGrid.objects.get().name == "First"
    assert second.press("save").html.count("Saved.") == 1
    assert ButtonGrid.objects.get().name == "Second"


def test_what_was_typed_into_a_design_that_somebody_removed_is_saved_as_a_new_one(
    client: Client, desk: Office
) -> None:
    one = grid(desk, "sale", 612, 602)
    page = Designer(client, reverse("hq:button_grid", args=[one.id]))
    configuration.remove(desk.actor, "button_grid", id=one.id)

    page.press("save", name="Mine")

    assert "Somebody removed this while you were editing" in page.html
    assert fields_of(page.html)["name"] == "Mine"
    assert not ButtonGrid.objects.exists()
    assert page.press("save", number="mine").html.count("Saved.") == 1
    [made] = ButtonGrid.objects.all()
    assert (made.name, [one["operation"] for one in made.buttons]) == ("Mine", [612, 602])
    assert made.id != one.id


def test_unused_designs_are_removed_and_lists_say_what_there_is(
    client: Client, desk: Office
) -> None:
    assert "Begin with a button grid." in client.get("/hq/layouts/").content.decode()
    one = grid(desk, "sale", 612)
    assert "Add customer" in client.get("/hq/layouts/grids/").content.decode()

    page = client.post(reverse("hq:button_grid_remove", args=[one.id]), follow=True)

    assert "Removed." in page.content.decode()
    assert not ButtonGrid.objects.exists()
    assert client.get(reverse("hq:button_grid", args=[one.id])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("button_grid", {"buttons": "x"}),
        ("button_grid", {"buttons": [{"operation": "602"}]}),
        ("button_grid", {"buttons": [{"operation": 602, "colour": "#ff0000"}]}),
        ("button_grid", {"buttons": [{"operation": 602, "span": 5}]}),
        ("button_grid", {"buttons": [{"operation": 602, "label": "x" * 61}]}),
        ("button_grid", {"buttons": [{"operation": 602, "translations": {"xx": "y"}}]}),
        ("button_grid", {"buttons": [{"operation": 602}] * 25}),
        ("screen_layout", {"sizes": {"huge": {}}}),
        ("screen_layout", {"sizes": {"wide": {"columns": 7}}}),
        ("screen_layout", {"sizes": {"wide": {"zones": {"tiles": "x"}}}}),
        ("screen_layout", {"sizes": {"wide": {"zones": {"tiles": str(new_id())}}}}),
        ("screen_layout", {"sizes": {"wide": {"zones": {"tiles": str(TILES).upper()}}}}),
        ("screen_layout", {"sizes": {"wide": {"zones": {"tiles": TILES.urn}}}}),
        ("screen_layout", {"card_columns": ["email", "email"]}),
        ("screen_layout", {"card_columns": ["emial"]}),
        ("screen_layout", {"card_columns": [f"attribute/{new_id()}"]}),
    ],
)
def test_designs_out_of_bounds_are_refused(desk: Office, kind: str, document: Any) -> None:
    seeds.plant()
    named = {"number": "x", "name": "X"}

    with pytest.raises(Refused):
        configuration.put(desk.actor, kind, id=new_id(), document=named | document)


def test_a_grid_that_is_no_grid_is_refused_beside_what_was_typed(
    client: Client, desk: Office
) -> None:
    start = fields_of(client.get(NEW_LAYOUT).content.decode()) | {"number": "odd", "name": "Odd"}

    for sent in ("no-id", "\x00", str(new_id())):
        answer = client.post(NEW_LAYOUT, start | {"tiles-wide": sent, "do": "save"})

        assert (answer.status_code, "Odd" in answer.content.decode()) == (422, True)
    assert not ScreenLayout.objects.filter(number="odd").exists()
