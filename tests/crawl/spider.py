"""Finds every page of a surface: from its addresses, and by following what each page links to."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import Http404
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch

from tests.crawl.reading import Reading, read

Get = Callable[[str], Any]
#: So many pages of one address and one set of questions: the rest differs in its data only.
_ALIKE = 4
#: Another order of the same rows.
_ORDER = "o"
_POST_ONLY = 405
_REDIRECTS = (301, 302, 303, 307)
_PROGRAMS = ("/api/", "/static/", "/exchange/", "/language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it was answered."""

    path: str
    html: str
    status: int
    #: Headers by name.
    headers: dict[str, str]

    @property
    def is_whole(self) -> bool:
        """Tell it from a part that scripts fetch."""
        return "<html" in self.html

    def reading(self) -> Reading:
        """Read it."""
        return read(self.html)


@dataclass(slots=True)
class Crawl:
    """A walk over a surface, as `get` answers."""

    get: Get
    pages: list[Page] = field(default_factory=list)
    #: Names of the addresses that were seen.
    names: set[str] = field(default_factory=set)
    _wanted: list[str] = field(default_factory=list)
    _met: set[str] = field(default_factory=set)
    _alike: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def walk(self, *starts: str) -> None:
        """Visit the starts and everything that they lead to."""
        for path in starts:
            self._want(path, base="/")
        while self._wanted:
            self._visit(self._wanted.pop(0))

    def _want(self, link: str, *, base: str) -> None:
        whole = urljoin(base, link).partition("#")[0]
        parts = urlsplit(whole)
        if parts.netloc or parts.scheme or parts.path.startswith(_PROGRAMS) or whole in self._met:
            return
        self._met.add(whole)
        if dict(parse_qsl(parts.query, keep_blank_values=True)).keys() & {_ORDER}:
            return
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            name = ""
        kind = (name, *sorted(key for key, _value in parse_qsl(parts.query)))
        self._alike[kind] += 1
        if self._alike[kind] <= _ALIKE:
            self._wanted.append(whole)

    def _visit(self, path: str) -> None:
        answer = self.get(path)
        with suppress(Resolver404):
            self.names.add(resolve(urlsplit(path).path).view_name)
        if answer.status_code == _POST_ONLY:
            return
        if answer.status_code in _REDIRECTS:
            self._want(answer["Location"], base=path)
        elif answer["Content-Type"].startswith("text/html"):
            for link in self.keep(path, answer).reading().links:
                self._want(link, base=path)

    def keep(self, path: str, answer: Any) -> Page:
        """Put an answer among the pages."""
        html, headers = answer.content.decode(), dict(answer.headers.items())
        page = Page(path=path, html=html, status=answer.status_code, headers=headers)
        self.pages.append(page)
        return page


def addresses() -> dict[str, str]:
    """Return an address for every name of the URL configuration; what varies in it is made up."""
    return dict(_addresses(get_resolver().url_patterns, ""))


def starts() -> list[str]:
    """Return the addresses in which nothing varies."""
    return [address for address in addresses().values() if _NUMBER not in address]


#: Fits every kind of argument: ids, numbers and words.
_MADE_UP = "99999999-9999-4999-8999-999999999999"
_NUMBER = _MADE_UP[:8]
_SAMPLES = {"IntConverter": _NUMBER}


def _addresses(patterns: list[Any], space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            own = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, own)
        elif pattern.name and not space.startswith("api"):
            with suppress(NoReverseMatch):  # an address of a few words only, which links hold
                yield f"{space}{pattern.name}", _sample(f"{space}{pattern.name}", pattern)


def _sample(name: str, pattern: URLPattern) -> str:
    kinds = {key: type(kind).__name__ for key, kind in pattern.pattern.converters.items()}
    if not kinds and pattern.pattern.regex.groups:
        kinds = dict.fromkeys(pattern.pattern.regex.groupindex, "")
    return reverse(name, kwargs={key: _SAMPLES.get(kind, _MADE_UP) for key, kind in kinds.items()})


def never_seen(crawl: Crawl) -> Iterator[str]:
    """Yield the names of the pages that nothing led to; what is only sent to is no page."""
    for name, address in addresses().items():
        if name in crawl.names or address.startswith(_PROGRAMS):
            continue
        try:
            status = crawl.get(address).status_code
        except Http404:
            status = 404
        if status not in (400, 403, 405):
            yield name
