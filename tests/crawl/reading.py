"""What a person can read on a page or hear of it, text by text, and where the page leads."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Stands within words; everything else ends a text.
_INLINE = frozenset({"mark", "wbr"})
_VOID = frozenset("area base br col embed hr img input link meta source track use wbr".split())
#: Not read by anybody; what stands on the keys of a keyboard is the same everywhere.
_UNSEEN = frozenset({"script", "style", "svg", "kbd"})
_SPOKEN = ("alt", "aria-description", "aria-label", "aria-valuetext", "placeholder", "title")
_BUTTONS = ("submit", "button", "reset")
#: A script shows the texts that a page gives it in such attributes.
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]")


@dataclass(slots=True)
class Reading(HTMLParser):
    """Reads one page."""

    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _run: list[str] = field(default_factory=list)
    #: The open elements, each with whether it is read.
    _open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self._end_run()
        if tag not in _VOID:
            is_read = tag not in _UNSEEN and given.get("aria-hidden") != "true"
            is_read = is_read and given.get("translate") != "no"
            self._open.append((tag, is_read))
        self._read_attributes(tag, given)
        self._read_links(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_run()
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if all(is_read for _tag, is_read in self._open):
            self._run.append(data)

    def close(self) -> None:
        HTMLParser.close(self)
        self._end_run()

    def _end_run(self) -> None:
        text = " ".join("".join(self._run).split())
        self._run.clear()
        if text:
            self.texts.append(text)

    def _read_attributes(self, tag: str, given: dict[str, str]) -> None:
        self.texts += [given[name] for name in _SPOKEN if given.get(name)]
        if tag == "input" and given.get("type") in _BUTTONS and given.get("value"):
            self.texts.append(given["value"])
        self.texts += [
            value
            for name, value in given.items()
            if name.startswith("data-") and _SENTENCE.search(value)
        ]

    def _read_links(self, tag: str, given: dict[str, str]) -> None:
        for name in ("href", "hx-get", "data-href", "data-url"):
            if given.get(name) and tag not in ("link", "use", "image"):
                self.links.append(given[name])
        if tag == "input" and given.get("hx-get"):
            self.links.append(f"{given['hx-get']}?{given.get('name', '')}=an")
        if tag == "form" and given.get("method", "get").lower() == "get":
            self.links.append(given.get("action", ""))


def read(html: str) -> Reading:
    """Read a page."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading
