"""What a new headquarters starts with: the numbers of customer accounts, and default profiles."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from tillbook.configuration import draft_put
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.up.submit import submit
from tillbook.fleet.queries import ever_written
from tillbook.nodes.this_node import current
from tillbook.stores.models import NumberSequence
from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE
from tillbook.stores.rules import numbering, profiles


def plant() -> None:
    """Make what was never there: what an administrator changed or removed stays so."""
    if not NumberSequence.objects.exists():
        _put("number_sequence", DEFAULT_SEQUENCE, _sequence())
    seeds: dict[UUID, tuple[str, dict[str, Any]]] = {
        profiles.DEFAULT_FUNCTIONALITY: (
            "functionality_profile",
            asdict(profiles.Functionality()),
        ),
        profiles.DEFAULT_OFFLINE: ("offline_profile", asdict(profiles.Offline())),
    }
    known = ever_written(seeds)
    for id, (kind, settings) in seeds.items():
        if id not in known:
            _put(kind, id, {"number": "default", "name": "Default", **settings})


def _sequence() -> dict[str, Any]:
    """Return the sequence that any other one takes the place of."""
    return {
        "code": "customers",
        "name": "Customer accounts",
        "legal_entity": "",
        "used_for": NumberSequence.Use.CUSTOMER_ACCOUNT.value,
        "format": numbering.DEFAULT.format,
        "check_digit": numbering.DEFAULT.check_digit,
        "first": 1,
    }


def _put(kind: str, id: UUID, document: dict[str, Any]) -> None:
    submit(draft_put(current().actor(), kind, id=id, document=document), patience=NONE)
