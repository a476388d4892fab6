"""What every page of the back office stands in: side bar, crumbs, language and theme."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tillbook.hq import menus, pages
from tillbook.hq.pages import Page

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


def way_to(page: Page, *more: Crumb) -> list[Crumb]:
    """Return the way to a page by the names of the menus, and on from there."""
    *words, last = (str(word) for word in page.ways[0])
    return [*(Crumb(label=word) for word in words), Crumb(label=last, url=page.url), *more]


def customer_crumbs(*more: Crumb) -> list[Crumb]:
    """Return the way to All customers."""
    return way_to(pages.CUSTOMERS, *more)


def node_crumbs(*more: Crumb) -> list[Crumb]:
    """Return the way to Node health."""
    return way_to(pages.NODES, *more)


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
    def entry(page: Page) -> Entry:
        url = page.url
        is_current = path.startswith(url)
        return Entry(label=str(page.title), icon=page.icon, url=url, is_current=is_current)

    sections = [
        Section(title=str(title), entries=tuple(map(entry, shown)))
        for title, shown in menus.SIDE_BAR
    ]
    url = reverse("hq:all_pages")
    every = Entry(label=_("All pages"), icon="menu", url=url, is_current=path == url)
    last = sections[-1]
    return [*sections[:-1], replace(last, entries=(*last.entries, every))]
