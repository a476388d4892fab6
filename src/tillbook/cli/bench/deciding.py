"""How many creations a headquarters decides per second, beside the very rows by raw SQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tillbook.cli.bench import devices, raw_deciding
from tillbook.cli.bench.devices import Device
from tillbook.cli.bench.founded import headquarters
from tillbook.cli.bench.took import Took
from tillbook.exchange.core.operations import FINAL, Signed
from tillbook.exchange.core.retry import NONE
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.identity import make_keys

_TEMPLATES = 60
_STORE = "1"


class NotDecided(TillbookError):
    """Headquarters did not give every creation a number of its own."""

    code = "bench.not_decided"


def measure(count: int, *, batch: int, postgresql: str) -> dict[str, Any]:
    """Let a new headquarters decide `count` creations of a till, in batches of one transaction."""
    with _headquarters(postgresql) as folder:
        till = _till(folder)
        made = list(_creations(till, count))
        took = _decide(till.node, [signed for _, signed in made], batch)
        words = _words([entity for entity, _ in made])
        floor = raw_deciding.measure(words, batch=batch, folder=folder, postgresql=postgresql)
    return {
        "database": "postgresql" if postgresql else "sqlite",
        "operations": count,
        "operations_of_a_transaction": batch,
        "rows_of_an_operation": round(floor.rows / count, 1),
        "decided_per_s": round(count / took.wall_s),
        "floor_per_s": round(count / floor.took.wall_s),
        "share_of_floor": round(floor.took.wall_s / took.wall_s, 2),
        "decided_per_cpu_s": round(count / took.cpu_s),
        "floor_per_cpu_s": round(count / floor.took.cpu_s),
        "cpu_share_of_floor": round(floor.took.cpu_s / took.cpu_s, 2),
    }


@contextmanager
def _headquarters(postgresql: str) -> Iterator[Path]:
    """Found a headquarters with the demo's places, for a while."""
    with headquarters(postgresql) as folder:
        from tillbook.cli.demo import chain

        chain.configure()
        for _ in chain.load_samples(2 * _TEMPLATES, 1):
            pass
        yield folder


def _till(folder: Path) -> Device:
    """Let headquarters admit a till of the first store."""
    from tillbook import configuration
    from tillbook.nodes.this_node import current
    from tillbook.stores.models import Register, Store

    node, headquarters = uuid4(), current()
    keys = make_keys(folder.with_name("till"))
    store = Store.objects.get(number=_STORE)
    register = Register.objects.filter(store=store.id).first()
    configuration.put(
        headquarters.actor(),
        "node",
        id=node,
        document={
            "role": "register",
            "name": "Bench till",
            "parent": str(headquarters.id),
            "store": str(store.id),
            "register": str(register.id) if register else None,
            "sign_key": keys.sign_public.hex(),
            "receive_key": keys.receive_public.hex(),
            "status": "active",
        },
    )
    return Device(
        node=node,
        store=store.id,
        register=register.id if register else None,
        signing=keys.signing,
    )


def _creations(till: Device, count: int) -> Iterator[tuple[UUID, Signed]]:
    patches = devices.templates(_STORE, limit=_TEMPLATES)
    for entity, patch in devices.customers(patches, count, word="Zqbench"):
        yield entity, till.create(patch, entity)


def _words(customers: Sequence[UUID]) -> dict[UUID, str]:
    """Return what each of these customers is found by."""
    from tillbook.customers import document
    from tillbook.customers.rules.search_tokens import tokens_of

    found = document.read(customers)
    return {id: " ".join(tokens_of(found[id])) for id in customers}


def _decide(till: UUID, operations: Sequence[Signed], batch: int) -> Took:
    """Return what deciding all of them took. Raises NotDecided."""
    from tillbook.config.worker import keep_for_good
    from tillbook.exchange import serve

    keep_for_good()
    answers = []
    began = Took.until_now()
    for start in range(0, len(operations), batch):
        answers += serve.take(operations[start : start + batch], child=till, patience=NONE)
    took = Took.until_now() - began
    verdicts = [answer.verdict for answer in answers]
    numbers = {
        verdict.assigned.get("account_number")
        for verdict in verdicts
        if verdict is not None and verdict.outcome in FINAL
    }
    if len(numbers) != len(operations):
        raise NotDecided(
            f"{len(operations) - len(numbers)} of {len(operations)} creations got no number "
            f"of their own; the first answer was {answers[0]}."
        )
    return took
