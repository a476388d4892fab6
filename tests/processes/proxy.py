"""A way to a node that passes requests on and can lose the answers."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

_HOP = {"host", "connection", "transfer-encoding", "content-length"}


@dataclass
class Losses:
    """Which answers are lost: those to POST requests whose path ends so, this many times."""

    path: str = ""
    left: int = 0
    #: Answers that were lost, by their status at the node.
    lost: list[int] = field(default_factory=list)
    #: While it is set, no request gets through.
    is_cut: bool = False
    #: Requests that did not get through because of it.
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def lose_next(self, path: str, *, times: int = 1) -> None:
        """Lose the answer to the next such request, or to so many of them."""
        with self.lock:
            self.path, self.left = path, times

    def cut(self) -> None:
        """Let nothing through until the way is mended."""
        with self.lock:
            self.is_cut, self.refused = True, 0

    def mend(self) -> None:
        """Let everything through again."""
        with self.lock:
            self.is_cut = False

    def refuses(self) -> bool:
        """Tell whether this request is refused, and count it."""
        with self.lock:
            self.refused += self.is_cut
            return self.is_cut

    def takes(self, path: str, status: int) -> bool:
        """Tell whether this answer is lost, and count it."""
        with self.lock:
            if self.left == 0 or not path.endswith(self.path):
                return False
            self.left -= 1
            self.lost.append(status)
            return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    target: ClassVar[str]
    losses: ClassVar[Losses]

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        headers = {name: text for name, text in self.headers.items() if name.lower() not in _HOP}
        if self.losses.refuses():
            self.close_connection = True
            return
        parts = urlsplit(self.target)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            connection.request(self.command, self.path, body=content or None, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            # The node died or hangs: so does whoever asks through here see it.
            self.close_connection = True
            return
        finally:
            connection.close()
        if self.command == "POST" and self.losses.takes(self.path, answer.status):
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, text in answer.getheaders():
            if name.lower() not in _HOP:
                self.send_header(name, text)
        if answer.status != http.HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        with suppress(OSError):
            self.end_headers()
            self.wfile.write(body)

    do_GET = _pass_on  # noqa: N815  (the names that http.server calls)
    do_POST = _pass_on  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests look at what arrived."""


@contextmanager
def lossy_way(target: str) -> Iterator[tuple[str, Losses]]:
    """Open a way to a node; yield its address and what it loses."""
    losses = Losses()
    handler = type("Handler", (_Handler,), {"target": target, "losses": losses})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # A child that is killed resets its connections.
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", losses
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
