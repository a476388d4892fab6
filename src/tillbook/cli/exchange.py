"""`tillbook exchange`: the loops of a headquarters on PostgreSQL, beside its web workers."""

import signal
import threading

from tillbook.cli import django_node
from tillbook.cli.init import Folder
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import NodeRole, read_identity


class LoopsRunInServe(TillbookError):
    """The node's loops run in the process that serves it."""

    code = "exchange.in_serve"


def exchange(folder: Folder) -> None:
    """Run the exchange of a headquarters whose web workers run apart (serve --workers)."""
    folder = folder.resolve()
    identity = read_identity(folder)
    if not identity.postgresql or identity.role is not NodeRole.HEADQUARTERS:
        raise LoopsRunInServe(
            "The exchange of this node runs in the process that serves it.",
            remedy=f"Start 'tillbook serve {folder}'; nothing else is needed.",
        )
    django_node.load(folder)
    from tillbook.config import worker

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    worker.run(folder, with_loops=True)
    stopping.wait()
