"""Tiles of the welcome and the transaction screen: buttons with what they do here and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from tillbook.customers.operations.mode import refusal_of_creation
from tillbook.fleet.queries import Backlog
from tillbook.foundation.actor import Actor
from tillbook.nodes.parent import ParentState
from tillbook.nodes.this_node import current
from tillbook.pos.approval import can_be_approved
from tillbook.screens.messages import message
from tillbook.stores.queries import Place
from tillbook.stores.rules import layouts
from tillbook.stores.rules.layouts import Button
from tillbook.stores.rules.pos_operations import CATALOG, Offline, PosOperation, Screen


class Needs(StrEnum):
    """What must be there before an operation makes sense."""

    NOTHING = "nothing"
    #: The sales of a register: a node that is none has no sales.
    REGISTER = "register"
    #: An open sale.
    SALE = "sale"
    #: A customer on the open sale.
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an operation of this release leads to."""

    page: str
    #: Whether it changes something: then its tile is a button that sends.
    is_sent: bool = False
    opens_dialog: bool = False
    needs: Needs = Needs.NOTHING


_ACTS: Mapping[int, Act] = {
    612: Act(page="pos:customer_new", opens_dialog=True),
    602: Act(page="pos:results"),
    622: Act(page="pos:results"),
    917: Act(page="pos:sync"),
    9001: Act(page="pos:sync"),
    9002: Act(page="pos:sale", needs=Needs.REGISTER),
    9003: Act(page="pos:recent"),
    134: Act(page="pos:sale_affiliations", opens_dialog=True, needs=Needs.REGISTER),
    135: Act(page="pos:sale_affiliations", opens_dialog=True, needs=Needs.REGISTER),
    603: Act(page="pos:sale_customer_clear", is_sent=True, needs=Needs.CUSTOMER),
    623: Act(page="pos:sale_customer_edit", needs=Needs.CUSTOMER),
    503: Act(page="pos:sale_suspend", is_sent=True, needs=Needs.SALE),
    504: Act(page="pos:sale_recall", needs=Needs.REGISTER),
    500: Act(page="pos:sale_void", is_sent=True, needs=Needs.SALE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Who works where, and what waits."""

    actor: Actor
    place: Place | None
    backlog: Backlog
    #: Whether a sale is open at the register.
    has_sale: bool = False
    #: Whether the open sale has a customer.
    has_customer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A button as the page shows it."""

    number: int
    label: str
    icon: str
    colour: str
    span: int
    #: Empty where nothing can be opened.
    href: str = ""
    key: str = ""
    note: str = ""
    is_off: bool = False
    opens_dialog: bool = False
    #: Whether pressing it sends a form.
    is_sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The tiles of a zone, for the sizes of screen that show the same."""

    zone: str
    #: Names of style: on which sizes it shows, with how many tiles in a row.
    styles: str
    tiles: tuple[Tile, ...]


def grids(
    layout: Mapping[str, Any], situation: Situation, *, screen: Screen = Screen.WELCOME
) -> list[Grid]:
    """Return the grids of a screen, one for all sizes that have the same buttons."""
    zones = layouts.ZONES_OF[screen]
    return [grid for zone in zones for grid in _of_zone(layout, zone, situation)]


def _of_zone(layout: Mapping[str, Any], zone: str, situation: Situation) -> list[Grid]:
    sizes: dict[str, Mapping[str, Any]] = layout["sizes"]
    screen = layouts.screen_of(zone)
    columns = layouts.COLUMNS_OF[screen]
    runs = groupby(layouts.SIZES, key=lambda size: sizes[size]["zones"][zone])
    return [
        Grid(
            zone=zone,
            styles=" ".join(_style(size, sizes[size][columns]) for size in alike),
            tiles=tuple(_tile(at, one, situation, screen) for at, one in enumerate(buttons, 1)),
        )
        for buttons, alike in runs
        if buttons
    ]


def _style(size: str, columns: int) -> str:
    return f"tiles--{size} tiles--{size}-{columns}"


def _tile(at: int, given: Mapping[str, Any], situation: Situation, screen: Screen) -> Tile:
    button = layouts.button(given)
    known = CATALOG.get(button.operation)
    act = _ACTS.get(button.operation)
    if known is None or act is None or screen not in known.screens:
        return _unknown(at, button, known)
    refusal = _refusal(known, act, situation)
    is_reached = not refusal or known.offline is Offline.BY_PROFILE
    return Tile(
        number=at,
        label=_label(button, known),
        icon=button.icon or known.icon,
        colour=button.colour,
        span=button.span,
        href=reverse(act.page) if is_reached else "",
        key=known.key,
        note=refusal or (_note(known, situation) if screen is Screen.WELCOME else ""),
        is_off=bool(refusal),
        opens_dialog=act.opens_dialog and is_reached,
        is_sent=act.is_sent and is_reached,
    )


def _label(button: Button, known: PosOperation) -> str:
    language = get_language() or "en"
    return button.label_in(language) or known.name(language)


def _unknown(at: int, button: Button, known: PosOperation | None) -> Tile:
    """Show what a newer headquarters knows and this register does not."""
    language = get_language() or "en"
    name = known.name(language) if known else str(button.operation)
    return Tile(
        number=at,
        label=button.label_in(language) or name,
        icon=button.icon or "circle",
        colour=button.colour,
        span=button.span,
        note=gettext("Not possible on this screen.")
        if button.operation in _ACTS
        else gettext("This register cannot do this yet."),
        is_off=True,
    )


def _refusal(known: PosOperation, act: Act, situation: Situation) -> str:
    """Say why an operation is not possible now; nothing where it is."""
    if act.needs is not Needs.NOTHING and situation.actor.register is None:
        return gettext("Only a register has sales.")
    needed = known.permission
    if needed is not None and not (situation.actor.may(needed) or can_be_approved(needed)):
        return gettext("Your role may not do this. Ask a manager.")
    if known.offline is Offline.BY_PROFILE:
        code = refusal_of_creation(situation.place)
        return message(code) if code else ""
    if known.offline is Offline.NEVER and not current().parent.is_reachable:
        return gettext("Needs headquarters, which cannot be reached now.")
    return _missing(act, situation)


def _missing(act: Act, situation: Situation) -> str:
    if act.needs is Needs.CUSTOMER and not situation.has_customer:
        return gettext("No customer on the sale.")
    if act.needs is Needs.SALE and not situation.has_sale:
        return gettext("No sale is open.")
    return ""


def _note(known: PosOperation, situation: Situation) -> str:
    if known.number == 612:
        return gettext("Opens New customer")
    if known.number == 9001 and not situation.backlog.pending:
        return gettext("All changes have been sent to headquarters.")
    if known.number == 917 and current().parent.state is ParentState.DISCONNECTED:
        return gettext("Disconnected by hand")
    return ""
