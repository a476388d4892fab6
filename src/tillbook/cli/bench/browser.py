"""What an associate's browser sends to a register: one open connection, signed in, its cookies."""

import http.client
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tillbook.cli.calls import NodeRefused
from tillbook.nodes.identity import read_identity


class Browser:
    """Sends the forms of a register's pages, as the scripts of these pages send them."""

    def __init__(self, folder: Path) -> None:
        identity = read_identity(folder)
        self._connection = http.client.HTTPConnection(identity.host, identity.port, timeout=30)
        self._cookies = SimpleCookie()

    def sign_in(self, number: str, pin: str) -> None:
        """Sign an associate in. Raises NodeRefused."""
        self._ask("GET", "/sign-in")
        status, _ = self._ask("POST", "/sign-in", {"associate": number, "pin": pin})
        if status != http.HTTPStatus.FOUND:
            raise NodeRefused("The register lets nobody in with the number and PIN of its demo.")

    def search(self, words: str) -> str:
        """Return the rows that come for what stands in the search box. Raises NodeRefused."""
        status, page = self._ask(
            "POST", "/customers/", {"q": words}, {"HX-Request": "true", "HX-Current-URL": "/"}
        )
        if status != http.HTTPStatus.OK:
            raise NodeRefused(f"The register answered a search with status {status}.")
        return page

    def _ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in self._cookies.values())}
        if form is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                **self._against_forgery(),
            }
        body = None if form is None else urlencode(form)
        self._connection.request(method, path, body=body, headers={**headers, **(more or {})})
        answer = self._connection.getresponse()
        for given in answer.headers.get_all("Set-Cookie", ()):
            self._cookies.load(given)
        return answer.status, answer.read().decode()

    def _against_forgery(self) -> dict[str, Any]:
        tokens = [one.value for name, one in self._cookies.items() if "csrf" in name]
        return {"X-CSRFToken": tokens[0]} if tokens else {}
