"""A customer of another legal entity: who opens one is asked first, then has one here as well."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from tillbook.customers import aliases, companies, queries
from tillbook.customers.duplicates import duplicates_of
from tillbook.customers.errors import CustomerExists
from tillbook.customers.found import Found
from tillbook.customers.operations.copy_customer import copy_customer
from tillbook.customers.operations.mode import refusal_of_creation
from tillbook.customers.parameters import parameters_of
from tillbook.exchange.core.units import Document
from tillbook.exchange.up import repair
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.errors import PermissionRefused, TillbookError
from tillbook.pos import hits
from tillbook.pos.shell import QUERY, go_to, here, signed_in
from tillbook.sales.operations.put_customer import put_customer
from tillbook.screens import messages
from tillbook.screens.customer import sending
from tillbook.stores.queries import Place, company_name

#: What follows: the sale, or the customer's page.
THEN, SALE = "then", "sale"
#: Somebody of the own company is reached in the same way, and the store lets nobody be twice.
_BARRED = "customer.barred_here"


def lead_to(request: HttpRequest, id: UUID, *, then: str = "") -> HttpResponse:
    """Lead to where a customer of another company is asked about."""
    address = reverse("pos:customer", kwargs={"id": id})
    return go_to(request, f"{address}?{THEN}={then}" if then else address)


def meet(request: HttpRequest, actor: Actor, customer: Document, place: Place) -> HttpResponse:
    """Answer who opens a customer of another company: lead to the own one, else ask.

    Where Commerce parameters say so, the own one is created unasked. Source: AR-136.
    """
    there = companies.counterpart(actor, customer, place.legal_entity)
    if there is not None:
        return _go_on(request, actor, there, saved="")
    is_possible = actor.may(Permission.CREATE_CUSTOMERS) and not refusal_of_creation(place)
    if is_possible and parameters_of(None).copies_unasked:
        return _copy(request, actor, customer, place)
    return _ask(request, actor, customer, place)


@require_POST
@signed_in
def copy(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Create the customer in this store's company: one, however often it is asked."""
    kept = aliases.id_kept(id)
    customer = queries.find(actor, kept) or queries.find_elsewhere(actor, kept)
    place = here()
    if customer is None or place is None:
        raise Http404
    return _copy(request, actor, customer, place)


def _copy(request: HttpRequest, actor: Actor, customer: Document, place: Place) -> HttpResponse:
    try:
        made = copy_customer(actor, customer)
    except PermissionRefused:
        raise
    except CustomerExists:
        return _ask(request, actor, customer, place, refused=_said(_BARRED))
    except TillbookError as error:
        return _ask(request, actor, customer, place, refused=_said(error.code))
    if isinstance(made, UUID):
        return _go_on(request, actor, made, saved="")
    if sending.is_refused(made):
        repair.discard(actor, made.operation, reason="returned to the question")
        reason = messages.refusal(made.verdict.reason if made.verdict else "")
        return _ask(request, actor, customer, place, refused=reason)
    return _go_on(request, actor, made.entity, saved="new")


def _said(code: str) -> dict[str, Any]:
    return {"code": code, "params": {}}


def _go_on(request: HttpRequest, actor: Actor, id: UUID, *, saved: str) -> HttpResponse:
    """Lead to the own customer, or to the sale with them on it."""
    kept = aliases.id_kept(id)
    if (request.POST or request.GET).get(THEN) == SALE and actor.register is not None:
        put_customer(actor, kept)
        return go_to(request, reverse("pos:sale"))
    address = reverse("pos:customer", kwargs={"id": kept})
    return go_to(request, f"{address}?saved={saved}" if saved else address)


def _ask(
    request: HttpRequest,
    actor: Actor,
    customer: Document,
    place: Place,
    *,
    refused: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask whether the customer is to be created here as well, and name who here is reached alike."""
    names = queries.names(actor, language=get_language() or "en")
    code = refusal_of_creation(place)
    refused = refused or (_said(code) if code else None)
    alike = [
        Found(customer=one.customer, match=None)
        for one in duplicates_of(actor, customer, country=place.country, timeout_s=0).items
        if one.customer["legal_entity"] == place.legal_entity
    ]
    page = {
        "hit": hits.masked(hits.hit(Found(customer=customer, match=None), names, place=place)),
        "theirs": company_name(customer["legal_entity"]),
        "ours": company_name(place.legal_entity),
        "url": "" if code else reverse("pos:customer_copy", kwargs={"id": customer["id"]}),
        "alike": hits.hits(alike, names, place=place),
        "refused": refused,
        "then": request.POST.get(THEN) or request.GET.get(THEN, ""),
        "back": reverse("pos:results" if request.session.get(QUERY) else "pos:welcome"),
    }
    return render(request, "pos/other_company.html", page, status=422 if refused else 200)
