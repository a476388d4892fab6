"""P5: the New customer dialog, and editing in the same form."""

from typing import Any
from uuid import UUID

from babel.dates import format_time
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from tillbook.customers import queries
from tillbook.customers.errors import CustomerExists, UnknownCustomer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.operations.mode import refusal_of_creation, refusal_of_edit
from tillbook.customers.rules import account_numbers
from tillbook.customers.rules.companies import is_of_another
from tillbook.customers.rules.duplicates import Duplicates
from tillbook.customers.rules.modes import Write
from tillbook.exchange.core.units import Document
from tillbook.exchange.up import repair
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import PermissionRefused, TillbookError
from tillbook.foundation.ids import new_id
from tillbook.pos import drafts, duplicates, other_company
from tillbook.pos.search import kind_of_text
from tillbook.pos.shell import QUERY, go_to, here, is_htmx, signed_in
from tillbook.sales.operations.put_customer import put_customer
from tillbook.screens import words
from tillbook.screens.customer import entered, form, inherited, sending, typed
from tillbook.screens.customer import reference as references
from tillbook.screens.customer.around import Around, around
from tillbook.screens.customer.form import Carried, Sent
from tillbook.screens.customer.typed import Typed
from tillbook.stores.queries import Place

#: What follows a save: the sale, or the customer's page.
THEN, SALE = "then", "sale"
ONLY_ADDRESSES = "edit_only_addresses"


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the New customer form, or save it: once, however often it is sent."""
    place = here()
    surroundings = around(actor, place, is_new=True)
    if request.method == "GET":
        return _open_new(request, actor, surroundings, place)
    read = sending.read(request)
    match request.POST.get(sending.AGAIN):
        case drafts.KEEP:
            id = drafts.id_of(request, sending.id_of(request))
            return _keep(request, is_saved=queries.find(actor, id) is not None)
        case drafts.AFRESH:
            drafts.forget(request)
            return _begun(request, actor, surroundings)
        case duplicates.HINT | duplicates.ELSEWHERE:
            found = duplicates.hint(request, actor, read, place)
            return duplicates.answer_hint(request, found, is_new=True)
        case str():
            sent = sending.again(request, read)
            return _new_form(request, actor, surroundings, sent, id=str(sending.id_of(request)))
    id = drafts.id_of(request, sending.id_of(request))
    if queries.find(actor, id) is not None:
        drafts.forget(request)
        return _after_creation(request, actor, id, saved="before")
    if met := duplicates.in_the_way(request, actor, read, place):
        return duplicates.compare(request, actor, read, place, met)
    return _create(request, actor, surroundings, read, id)


def _open_new(
    request: HttpRequest, actor: Actor, surroundings: Around, place: Place | None
) -> HttpResponse:
    if refused := refusal_of_creation(place):
        return _unavailable(request, refused)
    kept = _kept_new(request, actor)
    if kept is None:
        return _begun(request, actor, surroundings)
    sent = Sent(form=_of_draft(kept), notice=_back_again(kept))
    id = str(sending.id_in(kept.typed))
    return _new_form(request, actor, surroundings, sent, id=id, kept=kept)


def _create(
    request: HttpRequest, actor: Actor, surroundings: Around, read: Typed, id: UUID
) -> HttpResponse:
    """Save a new customer, and lead to its page; else answer with the form and the reason."""
    try:
        answer = duplicates.answer_of(request)
        receipt = create_customer(actor, id, entered.new(read), answer=answer)
    except PermissionRefused:
        raise
    except CustomerExists as exists:
        met = Duplicates(items=exists.found, is_complete=False)
        return duplicates.compare(request, actor, read, here(), met)
    except TillbookError as error:
        sent = sending.refused(actor, id, read, error)
        return _new_form(request, actor, surroundings, sent, id=str(id))
    if sending.is_refused(receipt):
        repair.discard(actor, receipt.operation, reason="returned to the form")
        # A new save is a new customer: the refused one vanishes from here.
        sent = sending.rejected(read, receipt)
        return _new_form(request, actor, surroundings, sent, id=str(new_id()))
    drafts.forget(request)
    return _after_creation(request, actor, receipt.entity, saved="new")


def _after_creation(request: HttpRequest, actor: Actor, id: UUID, *, saved: str) -> HttpResponse:
    """Lead to the sale with the new customer on it where that was pressed (AR-009), else to them."""
    if request.POST.get(THEN) == SALE and actor.register is not None:
        put_customer(actor, id)
        return go_to(request, reverse("pos:sale"))
    return _to_customer(request, id, saved=saved)


def _begun(request: HttpRequest, actor: Actor, surroundings: Around) -> HttpResponse:
    """Show the form with nothing in it but what was searched for."""
    sent = Sent(form=_prefilled(request, surroundings), section="name")
    return _new_form(request, actor, surroundings, sent, id=str(new_id()))


def _keep(request: HttpRequest, *, is_saved: bool = False) -> HttpResponse:
    """Keep what is being typed, unless it was saved meanwhile."""
    if not is_saved:
        drafts.keep(request, query=str(request.session.get(QUERY, "")))
    return HttpResponse(status=204)


def _kept_new(request: HttpRequest, actor: Actor) -> drafts.Kept | None:
    """Return what was typed before; a form that opens from another search begins with that."""
    kept = drafts.find(request)
    if kept and queries.find(actor, sending.id_in(kept.typed)) is not None:
        drafts.forget_found(request, kept)
        return _kept_new(request, actor)
    is_from_search = request.GET.get("from") == "search"
    if kept and is_from_search and kept.query != request.session.get(QUERY, ""):
        return None
    return kept


def _back_again(kept: drafts.Kept) -> dict[str, Any]:
    if kept.was_sent:
        return {"code": "draft.back", "params": {}}
    at = format_time(localtime(kept.at), "HH:mm", locale=words.locale())
    return {"code": "draft.kept", "params": {"time": at}}


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Open a customer in the same form, or save what was changed."""
    tag = queries.tag_of(id)
    before = queries.find(actor, id)
    if before is None or before["merged_into"]:
        return _moved(request, id, before)
    place = here()
    if place and is_of_another(before, place.legal_entity):
        return other_company.lead_to(request, id)
    surroundings = around(actor, place, is_new=False)
    if request.method == "GET":
        if refusal_of_edit(place, before, Write.ADD_ADDRESS):
            return go_to(request, reverse("pos:customer", kwargs={"id": id}))
        kept = drafts.find(request)
        sent = _opened(request, place, before, kept)
        return _edit_form(
            request,
            actor,
            surroundings,
            sent,
            before,
            seen=kept.typed if kept else None,
            kept=kept,
        )
    read = sending.read(request)
    match request.POST.get(sending.AGAIN):
        case drafts.KEEP:
            return _keep(request)
        case drafts.AFRESH:
            drafts.forget(request)
            sent = _opened(request, place, before, None)
            return _edit_form(request, actor, surroundings, sent, before)
        case duplicates.HINT:
            found = duplicates.hint_on_edit(request, actor, read, place, before["id"])
            return duplicates.answer_hint(request, found, is_new=False)
        case str():
            sent = sending.again(request, read)
            return _edit_form(request, actor, surroundings, sent, before, seen=request.POST)
    expected = sending.expected(request, before, tag)
    refused = _save(actor, read, before, expected, surroundings)
    if refused is not None:
        seen = None if refused.now else request.POST
        return _edit_form(request, actor, surroundings, refused, before, seen=seen)
    drafts.forget(request)
    return _to_customer(request, id, saved="edit")


def _moved(request: HttpRequest, id: UUID, before: Document | None) -> HttpResponse:
    """Say that a customer is part of another one by now, or no longer here at all."""
    drafts.forget(request)
    if before is None and "version" not in request.POST:
        raise Http404  # Nobody has a form of it open.
    winner = before["merged_into"] if before else ""
    page = {
        "name": before["name"] if before else "",
        "url": reverse("pos:customer", kwargs={"id": winner}) if winner else "",
        "back": reverse("pos:welcome"),
    }
    part = "pos/_moved.html" if is_htmx(request) else "pos/moved.html"
    return render(request, part, page, status=409)


def _opened(
    request: HttpRequest, place: Place | None, before: Document, kept: drafts.Kept | None
) -> Sent:
    """Return the form of a stored customer as it opens; what is not possible now is said."""
    if kept is not None:
        return Sent(form=_of_draft(kept), notice=_back_again(kept))
    refused = refusal_of_edit(place, before, Write.EDIT)
    notice = {"code": ONLY_ADDRESSES, "params": {}} if refused else None
    section = "addresses" if refused else sending.section_of(request)
    stored = typed.with_blanks(typed.from_document(before))
    return Sent(form=stored, section=section, notice=notice)


def _save(
    actor: Actor, read: Typed, before: Document, expected: str, surroundings: Around
) -> Sent | None:
    """Save an edit; None when it is saved, else the form with the reason."""
    id = UUID(before["id"])
    try:
        wanted = entered.edited(read, before)
        receipt = edit_customer(actor, id, wanted, expected=expected)
    except UnknownCustomer as unknown:
        raise Http404 from unknown
    except PermissionRefused:
        raise
    except TillbookError as error:
        return sending.refused(actor, id, read, error)
    if receipt is None or not sending.is_refused(receipt):
        return None
    repair.discard(actor, receipt.operation, reason="returned to the form")
    return sending.rejected(read, receipt)


@require_GET
@signed_in
def reference(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer a search of what an attribute may refer to."""
    return references.answer(request, actor)


def _unavailable(request: HttpRequest, code: str) -> HttpResponse:
    """Say why no customer can be created now, in the dialog or on a page."""
    in_dialog = request.headers.get("HX-Target") == "dialog"
    template = "pos/_no_new_customer.html" if in_dialog else "pos/no_new_customer.html"
    page = {"reason": {"code": code, "params": {}}, "back": reverse("pos:welcome")}
    return render(request, template, page)


def _prefilled(request: HttpRequest, surroundings: Around) -> Typed:
    """Start with what was searched for, in the field that it fits (AR-007)."""
    values = {"type": str(surroundings.inherited.values.get("type", "person"))}
    text = str(request.session.get(QUERY, "")) if request.GET.get("from") == "search" else ""
    if text:
        values[kind_of_text(text)] = text
    return typed.starting(values)


def _of_draft(kept: drafts.Kept) -> Typed:
    return typed.with_blanks(typed.from_post(kept.typed))


def _to_customer(request: HttpRequest, id: UUID, *, saved: str) -> HttpResponse:
    return go_to(request, reverse("pos:customer", kwargs={"id": id}) + f"?saved={saved}")


def _new_form(
    request: HttpRequest,
    actor: Actor,
    surroundings: Around,
    sent: Sent,
    *,
    id: str,
    kept: drafts.Kept | None = None,
) -> HttpResponse:
    made = form.make(sent, surroundings, Carried(id=id, url=reverse("pos:customer_new")))
    giver = surroundings.handed.giver
    given = {
        "lines": inherited.handed_down(surroundings),
        "giver": account_numbers.spaced(giver) if giver else "",
        "has_giver": bool(giver) or "default_customer" in surroundings.inherited.sources.values(),
    }
    page = {
        "form": made,
        "inherited": given,
        "cancel_url": reverse("pos:welcome"),
        "hint": duplicates.hint(request, actor, sent.form, here()),
        "then": request.GET.get(THEN, ""),
        "draft": drafts.of_form(request, kept),
    }
    return _answer(request, page, sent)


def _edit_form(
    request: HttpRequest,
    actor: Actor,
    surroundings: Around,
    sent: Sent,
    before: Document,
    *,
    seen: QueryDict | None = None,
    kept: drafts.Kept | None = None,
) -> HttpResponse:
    """Answer with the form; `seen` says which version its editor saw, else it is the current one."""
    by_now = sent.now or before
    given = seen if seen and seen.get("version") else {}
    address = {"id": before["id"]}
    carried = Carried(
        id=before["id"],
        url=reverse("pos:customer_edit", kwargs=address),
        version=given.get("version") or queries.tag_of(UUID(before["id"])),
        seen=given.get("seen") or typed.seen(by_now),
    )
    made = form.make(sent, surroundings, carried, before=by_now)
    page = {
        "form": made,
        "cancel_url": reverse("pos:customer", kwargs=address),
        "hint": duplicates.hint_on_edit(request, actor, sent.form, here(), before["id"]),
        "draft": drafts.of_form(request, kept),
    }
    return _answer(request, page, sent)


def _answer(request: HttpRequest, page: dict[str, Any], sent: Sent) -> HttpResponse:
    """Answer with the whole page, or with the form alone where a script puts it."""
    target = request.headers.get("HX-Target") == "dialog"
    only = is_htmx(request) and (request.method == "POST" or target)
    template = "pos/_customer_form.html" if only else "pos/customer_form.html"
    return render(request, template, page, status=sent.status)
