"""What a customer is handed on paper: the customer sheet (A4) and the receipt of consents (72 mm)."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tillbook.customers import queries
from tillbook.customers.rules.companies import is_of_another
from tillbook.foundation.actor import Actor
from tillbook.pos.shell import here, signed_in
from tillbook.screens import shown
from tillbook.screens.customer import facts
from tillbook.screens.customer.around import around


@require_GET
@signed_in
def sheet(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show all of a customer, laid out for paper."""
    return render(request, "pos/customer_sheet.html", _page(actor, id))


@require_GET
@signed_in
def consents(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show what a customer answered, when and to whom, in the customer's language; for a receipt."""
    document = queries.find(actor, id) or {}
    with translation.override(_spoken(str(document.get("language", "")))):
        return render(request, "pos/consent_receipt.html", _page(actor, id))


def _spoken(language: str) -> str | None:
    """Return a language as the screens have it, else the one of whoever works."""
    known = dict(settings.LANGUAGES)
    near = (language.lower(), language.partition("-")[0].lower())
    return next((code for code in near if code in known), get_language())


def _page(actor: Actor, id: UUID) -> dict[str, Any]:
    document = queries.find(actor, id) or queries.find_elsewhere(actor, id)
    if document is None:
        raise Http404
    place = here()
    if place and is_of_another(document, place.legal_entity):
        raise Http404  # Papers are the business of the company that has the customer.
    names = queries.names(actor, language=get_language() or "en")
    purposes = around(actor, place, is_new=False).purposes
    country = place.country if place else ""
    customer = shown.with_answers(document, names, country=country, purposes=purposes)
    return {
        "customer": customer,
        "sections": facts.sections(document, names, purposes),
        "back": reverse("pos:customer", kwargs={"id": id}),
        "at": timezone.now(),
    }
