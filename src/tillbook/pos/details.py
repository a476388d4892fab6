"""P6: the customer's page: everything there is, in sections that fold."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tillbook.customers import aliases, queries
from tillbook.customers.operations.mode import refusal_of_edit
from tillbook.customers.rules import account_numbers
from tillbook.customers.rules.companies import is_of_another
from tillbook.customers.rules.modes import Write
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor, Permission
from tillbook.pos import drafts, other_company, sync
from tillbook.pos.shell import QUERY, go_to, here, signed_in
from tillbook.screens import messages, shown
from tillbook.screens.customer import facts
from tillbook.screens.customer.around import around


@require_GET
@signed_in
def details(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a customer: the account number, or that it is pending."""
    kept = aliases.id_kept(id)
    if kept != id:
        return go_to(request, reverse("pos:customer", kwargs={"id": kept}) + "?saved=merged")
    here_ = queries.find(actor, id)
    document = here_ or queries.find_elsewhere(actor, id)
    if document is None:
        raise Http404
    if request.GET.get("saved") == "instead":
        drafts.forget(request, reverse("pos:customer_new"))
    place = here()
    if place and is_of_another(document, place.legal_entity):
        return other_company.meet(request, actor, document, place)
    edit_url = reverse("pos:customer_edit", kwargs={"id": id}) if here_ else ""
    no_edit = refusal_of_edit(place, document, Write.EDIT)
    no_address = refusal_of_edit(place, document, Write.ADD_ADDRESS)
    country = place.country if place else ""
    names = queries.names(actor, language=get_language() or "en")
    purposes = around(actor, place, is_new=False).purposes
    customer = shown.with_answers(document, names, country=country, purposes=purposes)
    sections = facts.sections(document, names, purposes)
    back = "results" if request.session.get(QUERY) else "welcome"
    page = {
        "customer": customer,
        "urls": {
            "self": request.get_full_path(),
            "edit": "" if no_edit else edit_url,
            "address": "" if no_address else edit_url,
            "back": reverse(f"pos:{back}"),
            "history": reverse("pos:customer_history", kwargs={"id": id}),
            "conflicts": reverse("pos:conflicts", kwargs={"id": id}),
            "sheet": reverse("pos:customer_sheet", kwargs={"id": id}),
            "receipt": reverse("pos:consent_receipt", kwargs={"id": id}),
            "duplicate": _report_url(actor, id) if here_ else "",
        },
        "back_label": back,
        "is_here": here_ is not None,
        "no_edit": no_edit if here_ else "",
        "is_settled": here_ is not None and document["sync_state"] == "synced",
        "notice": _notice(request, document),
        "facts": {section.key: section.summary for section in sections},
        "sections": sections,
        "sync": sync.progress(id),
    }
    return render(request, "pos/customer_details.html", page)


def _report_url(actor: Actor, id: UUID) -> str:
    """Return where to say that somebody stands here twice, "" for who may not."""
    may = actor.may(Permission.PROPOSE_MERGES)
    return reverse("pos:report_duplicate", kwargs={"id": id}) if may else ""


def _notice(request: HttpRequest, document: Document) -> dict[str, Any] | None:
    """Say what became of the save that led here."""
    number = document.get("account_number", "")
    is_settled = document["sync_state"] == "synced" and number
    match request.GET.get("saved"):
        case "before":
            return {"code": "save.before", "params": {}}
        case "new" | "edit" if not is_settled:
            return {"code": "save.pending", "params": {}}
        case "new":
            return {"code": "save.done", "params": {"number": account_numbers.spaced(number)}}
        case "edit":
            return {"code": "save.changed", "params": {}}
        case "reported" | "merged" as what:
            return {"code": f"customer.{what}", "params": {}}
        case "settled":
            return {"code": "operation.settled", "params": {}}
        case "refused":
            return messages.refusal(request.GET.get("why", ""))
        case _:
            return None
