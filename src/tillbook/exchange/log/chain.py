"""The hash-chained log of a node: every write appends here, inside its own transaction."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from tillbook.exchange.core.operations import Origin
from tillbook.exchange.models import Change, Group, LogEntry, Operation
from tillbook.nodes.identity import Identity
from tillbook.nodes.models import LocalState
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write
from tillbook.nodes.unit import unit
from tillbook.nodes.upserts import insert

#: What the first entry follows.
GENESIS = "0" * 64


class Log:
    """The open end of the log, held for one transaction."""

    def __init__(self, state: LocalState) -> None:
        self._state = state
        self._entries: list[dict[str, Any]] = []
        self._changes: list[tuple[str, UUID, UUID | None]] = []

    @cached_property
    def has_backlog(self) -> bool:
        """Whether headquarters has operations that it did not decide when they came."""
        return Operation.objects.filter(state=Operation.State.PENDING).exists()

    def next_origin(self) -> Origin:
        """Return the position of the next operation minted here. Gap-free if committed."""
        self._state.seq += 1
        return Origin(
            node=self._state.node, incarnation=self._state.incarnation, seq=self._state.seq
        )

    def append(self, type: LogEntry.Type, *, subject: UUID, content: bytes) -> int:
        """Chain an entry and return its position."""
        self._state.position += 1
        self._state.chain = link_hash(
            self._state.chain, type=type.value, subject=subject, content=content
        )
        self._entries.append(
            {
                "position": self._state.position,
                "type": type.value,
                "subject": subject,
                "content": content,
                "hash": self._state.chain,
            }
        )
        return self._state.position

    def feed(self, kind: str, entity: UUID, *, operation: UUID | None = None) -> None:
        """Put a change of an entity, or the verdict on an operation, into every group's feed."""
        self._changes.append((kind, entity, operation))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Take back database rows and log entries together when the block raises."""
        state = self._state
        kept = (state.seq, state.position, state.chain, len(self._entries), len(self._changes))
        try:
            with unit().savepoint(), transaction.atomic(using=current().database):
                yield
        except BaseException:
            state.seq, state.position, state.chain, entries, changes = kept
            del self._entries[entries:], self._changes[changes:]
            raise

    def flush(self) -> None:
        """Write what was appended, once per transaction."""
        if self._entries:
            insert(LogEntry, self._entries)
            self._state.save(update_fields=["seq", "position", "chain"])
        if self._changes:
            groups = list(Group.objects.values_list("name", flat=True))
            insert(
                Change,
                (
                    {"group": group, "kind": kind, "entity": entity, "operation": operation}
                    for kind, entity, operation in self._changes
                    for group in groups
                ),
            )


@contextmanager
def write_log(*, behind: bool = False) -> Iterator[Log]:
    """Open the node's write transaction with the log at hand; commits both or neither.

    `behind` writes rows many at a time: for whoever takes many operations at once.
    """
    with write():
        log = Log(LocalState.objects.select_for_update().get())
        unit().is_behind = behind
        yield log
        unit().write_out()
        log.flush()


@contextmanager
def write_log_along() -> Iterator[None]:
    """Write in the decision that is open, which holds the log, or hold it for one transaction."""
    if connections[current().database].in_atomic_block:
        yield
    else:
        with write_log():
            yield


def begin(identity: Identity) -> None:
    """Begin the log of a new node. Safe to repeat."""
    LocalState.objects.get_or_create(
        defaults={
            "node": identity.id,
            "database": identity.database,
            "incarnation": secrets.token_hex(8),
            "chain": GENESIS,
        }
    )


def link_hash(previous: str, *, type: str, subject: UUID, content: bytes) -> str:
    """Return the hash of an entry that follows `previous`, hex."""
    material = bytes.fromhex(previous) + type.encode() + subject.bytes + content
    return hashlib.sha256(material).hexdigest()


def first_broken_link() -> int | None:
    """Walk the whole chain; return the position of the first altered entry, or None."""
    previous = "0" * 64
    for expected, entry in enumerate(LogEntry.objects.order_by("position").iterator(), 1):
        current = link_hash(
            previous, type=entry.type, subject=entry.subject, content=bytes(entry.content)
        )
        if entry.position != expected or entry.hash != current:
            return entry.position
        previous = current
    return None
