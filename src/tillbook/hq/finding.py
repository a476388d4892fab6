"""Which pages answer what somebody types into the palette."""

import re
from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import override

from tillbook.hq.menus import ALL
from tillbook.hq.pages import Page, Words

#: What stands between the steps of a way.
_STEP = re.compile(r"[>›»/→]")


def found(query: str, among: Iterable[Page] = ALL) -> list[tuple[Page, str]]:
    """Return the pages whose names, ways or other words hold every word of the query.

    Each comes with the way that fits best. The words are those of the page's language or English;
    signs between the steps of a way do not count. What is called so stands before what is only
    about it.
    """
    wanted = [word.strip(",:") for word in _STEP.sub(" ", query.casefold()).split()]
    hits = [
        (place, page, way)
        for page in among
        if (best := _best(page, wanted))
        for place, way in [best]
    ]
    hits.sort(key=lambda hit: hit[0])
    return [(page, " › ".join(map(str, way))) for _place, page, way in hits]


def _best(page: Page, wanted: Sequence[str]) -> tuple[int, Words] | None:
    """Return how well a page fits, the least number best, and by which of its ways."""
    title = _spoken(page.title)
    for way in page.ways:
        named = _spoken(page.title, *way)
        if _holds(named, wanted):
            return (0 if _holds(title, wanted) else 1), way
    also = _spoken(page.title, *page.ways[0], page.also)
    return (2, page.ways[0]) if _holds(also, wanted) else None


def _spoken(*words: str | Promise) -> tuple[str, str]:
    """Say words in the language of the page, and in English."""
    here = " ".join(map(str, words)).casefold()
    with override("en"):
        return here, " ".join(map(str, words)).casefold()


def _holds(texts: Iterable[str], wanted: Sequence[str]) -> bool:
    return any(all(word in text for word in wanted) for text in texts)
