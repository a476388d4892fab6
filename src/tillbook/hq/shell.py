"""What every page of the back office stands in: side bar, crumbs, language and theme."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link of the side bar."""

    label: str
    icon: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled group of links."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A step of the way to a page; without address it is only a word of the path."""

    label: str
    url: str = ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Give the templates what the shell shows. Django's context processor."""
    return {
        "theme": theme_of(request),
        "themes": SimpleLazyObject(lambda: _themes(theme_of(request))),
        "languages": SimpleLazyObject(_languages),
        "menu": SimpleLazyObject(lambda: _menu(request.path)),
    }


def theme_of(request: HttpRequest) -> str:
    """Return the theme that this browser chose."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "auto")
    return theme if theme in THEMES else "auto"


def keep_language(response: HttpResponse, language: str) -> None:
    """Keep the language of the pages in the browser."""
    code = language.lower()
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
        )


def store_crumbs(*more: Crumb) -> list[Crumb]:
    """Return the way to All stores, by the names of the menus."""
    path = [Crumb(label=_("Retail and Commerce")), Crumb(label=_("Channels"))]
    return [*path, Crumb(label=_("Stores"), url=reverse("hq:stores")), *more]


def customer_crumbs(*more: Crumb) -> list[Crumb]:
    """Return the way to All customers, by the names of the menus."""
    path = [Crumb(label=_("Retail and Commerce")), Crumb(label=_("Customers"))]
    return [*path, Crumb(label=_("All customers"), url=reverse("hq:customers")), *more]


def node_crumbs(*more: Crumb) -> list[Crumb]:
    """Return the way to Node health."""
    return [Crumb(label=_("Node health"), url=reverse("hq:nodes")), *more]


def _languages() -> list[dict[str, Any]]:
    current = get_language()
    return [
        {"code": code, "name": name, "current": code == current}
        for code, name in settings.LANGUAGES
    ]


def _themes(current: str) -> list[dict[str, Any]]:
    words = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
    return [
        {"code": code, "name": words[code], "current": code == current, "icon": icon}
        for code, icon in zip(THEMES, ("settings", "sun", "moon"), strict=True)
    ]


def _menu(path: str) -> list[Section]:
    def section(title: str, entries: Iterable[tuple[str, str, str]]) -> Section:
        links = [(label, icon, reverse(name)) for label, icon, name in entries]
        return Section(
            title=title,
            entries=tuple(
                Entry(label=label, icon=icon, url=url, is_current=path.startswith(url))
                for label, icon, url in links
            ),
        )

    return [
        section("", [(_("Node health"), "activity", "hq:nodes")]),
        section(
            _("Stores"),
            [
                (_("All stores"), "store", "hq:stores"),
                (_("Operating units"), "building-2", "admin:stores_operatingunit_changelist"),
                (_("Registers"), "credit-card", "admin:stores_register_changelist"),
                (_("Workers"), "user", "admin:staff_associate_changelist"),
            ],
        ),
        section(
            _("Customers"),
            [
                (_("All customers"), "users", "hq:customers"),
                (_("Customer groups"), "layers", "admin:customers_customergroup_changelist"),
                (_("Affiliations"), "tag", "admin:customers_affiliation_changelist"),
            ],
        ),
    ]
