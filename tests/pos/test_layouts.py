"""Screen layouts at the till: whose holds, how a new one arrives, what cannot be done now."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.attributes.scenes import attribute, group, name_in_parameters
from tests.pos.conftest import DATABASES, Till, cut
from tests.pos.modes import functionality, put
from tillbook import configuration
from tillbook.customers import queries
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.screens.card import card
from tillbook.stores.layouts.models import ButtonGrid
from tillbook.stores.layouts.queries import layout_that_holds

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def button(operation: int, label: str = "", **more: Any) -> dict[str, Any]:
    """Give a button as a grid holds it."""
    return {"operation": operation, "label": label, "translations": {}, **more}


def layout(cast: Network, number: str, *buttons: dict[str, Any]) -> UUID:
    """Let headquarters make a layout of one grid for every size."""
    grid, id = new_id(), new_id()
    put(cast, "button_grid", grid, number=number, name=number, buttons=list(buttons))
    sizes = {"wide": {"columns": 3, "zones": {"tiles": str(grid)}}}
    put(cast, "screen_layout", id, number=number, name=number, sizes=sizes, card_columns=[])
    return id


def give(cast: Network, kind: str, id: UUID, layout: UUID) -> None:
    """Let headquarters assign a layout."""
    put(cast, kind, id, screen_layout=str(layout))


@pytest.mark.rule("AR-059")
def test_a_layout_of_the_user_wins_over_the_registers_and_that_over_the_stores(
    cast: Network, till: Till
) -> None:
    register = cast.tills[0].identity.register
    assert register is not None
    place = {"number": "1-1", "name": "Kassa 1", "store": str(cast.store_id)}
    put(cast, "register", register, **place)
    shown = till.get("/").text
    assert "Find customer" in shown

    for kind, id, label in (
        ("store", cast.store_id, "Of the store"),
        ("register", register, "Of the register"),
        ("associate", cast.cashier, "Of the user"),
    ):
        give(cast, kind, id, layout(cast, kind, button(602, label)))
        till.post("/sign-out", {})
        till.sign_in()
        shown = till.get("/").text
        assert label in shown
        assert shown.count("Of the ") == 1
    assert "Find customer" not in shown


def test_a_new_layout_is_offered_and_shown_only_when_applied(cast: Network, till: Till) -> None:
    till.get("/")
    give(cast, "store", cast.store_id, layout(cast, "later", button(602, "Look for somebody")))

    before, asked = till.get("/"), till.get("/layout")
    grids = till.post("/layout/apply", {}, **{"HX-Request": "true"})
    after = till.get("/")

    assert "New layout Apply now" in before.text
    assert "Look for somebody" not in before.text
    assert "New layout" in asked.text
    assert "Look for somebody" in grids.text
    assert "<html" not in grids.html
    assert "Look for somebody" in after.text
    assert "New layout" not in after.text
    assert "New layout" not in till.get("/layout").text


def test_what_is_not_possible_now_says_why_on_its_tile(cast: Network, till: Till) -> None:
    functionality(cast, allow_offline_creation=False)
    buttons = [button(612), button(917), button(602)]
    give(cast, "store", cast.store_id, layout(cast, "all", *buttons))
    till.post("/layout/apply", {})
    online = till.get("/")
    cut(cast)
    till.node.parent.failed()

    offline = till.get("/")

    assert 'aria-disabled="true"' not in online.html  # a manager can approve what a cashier may not
    assert "This store does not allow creating customers offline." in offline.text
    assert offline.html.count('aria-disabled="true"') == 1


def test_a_label_speaks_the_language_of_the_reader(cast: Network, till: Till) -> None:
    texts = {"sv": "Hitta kund", "zh-Hans": "找客户"}
    words = button(602, "Find them", icon="user", colour="green", span=2)
    give(cast, "store", cast.store_id, layout(cast, "l", words | {"translations": texts}))
    till.post("/layout/apply", {})

    for language, label in (("en", "Find them"), ("sv", "Hitta kund"), ("zh-hans", "找客户")):
        assert label in till.speak(language).get("/").text


def test_what_a_register_does_not_know_yet_is_shown_as_such(cast: Network, till: Till) -> None:
    grid = new_id()
    sizes = {"compact": {"columns": 1, "zones": {"tiles": str(grid)}}}
    id = layout(cast, "x", button(602))
    put(cast, "button_grid", grid, number="g", name="g", buttons=[button(602, "One"), button(917)])
    put(cast, "screen_layout", id, sizes=sizes)
    give(cast, "store", cast.store_id, id)
    with acting_as(till.node):
        newer = [button(602, "One"), button(7777, "From the future")]
        ButtonGrid.objects.filter(id=grid).update(buttons=newer)
    till.post("/layout/apply", {})

    page = till.get("/")

    assert "From the future This register cannot do this yet." in page.text
    assert configuration.uses_of("button_grid", {"id": str(grid)})


def test_the_card_shows_the_chosen_columns_in_their_order_and_leaves_out_what_is_unknown(
    cast: Network, till: Till
) -> None:
    size = attribute(cast, "skostorlek", "integer")
    name_in_parameters(cast, group(cast, "matt", size))
    cast.settle()
    url = till.create_at(name="王芳", phone="070-174 06 12", **{f"attribute-{size}": "38"})
    id = layout(cast, "card", button(602))
    chosen = ["phone", f"attribute/{size}", "email"]
    put(cast, "screen_layout", id, card_columns=chosen)
    give(cast, "store", cast.store_id, id)
    cast.settle()

    with acting_as(till.node):
        actor = cast.associate(till.node)
        held = layout_that_holds(user=None, register=actor.register, store=actor.store)
        document = queries.find(actor, UUID(url.rpartition("/")[2]))
        assert document is not None
        # As a headquarters of a newer release would say it, ahead of its attributes.
        columns = ["mood", *held["card"], f"attribute/{new_id()}"]
        lines = card(document, queries.names(actor), columns)

    assert [(line.label, line.value) for line in lines] == [
        ("Phone", "+46\xa070\xa0174\xa006\xa012"),
        ("skostorlek", "38"),
        ("Email", ""),
    ]


def test_customers_of_today_stand_on_a_page_of_their_own(cast: Network, till: Till) -> None:
    empty = till.get("/customers/recent")
    till.create(name="Anna")
    till.edit(till.create_at(name="Berta"), note="Tall")

    page = till.get("/customers/recent")

    assert "Nobody yet today" in empty.text
    assert page.text.index("Berta") < page.text.index("Anna")
    assert '/customers/recent"' in till.get("/").html
