"""A page as a person sees it: its words, and the fields of its forms."""

from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "title", "template"})
_EMPTY = frozenset({"input", "meta", "link", "br", "use", "img", "hr"})


class Page(HTMLParser):
    """The words of an HTML text, and what its fields hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.words: list[str] = []
        self.fields: dict[str, str] = {}
        self.links: list[str] = []
        self._open: list[str] = []
        self._select = ""
        self._lines = ""
        self.feed(html.replace("<mark>", "").replace("</mark>", ""))

    @property
    def text(self) -> str:
        """What can be read, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _EMPTY:
            self._open.append(tag)
        if tag == "input":
            self._input(given)
        elif tag == "select":
            self._select = given["name"]
        elif tag == "textarea":
            self._lines = given["name"]
            self.fields[self._lines] = ""
        elif tag == "option" and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given["value"]
        self.links += [given[name] for name in ("href", "action", "hx-get") if name in given]
        self.words += [given[name] for name in ("aria-label", "title") if name in given]

    def control(self, name: str) -> str:
        """Return the name of the control for a customer's phone, email or part of the address."""
        if name in self.fields:
            return name
        for control, value in self.fields.items():
            if control.endswith("-kind") and value == name:
                return control.removesuffix("kind") + "value"
        return f"address-0-{name}" if f"address-0-{name}" in self.fields else name

    def value(self, name: str) -> str:
        """Return what a field holds."""
        return self.fields[self.control(name)]

    def typed(self, **texts: str) -> dict[str, str]:
        """Return the fields with texts typed into them; phone, email and street go to the first."""
        return self.fields | {self.control(name): text for name, text in texts.items()}

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("radio", "checkbox") and "checked" not in given:
            return
        if given.get("name") and given.get("type") != "search":
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # Browsers leave out the first line break of the text.
            self.fields[self._lines] = self.fields[self._lines].removeprefix("\n")
            self._lines = ""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._lines:
            self.fields[self._lines] += data
        if not _UNSEEN.intersection(self._open):
            self.words.append(data)
