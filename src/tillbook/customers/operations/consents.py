"""Stamping answers with their proof: which words, in which language, how, when, by whom, where."""

from collections.abc import Mapping, Sequence
from typing import Any

from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.models import ConsentPurpose
from tillbook.customers.rules import consents as rules
from tillbook.customers.rules import wordings
from tillbook.customers.rules.consents import Given
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.stores.queries import numbers_of

Document = Mapping[str, Any]
Stamped = dict[str, dict[str, Any]]
#: How an answer was given where nobody says: by who gave it, and where.
_SOURCES = {"token": "api", "system": "import"}


def entered(actor: Actor, asked: Document, *, before: Document | None, after: Document) -> Stamped:
    """Return all answers of a customer after an entry: new ones stamped, others as they stood.

    `asked` holds the contacts as entered and, where given, consents; answers of contacts that are
    gone leave. Raises InvalidCustomer.
    """
    stored = before or {}
    given = rules.entered(
        asked.get("contacts") or (),
        asked.get("consents") or {},
        stored=stored,
        settled=after["contacts"] if asked.get("contacts") else (),
    )
    stood = dict(stored.get("consents") or {})
    kept = stood | stamp(actor, rules.changed(given, stood), customer=after)
    gone = rules.homeless(before, {**after, "consents": kept})
    return {key: answer for key, answer in kept.items() if key not in gone}


def stamp(actor: Actor, given: Sequence[Given], *, customer: Document) -> Stamped:
    """Return changed answers with their proof, by key. Raises InvalidCustomer."""
    if not given:
        return {}
    purposes = wordings_of({one.purpose for one in given})
    problems = rules.problems(given, customer["contacts"], purposes)
    if problems:
        raise InvalidCustomer(problems)
    place = _place_of(actor)
    language = str(customer.get("language") or "")
    return {
        one.key: _answer(one, purposes[one.purpose], language)
        | {"source": one.source or _source_of(actor)}
        | place
        for one in given
    }


def current_wording(purpose: str) -> int:
    """Return the version of the words that are read for a purpose now; 0 when there are none."""
    found = wordings.current(wordings_of({purpose}).get(purpose, []))
    return found.version if found else 0


def wordings_of(purposes: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the wordings of those purposes that are known here, by code."""
    return dict(
        ConsentPurpose.objects.filter(code__in=purposes)
        .order_by("-id")
        .values_list("code", "wordings")
    )


def _answer(given: Given, texts: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    wording = wordings.current(texts, given.language, language)
    return {
        "answer": given.answer,
        "wording": wording.version if wording else 0,
        "language": wording.language if wording else "",
    }


def _source_of(actor: Actor) -> str:
    if actor.kind == "staff":
        return "spoken" if actor.store else "form"
    return _SOURCES[actor.kind]


def _place_of(actor: Actor) -> dict[str, Any]:
    numbers = numbers_of([actor.store, actor.register])
    return {
        "at": clock.now().isoformat(timespec="milliseconds"),
        "by": None if actor.kind == "system" else str(actor.id),
        "store": numbers[actor.store],
        "register": numbers[actor.register],
    }
