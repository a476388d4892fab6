"""P5 and P6: the New customer dialog, the customer's page, and editing in the same form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tillbook.customers import queries, store_defaults
from tillbook.customers.errors import InvalidCustomer, UnknownCustomer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.rules import account_numbers
from tillbook.exchange import repair
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.submit import Receipt
from tillbook.foundation import countries
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import PermissionRefused, StorageFull, TillbookError
from tillbook.foundation.ids import new_id
from tillbook.pos import drafts, forms, reasons, shown, sync
from tillbook.pos.forms import FormError, Typed
from tillbook.pos.search import kind_of_text
from tillbook.pos.shell import QUERY, go_to, here, is_htmx, signed_in

_INHERITED = (
    "type",
    "customer_group",
    "receipt_option",
    "receipt_email",
    "currency",
    "language",
    "affiliations",
    "country",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Why a form comes back."""

    errors: Sequence[FormError] = ()
    notice: dict[str, Any] | None = None
    status: int = 200


FRESH = Reply()
#: The button that, without scripts, shows the address fields of another country.
_REFRESH = "refresh"
_BACK_AGAIN = Reply(notice={"code": "draft.back", "params": {}})


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the New customer form, or save it: once, however often it is sent."""
    if request.method == "GET":
        draft = drafts.take(request)
        if draft is not None:
            return _form(request, actor, draft, id=_id(draft), reply=_BACK_AGAIN)
        return _form(request, actor, _prefilled(request, actor), id=new_id())
    typed = forms.typed_from(request.POST)
    id = _id(typed)
    if _REFRESH in request.POST:
        return _form(request, actor, typed, id=id)
    if queries.find(actor, id) is not None:
        return _to_customer(request, id, saved="before")
    document = forms.entered(typed, None)
    try:
        receipt = create_customer(actor, id, document)
    except PermissionRefused:
        raise
    except TillbookError as error:
        return _form(request, actor, typed, id=id, reply=_reply(error, document))
    if _is_refused(receipt):
        repair.discard(actor, receipt.operation, reason="returned to the form")
        # A new save is a new customer: the refused one vanishes from here.
        return _form(request, actor, typed, id=new_id(), reply=_rejected(receipt))
    return _to_customer(request, receipt.entity, saved="new")


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Open a customer in the same form, or save what was changed."""
    tag = queries.tag_of(id)
    before = queries.find(actor, id)
    if before is None:
        raise Http404
    if request.method == "GET":
        draft = drafts.take(request)
        if draft is not None:
            return _form(request, actor, draft, id=id, before=before, reply=_BACK_AGAIN)
        return _form(request, actor, forms.typed_of(before), id=id, before=before)
    typed = forms.typed_from(request.POST)
    if _REFRESH in request.POST:
        return _form(request, actor, typed, id=id, before=before)
    document = forms.entered(typed, before)
    # What no field of the form shows may have changed meanwhile, such as the customer's number.
    expected = tag if typed["seen"] == forms.seen(before) else typed["version"]
    try:
        receipt = edit_customer(actor, id, document, expected=expected)
    except UnknownCustomer as unknown:
        raise Http404 from unknown
    except PermissionRefused:
        raise
    except TillbookError as error:
        reply = _reply(error, document)
        return _form(request, actor, typed, id=id, before=before, reply=reply)
    if receipt is not None and _is_refused(receipt):
        repair.discard(actor, receipt.operation, reason="returned to the form")
        return _form(request, actor, typed, id=id, before=before, reply=_rejected(receipt))
    return _to_customer(request, id, saved="edit")


@require_POST
@signed_in
def address_fields(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the address fields of the country that was chosen, with what was typed."""
    place, typed = here(), forms.typed_from(request.POST)
    fields = forms.fields(typed, country=place.country if place else "", errors=())
    return render(request, "pos/_address_fields.html", {"form": fields})


@require_GET
@signed_in
def details(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a customer: the account number, or that it is pending."""
    here_ = queries.find(actor, id)
    document = here_ or queries.find_elsewhere(actor, id)
    if document is None:
        raise Http404
    place = here()
    country = place.country if place else ""
    customer = shown.customer(document, queries.names(actor), country=country)
    back = "results" if request.session.get(QUERY) else "welcome"
    page = {
        "customer": customer | {"contacts": shown.in_order(customer["contacts"])},
        "urls": {
            "self": request.get_full_path(),
            "edit": reverse("pos:customer_edit", kwargs={"id": id}) if here_ else "",
            "back": reverse(f"pos:{back}"),
            "history": reverse("pos:customer_history", kwargs={"id": id}),
        },
        "back_label": back,
        "is_here": here_ is not None,
        "is_settled": here_ is not None and document["sync_state"] == "synced",
        "notice": _notice(request, document),
        "sync": sync.progress(id),
    }
    return render(request, "pos/customer_details.html", page)


def _prefilled(request: HttpRequest, actor: Actor) -> Typed:
    """Start with what was searched for, in the field that it fits (AR-007)."""
    values = {"type": str(store_defaults.of_actor(actor).values.get("type", "person"))}
    text = str(request.session.get(QUERY, "")) if request.GET.get("from") == "search" else ""
    if text:
        values[kind_of_text(text)] = text
    return Typed(values=values)


def _id(typed: Typed) -> UUID:
    """Return the id that the form was minted with; a form without one gets one now."""
    try:
        return UUID(typed["id"])
    except ValueError:
        return new_id()


def _to_customer(request: HttpRequest, id: UUID, *, saved: str) -> HttpResponse:
    return go_to(request, reverse("pos:customer", kwargs={"id": id}) + f"?saved={saved}")


def _is_refused(receipt: Receipt) -> bool:
    return receipt.verdict is not None and receipt.verdict.outcome is Outcome.QUARANTINED


def _rejected(receipt: Receipt) -> Reply:
    """Return headquarters' reason, in words."""
    reason = receipt.verdict.reason if receipt.verdict else ""
    return Reply(notice=reasons.message(reason), status=422)


def _reply(error: TillbookError, document: Mapping[str, Any]) -> Reply:
    """Return why this node did not save; nothing was written."""
    match error:
        case InvalidCustomer():
            return Reply(errors=forms.errors_of(error.problems, document), status=422)
        case StaleEdit():
            return Reply(notice={"code": error.code, "params": {}}, status=409)
        case StorageFull():
            return Reply(notice={"code": error.code, "params": {}}, status=507)
        case _:
            return Reply(notice={"code": error.code, "params": {}}, status=422)


def _form(
    request: HttpRequest,
    actor: Actor,
    typed: Typed,
    *,
    id: UUID,
    before: Document | None = None,
    reply: Reply = FRESH,
) -> HttpResponse:
    place = here()
    name = "pos:customer_edit" if before else "pos:customer_new"
    url = reverse(name, kwargs={"id": id} if before else None)
    now = forms.typed_of(before) if before and reply.status == 409 else None
    country = place.country if place else ""
    form = forms.fields(typed, country=country, errors=reply.errors, now=now) | {
        "mode": "edit" if before else "new",
        "url": url,
        "cancel_url": reverse("pos:customer", kwargs={"id": id})
        if before
        else reverse("pos:welcome"),
        "id": str(id),
        "version": queries.tag_of(id) if before else "",
        "seen": forms.seen(before) if before else "",
        "errors": reply.errors,
        "notice": reply.notice,
    }
    page = {"form": form, "inherited": None if before else _inherited(actor)}
    only = is_htmx(request) and (
        request.method == "POST" or request.headers.get("HX-Target") == "dialog"
    )
    template = "pos/_customer_form.html" if only else "pos/customer_form.html"
    return render(request, template, page, status=reply.status)


def _inherited(actor: Actor) -> dict[str, Any]:
    """Show what the store will fill in, and from where (AR-011)."""
    given, words = store_defaults.of_actor(actor), queries.names(actor)
    giver = store_defaults.giver(actor)
    return {
        "giver": account_numbers.spaced(giver) if giver else "",
        "has_giver": "default_customer" in given.sources.values() or bool(giver),
        "rows": [
            {
                "field": name,
                "value": _in_words(name, given.values[name], words),
                "source": given.sources.get(name, ""),
            }
            for name in _INHERITED
            if given.values.get(name)
        ],
    }


def _in_words(name: str, value: Any, words: queries.Names) -> str:
    match name:
        case "language":
            return shown.language_name(str(value))
        case "country":
            return countries.name_of(str(value), language=get_language() or "en")
        case "customer_group":
            return words.groups.get(str(value), str(value))
        case "affiliations":
            return ", ".join(words.affiliations.get(code, code) for code in value)
        case _:
            return str(value)


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
        case _:
            return None
