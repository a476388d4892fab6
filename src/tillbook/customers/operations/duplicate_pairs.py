"""The queue of customers who may be one: proposing pairs, and saying what becomes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from tillbook.configuration.tables import table_kind
from tillbook.customers import aliases
from tillbook.customers.errors import UnknownPair
from tillbook.customers.models import DuplicatePair
from tillbook.customers.rules.pairs import Pair, pair_id, without_known
from tillbook.exchange.core.merge import Policy
from tillbook.exchange.errors import Refused
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

    A pair that is there already stays as it is, also one that somebody called different people; so
    does one of a customer who has become a part of one of these two.
    Raises PermissionRefused, or ValueError for a pair that is none.
    """
    actor.require(Permission.PROPOSE_MERGES)
    asked = list(pairs)
    if any(not pair.is_sound for pair in asked):
        raise ValueError("A pair needs two customers, a strength and reasons that are known.")
    known = DuplicatePair.objects.filter(id__in=[pair.id for pair in asked])
    new = without_known(_not_told_apart(asked), known.values_list("id", flat=True))
    for at in range(0, len(new), _CHUNK):
        submit_many([_proposed(actor, pair) for pair in new[at : at + _CHUNK]])
    return len(new)


def _not_told_apart(pairs: Sequence[Pair]) -> list[Pair]:
    """Leave out whom somebody called different people before they were merged with others."""
    names = aliases.names_of_all({id for pair in pairs for id in (pair.first, pair.second)})
    by_names = {
        pair: {pair_id(*two) for two in product(names[pair.first], names[pair.second])}
        for pair in pairs
        if len(names[pair.first]) + len(names[pair.second]) > len((pair.first, pair.second))
    }
    asked = set().union(*by_names.values())
    different = DuplicatePair.objects.filter(id__in=asked, state=State.DIFFERENT)
    apart = set(different.values_list("id", flat=True)) if asked else set()
    return [pair for pair in pairs if apart.isdisjoint(by_names.get(pair, ()))]


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
    try:
        submit_many([settled(actor, pair, **fields) for pair in pairs])
    except Refused:
        raise UnknownPair from None


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
    """Let nobody say of two who became one meanwhile that they are different, or to be asked about."""
    if proposal.after["state"] == State.MERGED:
        return Ruling()
    kept = aliases.kept(UUID(proposal.after[place]) for place in ("first", "second"))
    return Ruling(refused="pair.merged" if len(set(kept.values())) < len(kept) else "")


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
