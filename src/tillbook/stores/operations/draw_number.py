"""Drawing from number sequences, at headquarters, inside the deciding transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tillbook.nodes.unit import unit
from tillbook.stores.errors import NumbersUsedUp
from tillbook.stores.models import NumberCounter, NumberSequence
from tillbook.stores.rules import numbering
from tillbook.stores.rules.numbering import Numbering

#: The sequence that every chain starts with. Without any configured one it is still drawn from.
DEFAULT_SEQUENCE = UUID("4b0b0f8e-8a0e-5d0a-9e1b-1f5c7d3a2e60")
#: Given numbers, answers which of them were issued before.
Issued = Callable[[Collection[str]], Collection[str]]
#: How many numbers are looked at together when the next one was issued before.
_AHEAD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Position:
    """Where a sequence stands."""

    sequence: UUID
    code: str
    numbering: Numbering
    next: int
    #: What may be drawn next, as far as this transaction has looked: n and how it is written.
    free: tuple[tuple[int, str], ...] = ()


def draw(use: NumberSequence.Use, *, legal_entity: str, issued: Issued) -> str:
    """Draw the next number of the company's sequence for a use, else of every company's.

    A number is lost only with its whole transaction. What was issued before, under whatever
    format, is passed over. Raises NumbersUsedUp.
    """
    work, key = unit(), ("numbers", use, legal_entity)
    known = work.counters.get(key)
    position = known or _position(use, legal_entity)
    (n, number), *free = position.free or _next_free(position, issued, _AHEAD if known else 1)
    work.counters[key] = replace(position, next=n + 1, free=tuple(free))
    work.later(_advance, (position.sequence, n + 1))
    return number


def _position(use: NumberSequence.Use, legal_entity: str) -> _Position:
    counter = NumberCounter.objects.filter(sequence=OuterRef("id"))
    row = (
        NumberSequence.objects.filter(used_for=use, legal_entity__in=("", legal_entity))
        .annotate(next=Coalesce(Subquery(counter.values("next")), F("first")))
        # The company's own sequence goes before that of all companies.
        .order_by("-legal_entity", "code")
        .first()
    )
    if row is None:
        kept = NumberCounter.objects.filter(sequence=DEFAULT_SEQUENCE)
        return _Position(
            sequence=DEFAULT_SEQUENCE,
            code="",
            numbering=numbering.DEFAULT,
            next=kept.values_list("next", flat=True).first() or 1,
        )
    form = Numbering(format=row.format, check_digit=row.check_digit)
    return _Position(sequence=row.id, code=row.code, numbering=form, next=row.next)


def _next_free(position: _Position, issued: Issued, count: int) -> tuple[tuple[int, str], ...]:
    """Return the next numbers that were not issued, at least one, of so many looked at together."""
    start = position.next
    while start <= position.numbering.last:
        end = min(start + count, position.numbering.last + 1)
        numbers = {position.numbering.write(n): n for n in range(start, end)}
        taken = set(issued(numbers))
        free = tuple((n, number) for number, n in numbers.items() if number not in taken)
        if free:
            return free
        start, count = end, _AHEAD
    raise NumbersUsedUp(position.code)


def _advance(drawn: Sequence[tuple[UUID, int]]) -> None:
    """Move counters on. Who decides holds the log, so nobody else draws meanwhile."""
    last = dict(drawn)
    NumberCounter.objects.bulk_create(
        [NumberCounter(sequence=sequence, next=next) for sequence, next in last.items()],
        update_conflicts=True,
        unique_fields=["sequence"],
        update_fields=["next"],
    )
