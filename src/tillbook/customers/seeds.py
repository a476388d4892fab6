"""What a new headquarters starts with: the purposes of addresses and of consent."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model

from tillbook.configuration import draft_put
from tillbook.customers.models import AddressPurpose, ConsentPurpose
from tillbook.customers.rules.first_wordings import consent_purposes
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.up.submit import submit
from tillbook.fleet.queries import ever_written
from tillbook.nodes.this_node import current

_NAMESPACE = UUID("c7f0c1de-2a0b-4a53-9d53-6d6b8a1f40e7")

Seed = tuple[str, dict[str, Any]]


def plant() -> None:
    """Put what was never there, at headquarters.

    What the log knows was planted before: what an administrator changed or removed stays so. What
    an administrator made under the same code stays too.
    """
    seeds = {_id(kind, document["code"]): (kind, document) for kind, document in _seeds()}
    known = ever_written(seeds)
    for id, (kind, document) in seeds.items():
        if id not in known and not _is_taken(kind, document["code"]):
            draft = draft_put(current().actor(), kind, id=id, document=document)
            submit(draft, patience=NONE)


def _seeds() -> Iterable[Seed]:
    yield from address_purposes()
    yield from (("consent_purpose", document) for document in consent_purposes())


def address_purposes() -> Iterable[Seed]:
    """Return the four purposes, in the order in which they are offered."""
    rows = (
        ("home", "person", "Home", "Hem", "家庭"),
        ("business", "organization", "Business", "Företag", "公司"),
        ("office", "", "Office", "Kontor", "办公室"),
        ("post_box", "", "Post box", "Postbox", "邮政信箱"),
    )
    for position, (code, default_for, english, swedish, chinese) in enumerate(rows, start=1):
        names = {"sv": swedish, "zh-Hans": chinese}
        yield (
            "address_purpose",
            {
                "code": code,
                "name": english,
                "names": names,
                "default_for": default_for,
                "position": position * 10,
            },
        )


def _id(kind: str, code: str) -> UUID:
    return uuid5(_NAMESPACE, f"{kind} {code}")


def _is_taken(kind: str, code: str) -> bool:
    return _TABLES[kind]._default_manager.filter(code__iexact=code).exists()


_TABLES: dict[str, type[Model]] = {
    "address_purpose": AddressPurpose,
    "consent_purpose": ConsentPurpose,
}
