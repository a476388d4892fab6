"""The queue of customers who may be one: proposing pairs, and saying what becomes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from tillbook.configuration.tables import table_kind
from tillbook.customers.errors import UnknownPair
from tillbook.customers.models import DuplicatePair
from tillbook.customers.rules.pairs import Pair, without_known
from tillbook.exchange.core.merge import Policy
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.up.submit import submit_many
from tillbook.foundation.actor import Actor, Permission

KIND = "duplicate_pair"
State = DuplicatePair.State
_FIELDS = ("first", "second", "strength", "reasons", "source", "state", "snoozed_until")
#: How many pairs stand in one transaction: saves wait no longer than for a few of their kind.
_CHUNK = 100


def _latest_intent(unit: str) -> Policy:
    return Policy.LATEST_INTENT


DUPLICATE_PAIR = replace(
    table_kind(KIND, DuplicatePair, fields=_FIELDS, configuration=False),
    policy_of=_latest_intent,
)


def propose_pairs(actor: Actor, pairs: Iterable[Pair]) -> int:
    """Put pairs into the queue; return how many are new. From a store they travel to headquarters.

    A pair that is there already stays as it is, also one that somebody called different people.
    Raises PermissionRefused, or ValueError for a pair that is none.
    """
    actor.require(Permission.PROPOSE_MERGES)
    asked = list(pairs)
    if any(not pair.is_sound for pair in asked):
        raise ValueError("A pair needs two customers, a strength and reasons that are known.")
    known = DuplicatePair.objects.filter(id__in=[pair.id for pair in asked])
    new = without_known(asked, known.values_list("id", flat=True))
    for at in range(0, len(new), _CHUNK):
        submit_many([_proposed(actor, pair) for pair in new[at : at + _CHUNK]])
    return len(new)


def _proposed(actor: Actor, pair: Pair) -> Draft:
    document = {
        "first": str(pair.first),
        "second": str(pair.second),
        "strength": pair.strength,
        "reasons": list(pair.reasons),
        "source": pair.source,
        "state": State.OPEN.value,
        "snoozed_until": "",
    }
    return Draft(actor=actor, kind=PROPOSE.name, entity_kind=KIND, entity=pair.id, patch=document)


def call_different(actor: Actor, pairs: Sequence[UUID]) -> None:
    """Say that these are different people: nobody is asked again. Raises UnknownPair."""
    _settle(actor, pairs, state=State.DIFFERENT.value)


def reopen(actor: Actor, pairs: Sequence[UUID]) -> None:
    """Ask again, at once. Raises UnknownPair."""
    _settle(actor, pairs, state=State.OPEN.value, snoozed_until="")


def snooze(actor: Actor, pairs: Sequence[UUID], *, until: date) -> None:
    """Ask again from a day on. Raises UnknownPair."""
    _settle(actor, pairs, snoozed_until=until.isoformat())


def _settle(actor: Actor, pairs: Sequence[UUID], **fields: str) -> None:
    actor.require(Permission.MERGE_CUSTOMERS)
    if DuplicatePair.objects.filter(id__in=pairs).count() < len(set(pairs)):
        raise UnknownPair
    submit_many([settled(actor, pair, **fields) for pair in pairs])


def settled(actor: Actor, pair: UUID, **fields: str) -> Draft:
    """Draft what becomes of a pair."""
    return Draft(actor=actor, kind=SETTLE.name, entity_kind=KIND, entity=pair, patch=fields)


def _decide_proposal(proposal: Proposal) -> Ruling:
    return Ruling(refused="" if _pair(proposal.after) else "pair.malformed")


def _pair(document: dict[str, Any]) -> bool:
    """Tell whether a device may have proposed this: a sound pair under its own id, and open."""
    try:
        pair = Pair(
            first=UUID(document["first"]),
            second=UUID(document["second"]),
            strength=int(document["strength"]),
            reasons=tuple(document["reasons"]),
            source=str(document["source"]),
        )
    except (KeyError, TypeError, ValueError):
        return False
    is_fresh = (document.get("state"), document.get("snoozed_until")) == (State.OPEN.value, "")
    return is_fresh and pair.is_sound and str(pair.id) == document["id"]


def _decide_settling(proposal: Proposal) -> Ruling:
    return Ruling()


PROPOSE = OperationKind(
    name="pair.propose",
    entity=KIND,
    permission=Permission.PROPOSE_MERGES,
    creates=True,
    edits=False,
    decide=_decide_proposal,
)
SETTLE = OperationKind(
    name="pair.settle",
    entity=KIND,
    permission=Permission.MERGE_CUSTOMERS,
    creates=False,
    edits=True,
    decide=_decide_settling,
)
