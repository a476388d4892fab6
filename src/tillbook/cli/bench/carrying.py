"""How many bytes a customer takes on the wire: up as a signed creation, down in packages."""

from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tillbook.cli import django_node
from tillbook.exchange.core.lanes import MAX_OPERATIONS

_LEVEL = 3


def measure(folder: Path, count: int) -> dict[str, Any]:
    """Weigh the newest creations and the packages of a headquarters. Bytes."""
    headquarters = folder / "headquarters"
    django_node.load(headquarters)
    from tillbook.config.wiring import install_node

    install_node(headquarters)
    up, documents = _batches(count)
    down = _packages()
    plain = b"\n".join(documents)
    together = len(zstandard.compress(plain, _LEVEL)) / len(documents)
    alone = len(plain) / len(documents)
    return {
        "customers": len(documents),
        "up_bytes": round(up),
        "down_bytes": round(down),
        "document_bytes": round(alone),
        "floor_document_compressed_bytes": round(together),
        "up_to_document": round(up / alone, 1),
        "down_to_floor": round(down / together, 1),
    }


def _batches(count: int) -> tuple[float, list[bytes]]:
    """Return the bytes of a creation in a full batch as it is sent, and the customers' documents."""
    from tillbook.customers.document import read
    from tillbook.exchange.links.wire import Batch, encode_batch
    from tillbook.exchange.log.effective import signed_of
    from tillbook.exchange.models import Operation

    rows = Operation.objects.filter(kind="customer.create", outcome="applied")
    chosen = list(rows.select_related("content").order_by("-position")[:count])
    parts = [chosen[at : at + MAX_OPERATIONS] for at in range(0, len(chosen), MAX_OPERATIONS)]
    batches = [Batch(patience_ms=0, operations=[*map(signed_of, part)]) for part in parts]
    sent = sum(len(encode_batch(batch, compressed=True)) for batch in batches)
    documents = read([row.entity for row in chosen]).values()
    return sent / len(chosen), [msgspec.json.encode(document) for document in documents]


def _packages() -> float:
    """Return the bytes of a customer in the packages that hold most of them."""
    from django.db.models import Count

    from tillbook.exchange.models import Change, Package

    changes = Change.objects.filter(kind="customer", operation=None, package__isnull=False)
    held = changes.values_list("group", "package").annotate(customers=Count("entity"))
    size, customers = 0, 0
    for group, number, count in held.order_by("-customers")[:10]:
        package = Package.objects.exclude(name="").filter(group=group, number=number).first()
        if package is not None:
            size, customers = size + package.size, customers + count
    return size / max(1, customers)
