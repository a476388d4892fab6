"""Making the search index anew when its rules change: a few customers at a time, beside all work.

The rules are the folding and the attributes that customers are found by. Entries keep their order,
the most recent last; what is written meanwhile is made by the new rules already. It goes on where it
stood after a restart.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db.models import Exists, Max, OuterRef, QuerySet

from tillbook.attributes import queries as attributes
from tillbook.customers import document
from tillbook.customers.models import Customer, CustomerAttribute, IndexRenewal, SearchEntry
from tillbook.customers.replicated import index, words
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.folding import FOLDING_VERSION
from tillbook.nodes.transactions import write

EVERY_S = 5.0
#: Customers per transaction: others wait for the writer no longer than for a few saves.
_CHUNK = 100
_ROW = 1
#: How texts are folded, and what is kept of a customer: raise the second with every change of the
#: summary, and of how words of names are kept.
_FORM = f"{FOLDING_VERSION}.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many entries are as today's rules make them."""

    done: int
    total: int


def step() -> bool:
    """Make the next entries anew, in one transaction; tell whether there may be more."""
    row = IndexRenewal.objects.filter(id=_ROW).first()
    if row is not None and row.done >= row.last and _rules() == (row.form, row.attributes):
        return False
    with write():
        row = _by_todays_rules()
        entries = list(_older(row).order_by("id").values_list("id", "customer")[:_CHUNK])
        _make_anew([customer for _, customer in entries])
        row.done = entries[-1][0] if len(entries) == _CHUNK else row.last
        row.save()
    return row.done < row.last


def rebuild(actor: Actor) -> Progress:
    """Ask for every entry to be made anew, also of customers that have lost theirs.

    Searching goes on meanwhile, and so does the work after a restart.
    """
    actor.require(Permission.RUN_JOBS)
    with write():
        held = SearchEntry.objects.filter(customer=OuterRef("id"))
        lost = Customer.objects.filter(~Exists(held)).values_list("id", flat=True)
        index.put([index.Entry(customer=id, tokens=(), summary=b"") for id in lost])
        _begin(is_whole=True)
    return progress(actor)


def progress(actor: Actor) -> Progress:
    """Say how far the index is as today's rules make it."""
    actor.require(Permission.READ_STATUS)
    row, total = IndexRenewal.objects.filter(id=_ROW).first(), SearchEntry.objects.count()
    return Progress(done=total - (_older(row).count() if row else 0), total=total)


def _rules() -> tuple[str, str]:
    """Return what decides about entries: how texts are folded and kept, the attributes searched."""
    searched = sorted(
        (one.id, one.data_type, [(option.code, option.names) for option in one.options])
        for one in attributes.searchable().values()
    )
    digest = hashlib.sha256(msgspec.json.encode(searched)).hexdigest() if searched else ""
    return _FORM, digest


def _by_todays_rules() -> IndexRenewal:
    row = IndexRenewal.objects.filter(id=_ROW).first()
    form, searched = _rules()
    if row is None or row.form != form:
        return _begin(is_whole=True)
    if row.attributes != searched:
        return _begin(is_whole=row.is_whole and row.done < row.last)
    return row


def _begin(*, is_whole: bool) -> IndexRenewal:
    form, searched = _rules()
    newest = SearchEntry.objects.aggregate(id=Max("id"))["id"] or 0
    begun = {"form": form, "attributes": searched, "is_whole": is_whole, "done": 0}
    if is_whole:
        words.clear()
    row, _ = IndexRenewal.objects.update_or_create(id=_ROW, defaults=begun | {"last": newest})
    return row


def _older(row: IndexRenewal) -> QuerySet[SearchEntry]:
    entries = SearchEntry.objects.filter(id__gt=row.done, id__lte=row.last)
    if row.is_whole:
        return entries
    described = CustomerAttribute.objects.filter(customer=OuterRef("customer"))
    return entries.filter(Exists(described))


def _make_anew(customers: Sequence[UUID]) -> None:
    shown = document.read(customers)
    index.replace(customers, [index.entry_of(shown[id]) for id in customers if id in shown])
