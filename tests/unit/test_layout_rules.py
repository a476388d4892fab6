"""How long a label may be, and what a size of screen without a grid shows."""

import pytest

from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import CATALOG, Screen

_ONE, _TWO = [{"operation": 602}], [{"operation": 612}]


@pytest.mark.parametrize(
    ("label", "span", "fits"),
    [
        ("Find customer", 1, True),
        ("Lägg till anknytning från listan", 1, True),
        ("abcdefghijklmnopqrstuv abcdefghijklmnopqrstuv", 1, True),
        ("abcdefghijklmnopqrstuv abcdefghijklmnopqrstuvw", 1, False),
        ("Kundkontobetalningsbekräftelse", 1, True),
        ("Sök efter en kund i hela kedjan och alla butiker", 1, False),
        ("Sök efter en kund i hela kedjan och alla butiker", 2, True),
        ("在整个连锁的所有商店中查找客户和联系人", 1, True),
        ("在整个连锁的所有商店中查找客户和联系人的操", 1, False),
        ("", 1, True),
    ],
)
def test_a_tile_holds_two_lines_of_22_latin_or_10_chinese_characters(
    label: str,
    span: int,
    fits: bool,
) -> None:
    assert layouts.fits(label, span=span) is fits


def test_every_operation_has_a_name_that_fits_its_tile_in_each_language() -> None:
    too_long = [
        name
        for known in CATALOG.values()
        for name in known.names
        for screen in known.screens
        if not layouts.fits(name, screen=screen)
    ]

    assert too_long == []


def test_a_size_without_a_grid_shows_what_the_next_narrower_one_shows() -> None:
    sizes = {"standard": {"columns": 3, "zones": {"tiles": "one"}}, "wide": {"columns": 5}}
    layout = {"name": "Main", "sizes": sizes, "card_columns": ["email"]}

    shown = layouts.resolve(layout, {"one": _ONE, "two": _TWO})

    tiles = {size: shown["sizes"][size]["zones"]["tiles"] for size in layouts.SIZES}
    assert tiles == {"compact": _ONE, "standard": _ONE, "wide": _ONE}
    assert [shown["sizes"][size]["columns"] for size in layouts.SIZES] == [1, 3, 5]


def test_a_layout_of_an_older_release_shows_the_built_in_actions_on_a_sale() -> None:
    older = {"wide": {"columns": 3, "zones": {"tiles": "one", "strip": None}}}
    newer = {"wide": {"columns": 3, "zones": {"tiles": "one", "shelf": "two"}, "depth": 2}}
    built_in = layouts.built_in()["sizes"]

    for sizes in (older, newer):
        shown = layouts.resolve({"name": "", "sizes": sizes, "card_columns": []}, {"one": _ONE})

        for size in layouts.SIZES:
            assert shown["sizes"][size]["zones"]["tiles"] == _ONE
            assert shown["sizes"][size]["zones"]["actions"] == built_in[size]["zones"]["actions"]
        assert shown["card"] == list(layouts.BUILT_IN_CARD)


@pytest.mark.parametrize("screen", Screen)
def test_the_built_in_tiles_may_stand_where_they_stand(screen: Screen) -> None:
    for zone in layouts.ZONES_OF[screen]:
        assert layouts.misplaced(layouts.BUILT_IN_TILES[zone], screen) == []
        assert {one["operation"] for one in layouts.BUILT_IN_TILES[zone]} <= set(CATALOG)


def test_a_layout_whose_grids_have_not_arrived_shows_the_built_in_tiles() -> None:
    layout = {"name": "", "sizes": {"wide": {"zones": {"tiles": "away"}}}, "card_columns": []}

    shown = layouts.resolve(layout, {})

    assert shown["sizes"] == layouts.built_in()["sizes"]
