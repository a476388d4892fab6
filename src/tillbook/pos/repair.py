"""P12: one change that headquarters could not accept, and values that lost: settled at the till."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tillbook.customers import queries
from tillbook.customers.errors import UnknownConflict, UnknownOperation
from tillbook.customers.operations.correct_customer import (
    Correctable,
    correct_customer,
    correctable,
)
from tillbook.customers.operations.repair_operations import discard_operation, retry_operation
from tillbook.customers.operations.restore_value import restore_value
from tillbook.customers.rules.existing import MAY_EXIST
from tillbook.customers.synchronization.conflicts import conflicts as lost_values
from tillbook.customers.synchronization.detail import detail
from tillbook.exchange.errors import AlreadySettled, StaleEdit
from tillbook.exchange.up import repair
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import PermissionRefused, TillbookError
from tillbook.pos.shell import go_to, here, is_htmx, signed_in
from tillbook.screens import operations as words
from tillbook.screens import timeline
from tillbook.screens.customer import entered, form, sending, typed
from tillbook.screens.customer.around import around
from tillbook.screens.customer.form import Carried, Sent
from tillbook.screens.messages import message

_LONGEST_REASON = 200


@require_GET
@signed_in
def change(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show one change of this store: what it asked, why it was refused, what can be done."""
    try:
        found = detail(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    [shown] = words.shown([found.line])
    names = queries.names(actor, language=get_language() or "en")
    match = found.match
    page = {
        "detail": found,
        "shown": shown,
        "held": words.shown(found.held),
        "timeline": timeline.told(found.events, names, zone=timezone.get_current_timezone()),
        "may_exist": found.line.reason == MAY_EXIST and found.can_repair,
        "match": match["id"] if match else found.line.params.get("customer", ""),
        "longest_reason": _LONGEST_REASON,
    }
    return render(request, "pos/change.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show the form filled with what was asked, and send what is corrected."""
    try:
        found = correctable(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except AlreadySettled as settled:
        return _back(request, id, settled)
    if request.method == "GET":
        stored = typed.with_blanks(typed.from_document(found.asked))
        return _form(request, actor, found, Sent(form=stored, section="name"))
    read = sending.read(request)
    if sending.is_asked_again(request):
        return _form(request, actor, found, sending.again(request, read))
    try:
        receipt = correct_customer(actor, id, entered.edited(read, found.asked))
    except (PermissionRefused, AlreadySettled) as error:
        return _back(request, id, error)
    except TillbookError as error:
        return _form(request, actor, found, sending.refused(actor, found.customer, read, error))
    if receipt is None:
        messages.warning(request, _("Nothing is left to change. Close it instead."))
        return go_to(request, reverse("pos:change", kwargs={"id": id}))
    if sending.is_refused(receipt):
        repair.discard(actor, receipt.operation, reason="returned to the form")
        return _form(request, actor, found, sending.rejected(read, receipt))
    return go_to(request, reverse("pos:customer", kwargs={"id": found.customer}) + "?saved=edit")


def _form(request: HttpRequest, actor: Actor, found: Correctable, sent: Sent) -> HttpResponse:
    carried = Carried(id=str(found.customer), url=request.path)
    surroundings = around(actor, here(), is_new=False)
    page = {
        "form": form.make(sent, surroundings, carried, before=found.asked),
        "cancel_url": reverse("pos:change", kwargs={"id": found.operation}),
    }
    template = "pos/_customer_form.html" if is_htmx(request) else "pos/customer_form.html"
    return render(request, template, page, status=sent.status)


@require_POST
@signed_in
def retry(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Have it decided anew, or send again what never reached headquarters."""
    try:
        retry_operation(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except PermissionRefused:
        raise
    except TillbookError as error:
        return _back(request, id, error)
    messages.success(request, _("Sent to headquarters once more."))
    return go_to(request, reverse("pos:change", kwargs={"id": id}))


@require_POST
@signed_in
def create_anyway(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Create a customer who may be there already, as it was asked."""
    try:
        receipt = correct_customer(actor, id, {})
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except PermissionRefused:
        raise
    except TillbookError as error:
        return _back(request, id, error)
    target = reverse("pos:customer", kwargs={"id": receipt.entity}) if receipt else ""
    return go_to(request, target or reverse("pos:change", kwargs={"id": id}))


@require_POST
@signed_in
def discard(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Close it with a reason; what this till shows of it vanishes."""
    given = request.POST.get("reason", "").strip()[:_LONGEST_REASON]
    if request.POST.get("use") == "existing":
        given = given or _("The customer was there already.")
    if not given:
        messages.warning(request, _("Say why, in a few words."))
        return go_to(request, reverse("pos:change", kwargs={"id": id}))
    try:
        discard_operation(actor, id, reason=given)
    except UnknownOperation as unknown:
        raise Http404 from unknown
    except PermissionRefused:
        raise
    except TillbookError as error:
        return _back(request, id, error)
    messages.success(request, _("Closed. You can bring it back here."))
    return go_to(request, reverse("pos:change", kwargs={"id": id}))


@require_GET
@signed_in
def conflicts(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show the values that a customer lost, as headquarters tells them; empty when there are none."""
    names = queries.names(actor, language=get_language() or "en")
    found = lost_values(actor, id)
    page: dict[str, Any] = {"losses": words.losses(found.items, names), "customer": id}
    return render(request, "pos/_losses.html", page)


@require_POST
@signed_in
def restore(request: HttpRequest, actor: Actor, id: UUID, conflict: int) -> HttpResponse:
    """Bring a value back that lost."""
    target = reverse("pos:customer", kwargs={"id": id})
    try:
        receipt = restore_value(actor, id, conflict)
    except (UnknownConflict, StaleEdit):
        return go_to(request, f"{target}?saved=settled")
    if receipt is not None and sending.is_refused(receipt):
        repair.discard(actor, receipt.operation, reason="returned to the form")
        why = receipt.verdict.reason if receipt.verdict else ""
        return go_to(request, f"{target}?saved=refused&why={why}")
    return go_to(request, f"{target}?saved=edit")


def _back(request: HttpRequest, id: UUID, error: TillbookError) -> HttpResponse:
    if isinstance(error, PermissionRefused):
        raise error
    messages.warning(request, message(error.code))
    return go_to(request, reverse("pos:change", kwargs={"id": id}))
