"""One operation: what it asked, what became of it, and correcting, retrying or closing it."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tillbook.customers import queries
from tillbook.customers.errors import UnknownOperation
from tillbook.customers.operations.correct_customer import (
    Correctable,
    correct_customer,
    correctable,
)
from tillbook.customers.operations.repair_operations import discard_operation, retry_operation
from tillbook.customers.rules.existing import MAY_EXIST
from tillbook.customers.synchronization.detail import Detail, detail
from tillbook.exchange.errors import AlreadySettled, Refused
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import PermissionRefused, TillbookError
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens import operations as words
from tillbook.screens import timeline
from tillbook.screens.customer import entered, sending, typed
from tillbook.screens.customer import form as forms
from tillbook.screens.customer.around import around
from tillbook.screens.customer.form import Carried, Sent
from tillbook.screens.messages import message, reason
from tillbook.stores.errors import UnknownStore
from tillbook.stores.queries import Place, place_of

_LONGEST_REASON = 200


@require_safe
@for_administrators
def one_operation(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show an operation with its original, its corrections, people and times."""
    found = _detail(actor, id)
    [shown] = words.shown([found.line])
    zone = ZoneInfo("UTC")
    names = queries.names(actor, language=get_language() or "en")
    given = {
        "crumbs": way_to(pages.OPERATIONS, Crumb(label=found.line.name or shown.title)),
        "detail": found,
        "shown": shown,
        "held": words.shown(found.held),
        "timeline": timeline.told(found.events, names, zone=zone),
        "may_exist": found.line.reason == MAY_EXIST,
        "longest_reason": _LONGEST_REASON,
    }
    return render(request, "hq/operations/one.html", given)


def _detail(actor: Actor, id: UUID) -> Detail:
    try:
        return detail(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def correct(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show the form filled with what was asked, and synchronize what is corrected."""
    try:
        found = correctable(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except AlreadySettled as settled:
        return _back(request, id, settled)
    if request.method != "POST":
        stored = typed.with_blanks(typed.from_document(found.asked))
        return _form(request, actor, found, Sent(form=stored, section="name"))
    read = sending.read(request)
    if sending.is_asked_again(request):
        return _form(request, actor, found, sending.again(request, read))
    try:
        receipt = correct_customer(actor, id, entered.edited(read, found.asked))
    except (PermissionRefused, AlreadySettled) as error:
        return _back(request, id, error)
    except Refused as refused:
        notice = {"code": "sync.rejected", "params": {"reason": reason(refused.code)}}
        return _form(request, actor, found, Sent(form=read, notice=notice, status=422))
    except TillbookError as error:
        return _form(request, actor, found, sending.refused(actor, found.customer, read, error))
    if receipt is None:
        messages.warning(request, _("Nothing is left to change. Close the operation instead."))
        return redirect("hq:operation", id)
    messages.success(request, _("Corrected and synchronized."))
    return redirect("hq:operation", receipt.operation)


def _form(request: HttpRequest, actor: Actor, found: Correctable, sent: Sent) -> HttpResponse:
    surroundings = around(actor, _place(actor, found.asked["store"]), is_new=False)
    carried = Carried(id=str(found.customer), url=request.path)
    back = reverse("hq:operation", args=[found.operation])
    name = found.asked["name"]
    given = {
        "crumbs": way_to(pages.OPERATIONS, Crumb(label=name, url=back), Crumb(label=_("Correct"))),
        "name": name,
        "lang": words.lang_of(name),
        "back": back,
        "why": reason(_detail(actor, found.operation).line.reason),
        "form": forms.make(sent, surroundings, carried, before=found.asked),
    }
    return render(request, "hq/operations/correct.html", given, status=sent.status)


def _place(actor: Actor, number: str) -> Place | None:
    try:
        return place_of(actor, number=number)
    except UnknownStore:
        return None


@require_POST
@for_administrators
def retry(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Decide it anew, unchanged: after the cause was mended, or to bring back what was closed."""
    try:
        retry_operation(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except TillbookError as error:
        return _back(request, id, error)
    line = detail(actor, id).line
    if line.stage == "attention":
        why = {"reason": reason(line.reason)}
        messages.warning(request, _("It was refused again: %(reason)s.") % why)
    else:
        messages.success(request, _("Accepted by headquarters."))
    return redirect("hq:operation", id)


@require_POST
@for_administrators
def create_anyway(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Create a customer who may be there already, as it was asked."""
    try:
        receipt = correct_customer(actor, id, {})
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except TillbookError as error:
        return _back(request, id, error)
    messages.success(request, _("The customer was created."))
    return redirect("hq:operation", receipt.operation if receipt else id)


@require_POST
@for_administrators
def discard(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Close it with a reason. What was closed can be brought back from its page."""
    given = request.POST.get("reason", "").strip()[:_LONGEST_REASON]
    if request.POST.get("use") == "existing":
        given = given or _("The customer was there already.")
    if not given:
        messages.warning(request, _("Say why, in a few words."))
        return redirect("hq:operation", id)
    try:
        discard_operation(actor, id, reason=given)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except TillbookError as error:
        return _back(request, id, error)
    messages.success(request, _("Closed. You can bring it back here."))
    return redirect("hq:operation", id)


def _back(request: HttpRequest, id: UUID, error: TillbookError) -> HttpResponse:
    """Lead back to the operation, saying why nothing was done."""
    if isinstance(error, Refused):
        given: dict[str, Any] = {"reason": reason(error.code)}
        messages.warning(request, _("It would be refused again: %(reason)s.") % given)
    else:
        messages.warning(request, message(error.code))
    return redirect("hq:operation", id)
