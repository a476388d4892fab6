"""Asking a node's own API from the command line."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tillbook.cli.making import TOKEN_FILE
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.errors import NotANodeFolder
from tillbook.nodes.identity import IDENTITY_FILE, read_identity

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NodeNotAnswering(TillbookError):
    """The node is not served, or cannot be reached."""

    code = "node.not_answering"


class NodeRefused(TillbookError):
    """The node answered with a problem."""

    code = "node.refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A node's address and a token for it."""

    url: str
    token: str
    #: What to do when it does not answer.
    remedy: str = ""

    @classmethod
    def of_folder(cls, folder: Path) -> "Api":
        """Take address and token from a node's folder. Raises NotANodeFolder."""
        identity = read_identity(folder)
        return cls(
            url=f"http://{identity.host}:{identity.port}",
            token=(folder / TOKEN_FILE).read_text().strip(),
            remedy=f"Start it with: tillbook serve {folder}",
        )

    def ask(self, method: str, path: str, body: Any = None, *, timeout_s: float = 10.0) -> Any:
        """Return the answer as JSON. Raises NodeNotAnswering or NodeRefused."""
        request = urllib.request.Request(  # noqa: S310  (an address that the user gave)
            f"{self.url.rstrip('/')}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with _direct.open(request, timeout=timeout_s) as response:
                return json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            raise _refusal(error) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NodeNotAnswering(
                f"There is no answer from {self.url}.", remedy=self.remedy
            ) from error


def node_at(node: str, token: str) -> Api:
    """Return the way to a node, by its address or its folder. Raises NotANodeFolder."""
    if node.startswith(("http://", "https://")):
        return Api(url=node, token=token)
    folder = Path(node).resolve()
    if not (folder / IDENTITY_FILE).exists():
        raise NotANodeFolder(
            f"{folder} is not a node's folder.",
            remedy="Name a node's folder or address; `--help` says where.",
        )
    return Api.of_folder(folder)


def _refusal(error: urllib.error.HTTPError) -> NodeRefused:
    try:
        problem = json.loads(error.read())
        return NodeRefused(f"{problem['title']} {problem.get('detail', '')}".strip())
    except (ValueError, KeyError, TypeError):
        return NodeRefused(f"The node answered with status {error.code}.")
