"""Simulated tills: devices with keys of their own that sign creations and have no database.

What they create is what headquarters' log holds of its customers, as new customers of new names.
"""

import copy
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tillbook.exchange.core.operations import (
    SCHEMA,
    By,
    EditTime,
    EntityRef,
    Envelope,
    Origin,
    Signed,
    hash_body,
    seal_body,
    sign,
)
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id

_SALT_BYTES = 16
Patch = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Device:
    """One till as headquarters knows it."""

    node: UUID
    store: UUID
    register: UUID | None
    signing: Ed25519PrivateKey
    seq: int = 0

    def create(self, patch: Patch, entity: UUID) -> Signed:
        """Sign a creation as the till's own associate would cause it."""
        self.seq += 1
        salt, body = secrets.token_bytes(_SALT_BYTES), seal_body(patch)
        envelope = Envelope(
            id=new_id(),
            kind="customer.create",
            schema=SCHEMA,
            entity=EntityRef(kind="customer", id=entity),
            origin=Origin(node=self.node, incarnation=self.node.hex[:16], seq=self.seq),
            by=By(
                id=self.node,
                kind="token",
                role="cashier",
                store=self.store,
                register=self.register,
            ),
            time=EditTime(
                wall_ms=clock.milliseconds(), offset_ms=0, boot="bench", monotonic_ms=self.seq
            ),
            base=dict.fromkeys(patch, ""),
            body_hash=hash_body(salt, body),
        )
        return sign(envelope, body, salt=salt, key=self.signing)


def templates(store: str, *, limit: int) -> list[Patch]:
    """Return what creations of one store asked for, from this headquarters' log."""
    from tillbook.exchange.log.effective import patch_of
    from tillbook.exchange.models import Operation

    rows = Operation.objects.filter(kind="customer.create").order_by("-position")
    patches = (patch_of(id) for id in rows.values_list("id", flat=True)[: 10 * limit])
    return [patch for patch in patches if patch.get("store") == store][:limit]


def customers(patches: Sequence[Patch], count: int, *, word: str) -> Iterator[tuple[UUID, Patch]]:
    """Yield new customers after the templates; their names have a word by which they are found."""
    for number in range(count):
        entity = new_id()
        yield entity, _renewed(patches[number % len(patches)], entity, word=word, number=number)


def _renewed(patch: Patch, entity: UUID, *, word: str, number: int) -> Patch:
    """Give a creation's parts ids of their own, wherever they are named, and phones other digits."""
    ids = {unit.split("/")[1]: str(new_id()) for unit in patch if unit.startswith(_PARTS)}
    renewed = _replace(copy.deepcopy(patch), ids)
    renewed["party"] = str(entity)
    renewed["name"] = dict.fromkeys(patch["name"], "") | {"name": f"{word} {number}"}
    for unit, part in renewed.items():
        if unit.startswith("contact/") and part["kind"] == "phone":
            part["value"] = f"{part['value'][:-_DIGITS]}{number % 10**_DIGITS:0{_DIGITS}}"
    return dict(renewed)


#: How many of a phone number's last digits differ from one customer to the next.
_DIGITS = 4
_PARTS = ("contact/", "address/")


def _replace(value: Any, ids: dict[str, str]) -> Any:
    """Replace ids in values and in the names of units."""
    if isinstance(value, dict):
        return {_named(key, ids): _replace(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replace(inner, ids) for inner in value]
    return ids.get(value, value) if isinstance(value, str) else value


def _named(key: str, ids: dict[str, str]) -> str:
    return "/".join(ids.get(part, part) for part in key.split("/"))
