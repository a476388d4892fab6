"""P5 and P6: the New customer dialog, the customer's page, and editing in the same form."""

from collections.abc import Sequence
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
from tillbook.foundation.errors import TillbookError
from tillbook.foundation.ids import new_id
from tillbook.pos import forms, history, shown
from tillbook.pos.forms import FormError, Typed
from tillbook.pos.search import kind_of_text
from tillbook.pos.shell import QUERY, go_to, here, is_htmx, signed_in

_INHERITED = (
    "customer_group",
    "receipt_option",
    "receipt_email",
    "currency",
    "language",
    "affiliations",
    "country",
)
DISK_FULL = "disk.full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Why a form comes back."""

    errors: Sequence[FormError] = ()
    notice: dict[str, Any] | None = None
    status: int = 200


FRESH = Reply()


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the New customer form, or save it: once, however often it is sent."""
    if request.method == "GET":
        typed = _prefilled(request, actor)
        return _form(request, actor, typed, id=new_id())
    typed, id = forms.typed_from(request.POST), _id(request)
    document = forms.entered(typed, None)
    try:
        receipt = create_customer(actor, id, document)
    except InvalidCustomer as invalid:
        errors = forms.errors_of(invalid.problems, document)
        return _form(request, actor, typed, id=id, reply=Reply(errors=errors, status=422))
    except TillbookError as error:
        return _refused(request, actor, typed, id=id, error=error)
    if _is_refused(receipt):
        repair.discard(actor, receipt.operation, reason="returned to the form")
        return _rejected(request, actor, typed, receipt)
    return go_to(request, reverse("pos:customer", kwargs={"id": receipt.entity}) + "?saved=new")


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Open a customer in the same form, or save what was changed."""
    before = queries.find(actor, id)
    if before is None:
        raise Http404
    if request.method == "GET":
        return _form(request, actor, forms.typed_of(before), id=id, before=before)
    typed = forms.typed_from(request.POST)
    document = forms.entered(typed, before)
    try:
        edit_customer(actor, id, document, expected=typed["version"])
    except InvalidCustomer as invalid:
        errors = forms.errors_of(invalid.problems, document)
        return _form(
            request, actor, typed, id=id, before=before, reply=Reply(errors=errors, status=422)
        )
    except UnknownCustomer as unknown:
        raise Http404 from unknown
    except StaleEdit as stale:
        notice = {"code": stale.code, "params": {}}
        return _form(
            request, actor, typed, id=id, before=before, reply=Reply(notice=notice, status=409)
        )
    except TillbookError as error:
        return _refused(request, actor, typed, id=id, before=before, error=error)
    return go_to(request, reverse("pos:customer", kwargs={"id": id}) + "?saved=edit")


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
    events = history.events(id)
    page = {
        "customer": shown.customer(
            document, queries.names(actor), country=place.country if place else ""
        ),
        "urls": {
            "self": reverse("pos:customer", kwargs={"id": id}),
            "edit": reverse("pos:customer_edit", kwargs={"id": id}) if here_ else "",
            "back": reverse("pos:results")
            if request.session.get(QUERY)
            else reverse("pos:welcome"),
        },
        "back_label": "results" if request.session.get(QUERY) else "welcome",
        "notice": _notice(request, document),
        "history": events,
        "sync": history.sync(id),
    }
    return render(request, "pos/customer_details.html", page)


def _prefilled(request: HttpRequest, actor: Actor) -> Typed:
    """Start with what was searched for, in the field that it fits (AR-007)."""
    values = {"type": str(store_defaults.of_actor(actor).values.get("type", "person"))}
    text = str(request.session.get(QUERY, "")) if request.GET.get("from") == "search" else ""
    if text:
        values[kind_of_text(text)] = text
    return Typed(values=values)


def _id(request: HttpRequest) -> UUID:
    """Return the id that the form was minted with; a form without one gets one now."""
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return new_id()


def _is_refused(receipt: Receipt) -> bool:
    return receipt.verdict is not None and receipt.verdict.outcome is Outcome.QUARANTINED


def _rejected(request: HttpRequest, actor: Actor, typed: Typed, receipt: Receipt) -> HttpResponse:
    """Return the form with headquarters' reason; a new save is a new customer."""
    reason = receipt.verdict.reason if receipt.verdict else ""
    notice = {"code": "sync.rejected", "params": {"reason": reason}}
    return _form(request, actor, typed, id=new_id(), reply=Reply(notice=notice, status=422))


def _refused(
    request: HttpRequest,
    actor: Actor,
    typed: Typed,
    *,
    id: UUID,
    error: TillbookError,
    before: Document | None = None,
) -> HttpResponse:
    """Return the form with all that was typed when this node could not keep it."""
    notice = {"code": error.code, "params": {}}
    status = 507 if error.code == DISK_FULL else 422
    return _form(
        request, actor, typed, id=id, before=before, reply=Reply(notice=notice, status=status)
    )


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
    form = forms.fields(typed, country=place.country if place else "", errors=reply.errors) | {
        "mode": "edit" if before else "new",
        "url": url,
        "cancel_url": reverse("pos:customer", kwargs={"id": id})
        if before
        else reverse("pos:welcome"),
        "id": str(id),
        "version": queries.tag_of(id) if before else "",
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
        "source": account_numbers.spaced(giver) if giver else "",
        "rows": [
            {
                "field": name,
                "value": _in_words(name, given.values[name], words),
                "source": _other_source(given.sources.get(name, "")),
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


def _other_source(source: str) -> str | None:
    return None if source == "default_customer" else source


def _notice(request: HttpRequest, document: Document) -> dict[str, Any] | None:
    saved = request.GET.get("saved")
    if saved not in ("new", "edit"):
        return None
    number = document.get("account_number", "")
    if document["sync_state"] != "synced" or not number:
        return {"code": "save.pending", "params": {}}
    if saved == "edit":
        return {"code": "save.changed", "params": {}}
    return {"code": "save.done", "params": {"number": account_numbers.spaced(number)}}
