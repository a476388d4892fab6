"""P9: who may be the same as the customer that is being typed, beside what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tillbook.customers import queries
from tillbook.customers.duplicates import TIMEOUT_S, duplicates_of, policies_at
from tillbook.customers.operations.mode import creation_waits
from tillbook.customers.rules.duplicates import (
    REASONS,
    Answer,
    Duplicate,
    Duplicates,
    Policy,
    Strength,
)
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.pos import drafts
from tillbook.pos.shell import QUERY, is_htmx
from tillbook.screens import masking, shown, words
from tillbook.screens.customer import entered
from tillbook.screens.customer.typed import Typed
from tillbook.stores.queries import Place

#: What the form asks for: to compare, who is alike here, and what other stores know.
COMPARE, HINT, ELSEWHERE = "compare", "hint", "elsewhere"
#: Controls of the comparison that are not part of the customer.
_OWN = frozenset({"csrfmiddlewaretoken", "show", "seen-duplicate", "anyway", "why", COMPARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A candidate as it stands beside what was typed."""

    id: str
    customer: Mapping[str, Any]
    url: str
    #: Sign and sentence for each thing that is alike or not.
    reasons: tuple[tuple[str, str], ...]
    #: Values for the lines of the comparison: phone, email, place.
    lines: tuple[str, ...]
    strength: str
    is_elsewhere: bool


def hint(request: HttpRequest, actor: Actor, read: Typed, place: Place | None) -> dict[str, Any]:
    """Return what the form says while somebody types; other stores are asked by a later request."""
    asked = request.POST.get("show", "")
    wait_s = TIMEOUT_S if asked == ELSEWHERE else 0.0
    found = _found(actor, read, place, id=request.POST.get("id", ""), timeout_s=wait_s)
    is_to_ask = asked == HINT and not found.is_complete and current().parent.is_reachable
    shown = cards(actor, found.items[:1], place, mark=request.POST.get(drafts.MARK, ""))
    return {"cards": shown, "asks_elsewhere": is_to_ask}


def hint_on_edit(
    request: HttpRequest, actor: Actor, read: Typed, place: Place | None, id: str
) -> dict[str, Any]:
    """Return the same for a stored customer: only contacts that are new there are compared."""
    is_asked = request.POST.get("show") in (HINT, ELSEWHERE)
    new = [row for row in read.contacts if not row.id]
    if not is_asked or not any(row.values["value"] for row in new):
        return {"cards": (), "asks_elsewhere": False}
    found = duplicates_of(
        actor,
        {**entered.new(read), "id": id},
        country=place.country if place else "",
        timeout_s=0,
    )
    return {"cards": cards(actor, found.items[:1], place, mark=""), "asks_elsewhere": False}


def answer_hint(request: HttpRequest, hint: dict[str, Any], *, is_new: bool) -> HttpResponse:
    """Answer with the hint alone."""
    page = {"hint": hint, "form": {"is_new": is_new, "url": request.path}}
    return render(request, "pos/_hint.html", page)


def in_the_way(
    request: HttpRequest, actor: Actor, read: Typed, place: Place | None
) -> Duplicates | None:
    """Return whom somebody must look at before this customer is created; None for nobody."""
    policies = policies_at(place.store if place else None)
    if not policies.asks and COMPARE not in request.POST:
        return None
    wait_s = TIMEOUT_S if creation_waits(place) else 0.0
    found = _found(actor, read, place, id=request.POST.get("id", ""), timeout_s=wait_s)
    if COMPARE in request.POST:
        return found
    asked = [one for one in found.items if policies.of(one) is not Policy.FREE]
    return found if asked and not answer_of(request).settles(asked) else None


def answer_of(request: HttpRequest) -> Answer:
    """Return what somebody says who saw the candidates."""
    if "anyway" not in request.POST:
        return Answer()
    why = request.POST.get("why", "")
    return Answer(
        seen=frozenset(map(str, request.POST.getlist("seen-duplicate"))),
        reason=why if why in REASONS else "",
    )


def compare(
    request: HttpRequest, actor: Actor, read: Typed, place: Place | None, found: Duplicates
) -> HttpResponse:
    """Show the candidates beside what was typed; all of it comes along."""
    policies = policies_at(place.store if place else None)
    seen = request.POST.getlist("seen-duplicate")
    is_answered = "anyway" in request.POST and all(
        one.customer["id"] in seen for one in found.items
    )
    page = {
        "cards": cards(actor, found.items, place, mark=request.POST.get(drafts.MARK, "")),
        "typed": _typed(read),
        "count": len(found.items),
        "title": _title(len(found.items)),
        "fields": _carried(request),
        "url": reverse("pos:customer_new"),
        "is_complete": found.is_complete,
        "is_blocked": policies.among(found.items) is Policy.BLOCK
        and not actor.may(Permission.ADD_BARRED_DUPLICATES),
        "asks_why": policies.among(found.items) is not Policy.FREE,
        "lacks_why": is_answered,
        "reasons": [(code, words.duplicate_reason(code)) for code in REASONS],
        "then": request.POST.get("then", ""),
        "mark": request.POST.get(drafts.MARK, ""),
    }
    drafts.keep(request, query=str(request.session.get(QUERY, "")))
    part = "pos/_duplicates.html" if is_htmx(request) else "pos/duplicates.html"
    return render(request, part, page, status=409)


def cards(
    actor: Actor, found: Sequence[Duplicate], place: Place | None, *, mark: str
) -> tuple[Card, ...]:
    """Make the cards of candidates; `mark` is that of the form, which ends with the choice of one."""
    names = queries.names(actor) if found else queries.Names(groups={}, affiliations={})
    return tuple(_card(one, names, place, mark) for one in found)


def _card(one: Duplicate, names: queries.Names, place: Place | None, mark: str) -> Card:
    customer = shown.customer(one.customer, names, country=place.country if place else "")
    towns = [address["city"] for address in customer["addresses"] if address.get("city")]
    url = reverse("pos:customer", kwargs={"id": customer["id"]})
    return Card(
        id=str(customer["id"]),
        customer=customer,
        url=f"{url}?{urlencode({'saved': 'instead', 'draft': mark})}",
        reasons=tuple(_reasons(one)),
        lines=(
            _contact(one, customer, "phone"),
            _contact(one, customer, "email"),
            towns[0] if towns else "",
        ),
        strength=_strength(one.strength),
        is_elsewhere=one.is_elsewhere,
    )


def _contact(one: Duplicate, customer: Mapping[str, Any], kind: str) -> str:
    """Return the contact that is the same, else the primary one; another store's is hidden."""
    of_kind = [contact for contact in customer["contacts"] if contact["kind"] == kind]
    same = [contact for contact in of_kind if (kind, contact["value"].casefold()) in one.shared]
    text = str([*same, *shown.in_order(of_kind)][0]["display"]) if of_kind else ""
    is_hidden = one.is_elsewhere and not same
    return masking.masked(kind, text) if text and is_hidden else text


def _reasons(one: Duplicate) -> list[tuple[str, str]]:
    said = {"phone": _("Same phone number"), "email": _("Same email address")}
    reasons = [("=", said[name]) for name in one.same]
    if one.same_name is not None:
        reasons.append(("=", _("Same name")) if one.same_name else ("≠", _("Another name")))
    return reasons


def _strength(strength: Strength) -> str:
    named = {
        Strength.CERTAIN: _("Very likely the same"),
        Strength.LIKELY: _("Probably the same"),
        Strength.POSSIBLE: _("Possibly the same"),
    }
    return named[strength]


def _title(n: int) -> str:
    if not n:
        return _("Nobody with this phone number or email address")
    return ngettext(
        "%(n)s customer may be the same person", "%(n)s customers may be the same person", n
    ) % {"n": n}


def _typed(read: Typed) -> tuple[str, tuple[str, ...]]:
    kinds = ("phone", "email")
    values = {
        kind: next((row.values["value"] for row in read.contacts if row.values["kind"] == kind), "")
        for kind in kinds
    }
    towns = [row.values["city"] for row in read.addresses if row.values["city"]]
    return read.text("name"), (*values.values(), towns[0] if towns else "")


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(text))
        for name, texts in request.POST.lists()
        if name not in _OWN
        for text in texts
    ]


def _found(
    actor: Actor, read: Typed, place: Place | None, *, id: str, timeout_s: float
) -> Duplicates:
    document = {**entered.new(read), "id": id}
    country = place.country if place else ""
    return duplicates_of(actor, document, country=country, timeout_s=timeout_s)
