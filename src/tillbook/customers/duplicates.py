"""Who may be the same as a customer that is being typed: here, and where the parent knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from tillbook.customers import queries, search_index
from tillbook.customers.found import View, view_of
from tillbook.customers.parameters import parameters_of
from tillbook.customers.rules.duplicates import (
    MOST,
    Answer,
    Duplicate,
    Duplicates,
    Policies,
    Policy,
    compare,
    in_order,
    ways_of,
)
from tillbook.customers.rules.search_tokens import query_of
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current

#: The question that a node puts to its parent.
QUESTION = "customers.duplicates"
#: How long somebody who types or saves waits for the other stores. Seconds.
TIMEOUT_S = 1.5


def duplicates_of(
    actor: Actor,
    document: Mapping[str, Any],
    *,
    country: str = "",
    timeout_s: float = TIMEOUT_S,
) -> Duplicates:
    """Return who may be the customer that is typed, the most likely first; at most MOST.

    `document` is what was entered: `name`, `contacts[]` and, of a stored customer, `id`. Phones
    without a country code are read as the country's. With no time to wait only this node's
    customers are compared, and the answer is not complete unless there is nothing to compare.
    Source: AR-141.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    ways = ways_of(document, country=country)
    if not ways:
        return Duplicates()
    others_here = _with(actor, ways, besides=document.get("id"))
    here = compare(document, others_here, country=country, is_elsewhere=False)
    above = _above(document, country=country, timeout_s=timeout_s)
    if above is None:
        return Duplicates(items=_seen_by(actor, here), is_complete=False)
    known = {one.customer["id"] for one in here}
    others = [one for one in above.items if one.customer["id"] not in known]
    items = _seen_by(actor, in_order([*here, *others]))
    return Duplicates(items=items, is_complete=above.is_complete)


def _seen_by(actor: Actor, found: Sequence[Duplicate]) -> tuple[Duplicate, ...]:
    """Return the first of them as the actor's store sees customers."""
    view = view_of(actor) if found else View()
    return tuple(replace(one, customer=view.of(one.customer)) for one in found[:MOST])


def policies_at(store: UUID | None) -> Policies:
    """Return what a store does with a new customer who has somebody's contact."""
    return parameters_of(store).duplicates


def standing_in_the_way(
    actor: Actor,
    document: Mapping[str, Any],
    answer: Answer | None,
    *,
    country: str,
    policies: Policies,
) -> tuple[Duplicate, ...]:
    """Return the exact matches at this node that keep a new customer from being created.

    Nobody is asked through a program (`answer` is None): only what is blocked stands in the way.
    A person answers for both; for what is blocked with a permission. Raises PermissionRefused.
    """
    found = duplicates_of(actor, document, country=country, timeout_s=0).items
    barred = tuple(one for one in found if policies.of(one) is Policy.BLOCK)
    if answer is None:
        return barred
    met = tuple(one for one in found if policies.of(one) is not Policy.FREE)
    if not answer.settles(met):
        return met
    if barred:
        actor.require(Permission.ADD_BARRED_DUPLICATES)
    return ()


def _with(actor: Actor, ways: set[tuple[str, str]], *, besides: str | None) -> Sequence[Document]:
    """Return the customers of this node who are reached in one of these ways, besides one."""
    found = dict.fromkeys(
        id for _, value in sorted(ways) for id in search_index.candidates(query_of(value))
    )
    others = [id for id in found if str(id) != besides]
    return queries.find_all(actor, others) if others else ()


def _above(document: Mapping[str, Any], *, country: str, timeout_s: float) -> Duplicates | None:
    """Ask the parent; None when it is not to be asked, cannot be, or is too old for the question."""
    if current().is_root:
        return Duplicates()
    if not timeout_s:
        return None
    typed = [
        {"kind": str(one.get("kind")), "value": str(one.get("value") or "")}
        for one in document.get("contacts") or ()
    ]
    name = {
        part: str(document.get(part) or "") for part in ("id", "name", "first_name", "last_name")
    }
    asked = {**name, "contacts": typed, "country": country, "timeout_s": timeout_s}
    answer = queries.ask_parent(QUESTION, asked, timeout_s)
    if answer is None:
        return None
    told = [msgspec.convert(one, _Told) for one in answer["items"]]
    here = compare(document, [one.customer for one in told], country=country, is_elsewhere=True)
    return Duplicates(items=tuple(here), is_complete=bool(answer["is_complete"]))


class _Told(msgspec.Struct, frozen=True):
    """A candidate that the parent names."""

    customer: Document


class _Typed(msgspec.Struct, frozen=True):
    """What a child's associate typed."""

    contacts: list[dict[str, str]]
    id: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    country: str = ""
    timeout_s: float = TIMEOUT_S


def answer_duplicates(actor: Actor, params: dict[str, Any]) -> Any:
    """Answer a child with this node's candidates and, further up, the others'."""
    asked = msgspec.convert(params, _Typed)
    left = max(0.0, min(asked.timeout_s, TIMEOUT_S) - 0.1)
    typed = msgspec.to_builtins(asked)
    found = duplicates_of(actor, typed, country=asked.country, timeout_s=left)
    items = [{"customer": one.customer} for one in found.items]
    return {"items": items, "is_complete": found.is_complete}
