"""The menus of the back office: the side bar, all pages, and every way as a tree of words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tillbook.hq import pages
from tillbook.hq.pages import Page

#: The side bar, section by section. What is rarely needed is found under *All pages*.
SIDE_BAR: tuple[tuple[str | Promise, tuple[Page, ...]], ...] = (
    ("", (pages.NODES, pages.CHECK)),
    (
        _("Stores"),
        (pages.STORES, pages.OPERATING_UNITS, pages.REGISTERS, pages.WORKERS, pages.SCREEN_LAYOUTS),
    ),
    (
        _("Customers"),
        (
            pages.CUSTOMERS,
            pages.OPERATIONS,
            pages.DUPLICATES,
            pages.CONSENTS,
            pages.CUSTOMER_GROUPS,
            pages.AFFILIATIONS,
        ),
    ),
    (_("Data exchange"), (pages.SCHEDULE, pages.DOWNLOADS, pages.UPLOADS)),
    (
        _("Setup"),
        (
            pages.FEATURES,
            pages.COMMERCE_PARAMETERS,
            pages.ATTRIBUTES,
            pages.LEGAL_ENTITIES,
            pages.NUMBER_SEQUENCES,
            pages.FINANCIAL_DIMENSIONS,
        ),
    ),
)
ALL: tuple[Page, ...] = (
    pages.NODES,
    pages.CHECK,
    pages.STORES,
    pages.ONLINE_STORES,
    pages.CALL_CENTRES,
    pages.REGISTERS,
    pages.FUNCTIONALITY_PROFILES,
    pages.OFFLINE_PROFILES,
    pages.SCREEN_LAYOUTS,
    pages.BUTTON_GRIDS,
    pages.POS_OPERATIONS,
    pages.WORKERS,
    pages.CUSTOMERS,
    pages.OPERATIONS,
    pages.DUPLICATES,
    pages.CONSENTS,
    pages.CONSENT_PURPOSES,
    pages.CUSTOMER_GROUPS,
    pages.AFFILIATIONS,
    pages.LEGAL_ENTITIES,
    pages.OPERATING_UNITS,
    pages.NUMBER_SEQUENCES,
    pages.FINANCIAL_DIMENSIONS,
    pages.ADDRESS_BOOKS,
    pages.ADDRESS_PURPOSES,
    pages.ATTRIBUTE_TYPES,
    pages.ATTRIBUTES,
    pages.ATTRIBUTE_GROUPS,
    pages.COMMERCE_PARAMETERS,
    pages.FEATURES,
    pages.SCHEDULE,
    pages.DOWNLOADS,
    pages.UPLOADS,
    pages.RUNS,
    pages.JOBS,
    pages.SUBJOBS,
    pages.GROUPS,
    pages.SCHEMAS,
    pages.SCHEDULER_PARAMETERS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A word of the menus with what stands below it."""

    word: str
    branches: tuple["Branch", ...] = ()
    #: The page, at the end of a way.
    page: Page | None = None


def page_of(name: str) -> Page:
    """Return the page of an address."""
    return next(page for page in ALL if page.name == name)


def tree() -> tuple[Branch, ...]:
    """Return all ways as one tree, its words in alphabetic order."""
    ways = [(tuple(map(str, way)), page) for page in ALL for way in page.ways]
    return _branches(ways)


def _branches(ways: Sequence[tuple[tuple[str, ...], Page]]) -> tuple[Branch, ...]:
    made = []
    for word in sorted({way[0] for way, _page in ways}):
        below = [(way[1:], page) for way, page in ways if way[0] == word]
        made += [Branch(word=word, page=page) for way, page in below if not way]
        if deeper := [(way, page) for way, page in below if way]:
            made.append(Branch(word=word, branches=_branches(deeper)))
    return tuple(made)
