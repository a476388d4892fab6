"""Questions about the consent ledger, which headquarters keeps: its lines, and the proof of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.customers import aliases
from tillbook.customers.models import ConsentEntry, ConsentPurpose, Customer
from tillbook.customers.rules import wordings
from tillbook.foundation.actor import Actor, Permission
from tillbook.stores.queries import company_name

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines are asked for; empty is all."""

    #: The customer, and with them everybody who became a part of them; by any of their ids.
    customer: UUID | None = None
    contact: UUID | None = None
    purpose: str = ""
    answer: str = ""
    source: str = ""
    store: str = ""
    #: The contact's value as it was then, whole.
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An answer, with the customer's name and number of today."""

    entry: ConsentEntry
    name: str
    account_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Lines of the ledger, newest first."""

    lines: tuple[Line, ...]
    #: Where the next page begins; None on the last one.
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One answer with the words that were read for it."""

    line: Line
    company: str
    purpose: str
    #: As it was read then; empty when the wording was never here.
    text: str


def page(
    actor: Actor, which: Filter | None = None, *, before: int | None = None, limit: int = PAGE
) -> Page:
    """Return lines of the ledger, newest first; with `before`, those that follow that line.

    Empty at every node but headquarters.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    rows = ConsentEntry.objects.filter(**_wanted(which or Filter())).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    return Page(lines=_lines(shown), before=shown[-1].pk if len(found) > limit else None)


def _wanted(which: Filter) -> dict[str, Any]:
    wanted = {
        # Of one mailbox, people write the letters in either case.
        ("value__iexact" if name == "value" else name): value
        for name in ("contact", "purpose", "answer", "source", "store", "value")
        if (value := getattr(which, name))
    }
    if which.customer is not None:
        wanted["customer__in"] = aliases.names_of(aliases.id_kept(which.customer))
    return wanted


def proof(actor: Actor, id: int) -> Proof | None:
    """Return a line of the ledger with the words that were read, or None."""
    actor.require(Permission.FIND_CUSTOMERS)
    rows = list(ConsentEntry.objects.filter(id=id))
    if not rows:
        return None
    [line] = _lines(rows)
    entry = line.entry
    legal_entities = Customer.objects.filter(id=entry.customer).values_list(
        "legal_entity", flat=True
    )
    company = company_name(legal_entities.first() or "")
    purpose = ConsentPurpose.objects.filter(code=entry.purpose).order_by("id").first()
    found = (
        wordings.of_version(purpose.wordings, entry.wording, entry.language) if purpose else None
    )
    return Proof(
        line=line,
        company=company,
        purpose=purpose.name if purpose else entry.purpose,
        text=found.filled(company=company, value=entry.value) if found else "",
    )


def _lines(entries: list[ConsentEntry]) -> tuple[Line, ...]:
    ids = {entry.customer for entry in entries}
    rows = Customer.objects.filter(id__in=ids).values_list("id", "name", "account_number")
    known: Mapping[UUID, tuple[str, str]] = {id: (name, number) for id, name, number in rows}
    return tuple(
        Line(entry=entry, name=name, account_number=number)
        for entry in entries
        for name, number in [known.get(entry.customer, ("", ""))]
    )
