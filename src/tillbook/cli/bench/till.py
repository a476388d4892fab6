"""A program at a register: one open connection, as a till's own browser has it."""

import http.client
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tillbook.cli.calls import Api, NodeNotAnswering, NodeRefused
from tillbook.cli.demo.children import pause

_LONGEST_START_S = 60.0


class Till:
    """Asks one node's API over a connection that stays open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        api = Api.of_folder(folder)
        self._token = api.token
        address = urlsplit(api.url)
        self._connection = http.client.HTTPConnection(
            address.hostname or "", address.port, timeout=30
        )

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer. Raises NodeNotAnswering or NodeRefused."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        try:
            self._connection.request(method, f"/api/v1{path}", body=content, headers=headers)
            answer = self._connection.getresponse()
            said = json.loads(answer.read() or b"null")
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NodeNotAnswering(
                f"The node of {self.folder} does not answer.",
                remedy="Start the demo first: tillbook demo",
            ) from error
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise NodeRefused(f"{said.get('title', answer.status)} {said.get('detail', '')}")
        return said

    def save(self, name: str, *, mark: int) -> tuple[dict[str, Any], float]:
        """Create a customer as an associate enters one; return it and the seconds it took."""
        entered = {
            "name": name,
            "contacts": [
                {"kind": "email", "value": f"bench.{mark}@example.com"},
                {"kind": "phone", "value": "+46701740612"},
            ],
            "addresses": [
                {
                    "purpose": "home",
                    "street": "Storgatan",
                    "street_number": str(mark),
                    "postal_code": "411 36",
                    "city": "Göteborg",
                    "country": "SE",
                }
            ],
        }
        started = time.perf_counter()
        saved = self.ask("POST", "/customers", entered)
        return dict(saved), time.perf_counter() - started

    def finds(self, name: str) -> bool:
        """Tell whether the node's own tables find a name."""
        return bool(self.ask("GET", f"/customers?search={quote(name)}&scope=node")["items"])

    def connect(self, *, state: str) -> None:
        """Connect the node to its parent, or disconnect it."""
        self.ask("POST", "/connection", {"state": state})

    def is_online(self) -> bool:
        """Tell whether the node reaches its parent."""
        return bool(self.ask("GET", "/status")["parent"]["state"] == "online")


def answering(folder: Path) -> Till:
    """Return a client of a register as soon as it answers; one that is served does at once.

    Raises NodeNotAnswering when it still does not after some time.
    """
    end = time.monotonic() + _LONGEST_START_S
    while True:
        till = Till(folder)
        try:
            till.ask("GET", "/status")
        except NodeNotAnswering:
            if time.monotonic() > end:
                raise
            pause()
        else:
            return till
