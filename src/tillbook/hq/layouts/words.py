"""The words of the designer: sizes, zones, colours, icons and columns in the language of the page."""

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tillbook.attributes.queries import every_one
from tillbook.screens import card
from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import Offline, PosOperation, Screen

#: The languages of labels by their own names; the first one holds where another has none.
LANGUAGES = {"en": "English", "sv": "Svenska", "zh-Hans": "简体中文"}


def sizes() -> dict[str, str]:
    """Name the sizes of screens, the widest first."""
    return {
        "wide": _("Register"),
        "standard": _("Tablet"),
        "compact": pgettext("size of a screen", "Phone"),
    }


def zones() -> dict[str, str]:
    """Name the places of the screens that hold a grid."""
    return {"tiles": _("Tiles"), "strip": _("Row of small tiles"), "actions": _("Operations")}


def screen_names() -> dict[Screen, str]:
    """Name the screens that show button grids."""
    return {Screen.WELCOME: _("Welcome screen"), Screen.TRANSACTION: _("Transaction screen")}


def colours() -> dict[str, str]:
    """Name the colours of tiles."""
    return {
        "plain": pgettext("colour", "Plain"),
        "brand": pgettext("colour", "Main"),
        "green": pgettext("colour", "Green"),
        "blue": pgettext("colour", "Blue"),
        "amber": pgettext("colour", "Amber"),
        "violet": pgettext("colour", "Violet"),
    }


def icons() -> dict[str, str]:
    """Name the icons."""
    named = {
        "user-plus": _("New person"),
        "user": _("Person"),
        "users": _("People"),
        "contact-round": _("Contact card"),
        "search": _("Magnifier"),
        "refresh-cw": _("Arrows in a circle"),
        "plug": _("Plug"),
        "credit-card": _("Card"),
        "tag": pgettext("icon", "Tag"),
        "receipt": pgettext("icon", "Receipt"),
        "pencil": _("Pencil"),
        "history": _("Clock"),
        "store": pgettext("icon", "Store"),
        "building-2": _("Building"),
        "phone": _("Telephone"),
        "mail": _("Letter"),
        "map-pin": _("Pin on a map"),
        "clipboard-list": _("List"),
        "layout-grid": _("Squares"),
        "hash": _("Number sign"),
        "globe": _("Globe"),
        "info": _("Letter i"),
        "circle": _("Circle"),
    }
    return {"": _("As the operation"), **{name: named[name] for name in layouts.ICONS}}


def columns() -> dict[str, str]:
    """Name what the customer card can show: fields, then attributes."""
    return card.columns(every_one(language=get_language() or "en"))


def operation(known: PosOperation) -> str:
    """Name an operation."""
    return known.name(get_language() or "en")


def offline(known: PosOperation) -> str:
    """Say whether an operation can be done without headquarters."""
    return {
        Offline.ALWAYS: _("Yes"),
        Offline.BY_PROFILE: _("As the functionality profile says"),
        Offline.NEVER: _("No"),
    }[known.offline]


def screens(known: PosOperation) -> str:
    """Say where an operation may stand on a button."""
    names = screen_names()
    return ", ".join(names[screen] for screen in known.screens) or _("On no button")
