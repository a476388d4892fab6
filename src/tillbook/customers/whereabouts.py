"""Who is meant by a name or a number, for people who ask why somebody is or is not seen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.customers import queries
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor

KIND = "customer"
#: As many as a person compares.
_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A customer that may be meant. The name is empty when nobody can tell it any more."""

    id: UUID
    name: str = ""
    account_number: str = ""
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who may be meant, the likeliest first."""

    meant: tuple[Meant, ...]
    #: False when the parent was to be asked and could not be.
    is_complete: bool = True


def who(actor: Actor, text: str) -> Found:
    """Find who is meant by an id, a customer number or a name, here first and then above."""
    text = text.strip()
    if (id := _id(text)) is not None:
        return Found(meant=(_by_id(actor, id),))
    exact = queries.find_by_account(actor, "".join(text.split()))
    if exact is not None:
        return Found(meant=(_meant(exact, is_here=True),))
    here = queries.search(actor, text, limit=_MOST)
    above = queries.search_elsewhere(actor, text, limit=_MOST)
    found = [_meant(hit.customer, is_here=True) for hit in here.items]
    found += [_meant(hit.customer, is_here=False) for hit in above.items]
    return Found(meant=tuple(found[:_MOST]), is_complete=above.is_complete)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _by_id(actor: Actor, id: UUID) -> Meant:
    """Find a customer by its id; who shows it no more is still meant."""
    here = queries.find(actor, id)
    document = here or queries.find_elsewhere(actor, id)
    return _meant(document, is_here=here is not None) if document else Meant(id=id)


def _meant(document: Document | dict[str, Any], *, is_here: bool) -> Meant:
    return Meant(
        id=UUID(document["id"]),
        name=document["name"],
        account_number=document["account_number"] or "",
        is_here=is_here,
    )
