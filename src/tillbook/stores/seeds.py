"""What a new headquarters starts with: account numbers, default profiles, a screen layout."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.configuration import draft_put
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.up.submit import submit
from tillbook.fleet.queries import ever_written
from tillbook.nodes.this_node import current
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.models import NumberSequence
from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE
from tillbook.stores.rules import layouts, numbering, planted, profiles


def plant() -> None:
    """Make what was never there: what an administrator changed or removed stays so."""
    if not NumberSequence.objects.exists():
        _put("number_sequence", DEFAULT_SEQUENCE, _sequence())
    seeds: dict[UUID, tuple[str, dict[str, Any]]] = {
        **_layouts(),
        profiles.DEFAULT_FUNCTIONALITY: (
            "functionality_profile",
            _default(profiles.Functionality()),
        ),
        profiles.DEFAULT_OFFLINE: ("offline_profile", _default(profiles.Offline())),
    }
    known = ever_written(seeds)
    for id, (kind, document) in seeds.items():
        if id not in known:
            _put(kind, id, document)


def _default(settings: profiles.Functionality | profiles.Offline) -> dict[str, Any]:
    return {"number": "default", "name": planted.DEFAULT, **asdict(settings)}


def _layouts() -> dict[UUID, tuple[str, dict[str, Any]]]:
    """Return a grid for each screen, and the layout that shows them on every size.

    Where an administrator of an older release gave away one of their numbers there are none.
    """
    names = {"tiles": planted.WELCOME_TILES, "actions": planted.SALE_ACTIONS}
    made: dict[UUID, tuple[str, dict[str, Any]]] = {}
    for zone, id in layouts.DEFAULT_GRIDS.items():
        buttons = [dict(one) for one in layouts.BUILT_IN_TILES[zone]]
        document = {"number": f"default-{zone}", "name": names[zone], "buttons": buttons}
        made[id] = ("button_grid", document)
    zones = {zone: str(id) for zone, id in layouts.DEFAULT_GRIDS.items()}
    layout = {
        "number": "default",
        "name": planted.DEFAULT,
        "sizes": {"compact": {"zones": zones}},
        "card_columns": list(layouts.BUILT_IN_CARD),
    }
    made[layouts.DEFAULT_LAYOUT] = ("screen_layout", layout)
    return {} if any(_is_taken(*seed, id=id) for id, seed in made.items()) else made


def _is_taken(kind: str, document: Mapping[str, Any], *, id: UUID) -> bool:
    others = _TABLES[kind]._default_manager.exclude(id=id)
    return others.filter(number__iexact=document["number"]).exists()


_TABLES: Mapping[str, type[Model]] = {"button_grid": ButtonGrid, "screen_layout": ScreenLayout}


def _sequence() -> dict[str, Any]:
    """Return the sequence that any other one takes the place of."""
    return {
        "code": "customers",
        "name": planted.CUSTOMER_ACCOUNTS,
        "legal_entity": "",
        "used_for": NumberSequence.Use.CUSTOMER_ACCOUNT.value,
        "format": numbering.DEFAULT.format,
        "check_digit": numbering.DEFAULT.check_digit,
        "first": 1,
    }


def _put(kind: str, id: UUID, document: dict[str, Any]) -> None:
    submit(draft_put(current().actor(), kind, id=id, document=document), patience=NONE)
