"""How much memory each node of a demo takes, over its processes."""

from pathlib import Path
from typing import Any

from tillbook.cli.demo.children import pss_kib, tree_of
from tillbook.config import folder_lock
from tillbook.nodes.identity import IDENTITY_FILE


def measure(folder: Path) -> dict[str, Any]:
    """Return the proportional set size of each node that is being served. MiB."""
    nodes = sorted(path.parent for path in folder.glob(f"*/{IDENTITY_FILE}"))
    return {
        f"{node.name}_mib": round(pss_kib(tree_of(folder_lock.holder(node))) / 1024, 1)
        for node in nodes
        if folder_lock.is_held(node)
    }
