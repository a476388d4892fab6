"""Reading pages as a browser does: what its forms would send, and what people see."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the controls of a page with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note inputs, and the chosen option of a list."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and self._is_sent(given):
            self.fields[name] = given.get("value", "on" if self._is_box(given) else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and self._is_chosen(given):
            self.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a list."""
        if tag == "select":
            self._select = ""

    def _is_sent(self, given: dict[str, str]) -> bool:
        return not self._is_box(given) or "checked" in given

    def _is_box(self, given: dict[str, str]) -> bool:
        return given.get("type") in ("checkbox", "radio")

    def _is_chosen(self, given: dict[str, str]) -> bool:
        return "selected" in given or self._select not in self.fields


def fields_of(html: str) -> dict[str, str]:
    """Return what a browser would send without touching anything, all forms of the page together."""
    reader = FormReader()
    reader.feed(html)
    return {
        name: value
        for name, value in reader.fields.items()
        if name not in ("q", "next", "csrfmiddlewaretoken")
    }
