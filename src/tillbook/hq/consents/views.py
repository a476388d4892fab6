"""H17. The consent ledger with its filters, and the proof of one answer for the printer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tillbook.customers import aliases, ledger, queries
from tillbook.customers.ledger import Filter, Line
from tillbook.exchange.core.units import Document
from tillbook.foundation import clock, emails, phones
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import is_id
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.consents import words
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens.words import language_name
from tillbook.staff.queries import names_of
from tillbook.stores.queries import stores

_FILTERS = ("value", "purpose", "answer", "source", "store")


@require_safe
@for_administrators
def all_answers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List answers, newest first, those that fit the filters."""
    chosen = {name: request.GET.get(name, "").strip()[:254] for name in _FILTERS}
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    one = request.GET.get("customer", "")
    customer = queries.find(actor, aliases.id_kept(UUID(one))) if is_id(one) else None
    page = ledger.page(actor, _filter(chosen, customer), before=start)
    query = request.GET.copy()
    query.pop("before", None)
    given = {
        "crumbs": way_to(pages.CONSENTS),
        "lines": _shown(actor, page.lines),
        "chosen": chosen,
        "customer": customer,
        "choices": _choices(actor),
        "is_filtered": any(chosen.values()) or customer is not None,
        "after": page.before,
        "is_later": start is not None,
        "query": query.urlencode(),
    }
    return render(request, "hq/consents/ledger.html", given)


@require_safe
@for_administrators
def proof(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """Show one answer with the words that were read, to be printed."""
    found = ledger.proof(actor, id)
    if found is None:
        raise Http404
    [line] = _shown(actor, (found.line,))
    given = {
        "crumbs": way_to(pages.CONSENTS, Crumb(label=_("Proof of consent"))),
        "proof": found,
        "line": line,
        "printed_at": clock.now(),
        "by": actor.id,
    }
    return render(request, "hq/consents/proof.html", given)


def _filter(chosen: Mapping[str, str], customer: Document | None) -> Filter:
    return Filter(
        customer=UUID(customer["id"]) if customer else None,
        value=_normal(chosen["value"]),
        purpose=chosen["purpose"],
        answer=chosen["answer"],
        source=chosen["source"],
        store=chosen["store"],
    )


def _normal(text: str) -> str:
    """Read a phone or an email as it stands in the ledger."""
    email, phone = emails.normalise(text), phones.normalise(text, country="")
    if isinstance(email, emails.Email):
        return email.address
    return phone.e164 if isinstance(phone, phones.Phone) else text


def _choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    return {
        "purpose": [
            (one.code, words.in_language_of_page(one.name, one.names))
            for one in queries.consent_purposes(actor)
        ],
        "answer": list(words.answers().items()),
        "source": list(words.sources().items()),
        "store": [(store.number, f"{store.number} · {store.name}") for store in stores(actor)],
    }


def _shown(actor: Actor, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    people = names_of([line.entry.by for line in lines if line.entry.by])
    places = {store.number: store.name for store in stores(actor)}
    purposes = {
        one.code: words.in_language_of_page(one.name, one.names)
        for one in queries.consent_purposes(actor)
    }
    answers, sources = words.answers(), words.sources()
    return [
        {
            "entry": line.entry,
            "name": line.name,
            "number": line.account_number,
            "contact": _contact(line.entry.kind, line.entry.value),
            "purpose": purposes.get(line.entry.purpose, line.entry.purpose),
            "answer": answers.get(line.entry.answer, line.entry.answer),
            "language": language_name(line.entry.language) if line.entry.language else "–",
            "how": sources.get(line.entry.source, line.entry.source or "–"),
            "where": places.get(line.entry.store, line.entry.store) or _("Headquarters"),
            "who": people.get(line.entry.by, "") if line.entry.by else "",
            "at": _time(line.entry.at),
        }
        for line in lines
    ]


def _contact(kind: str, value: str) -> str:
    phone = phones.normalise(value, country="") if kind == "phone" else None
    return phone.display if isinstance(phone, phones.Phone) else value


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
