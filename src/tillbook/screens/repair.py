"""Settling what headquarters could not accept: the steps that the till and the back office share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import PermissionRefused, TillbookError
from tillbook.screens import operations as words
from tillbook.screens import timeline
from tillbook.screens.customer import entered, sending, typed
from tillbook.screens.customer.form import Sent
from tillbook.screens.customer.typed import Typed
from tillbook.screens.messages import message, reason

#: Of why a write is closed.
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a person settles writes: how the way goes on from there."""

    #: Name of the address of one write's page.
    page: str
    go_to: Callable[[HttpRequest, str], HttpResponse]
    #: Shows the form of a correction.
    form: Callable[[HttpRequest, Actor, Correctable, Sent], HttpResponse]
    #: Goes on after a correction, or the same once more, was sent.
    corrected: Callable[[HttpRequest, Actor, Correctable, Typed, Receipt], HttpResponse]
    created: Callable[[HttpRequest, Receipt], HttpResponse]
    #: Says what came of having a write decided anew.
    retried: Callable[[HttpRequest, Actor, UUID], None]

    def back(self, request: HttpRequest, id: UUID) -> HttpResponse:
        """Lead back to the write."""
        return self.go_to(request, reverse(self.page, kwargs={"id": id}))

    def told(self, request: HttpRequest, id: UUID, error: TillbookError) -> HttpResponse:
        """Lead back to the write, saying why nothing was done."""
        if isinstance(error, UnknownOperation):
            raise Http404 from error
        if isinstance(error, PermissionRefused):
            raise PermissionDenied from error
        if isinstance(error, Refused):
            given: dict[str, Any] = {"reason": reason(error.code)}
            messages.warning(request, _("It would be refused again: %(reason)s.") % given)
        else:
            messages.warning(request, message(error.code))
        return self.back(request, id)


def found(actor: Actor, id: UUID) -> Detail:
    """Return one write of this node's log, as whoever may see it. Raises Http404."""
    try:
        return detail(actor, id)
    except UnknownOperation as unknown:
        raise Http404 from unknown


def facts(actor: Actor, one: Detail, *, zone: tzinfo) -> dict[str, Any]:
    """Return what the page of one write shows."""
    [shown] = words.shown([one.line])
    names = queries.names(actor, language=get_language() or "en")
    return {
        "detail": one,
        "shown": shown,
        "held": words.shown(one.held),
        "timeline": timeline.told(one.events, names, zone=zone),
        "may_exist": one.line.reason == MAY_EXIST and one.can_repair,
        "longest_reason": LONGEST_REASON,
    }


def correct(request: HttpRequest, actor: Actor, id: UUID, desk: Desk) -> HttpResponse:
    """Show the form filled with what was asked, and send what is corrected."""
    try:
        asked = correctable(actor, id)
    except (UnknownOperation, AlreadySettled, PermissionRefused) as error:
        return desk.told(request, id, error)
    if request.method != "POST":
        return desk.form(request, actor, asked, _at_the_fault(actor, asked))
    read = sending.read(request)
    if sending.is_asked_again(request):
        return desk.form(request, actor, asked, sending.again(request, read))
    try:
        receipt = correct_customer(actor, id, entered.edited(read, asked.asked))
    except (PermissionRefused, AlreadySettled) as error:
        return desk.told(request, id, error)
    except Refused as refused:
        notice = {"code": "sync.rejected", "params": {"reason": reason(refused.code)}}
        return desk.form(request, actor, asked, Sent(form=read, notice=notice, status=422))
    except TillbookError as error:
        sent = sending.refused(actor, asked.customer, read, error)
        return desk.form(request, actor, asked, sent)
    if receipt is None:
        messages.warning(request, _("Nothing is left to change. Close it instead."))
        return desk.back(request, id)
    return desk.corrected(request, actor, asked, read, receipt)


def _at_the_fault(actor: Actor, asked: Correctable) -> Sent:
    """Return the form as it was asked for, open where headquarters found fault."""
    form = typed.with_blanks(typed.from_document(asked.asked))
    line = found(actor, asked.operation).line
    if "pointer" not in line.params:
        return Sent(form=form, section="name")
    return Sent(form=form, fault=entered.fault(line.params["pointer"], line.reason, form))


def retry(request: HttpRequest, actor: Actor, id: UUID, desk: Desk) -> HttpResponse:
    """Have it decided anew, unchanged: after the cause was mended, or to bring back what was closed."""
    try:
        retry_operation(actor, id)
    except TillbookError as error:
        return desk.told(request, id, error)
    desk.retried(request, actor, id)
    return desk.back(request, id)


def create_anyway(request: HttpRequest, actor: Actor, id: UUID, desk: Desk) -> HttpResponse:
    """Create a customer who may be there already, as it was asked."""
    try:
        receipt = correct_customer(actor, id, {})
    except TillbookError as error:
        return desk.told(request, id, error)
    return desk.created(request, receipt) if receipt else desk.back(request, id)


def discard(request: HttpRequest, actor: Actor, id: UUID, desk: Desk) -> HttpResponse:
    """Close it with a reason. What was closed can be brought back from its page."""
    given = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if request.POST.get("use") == "existing":
        given = given or _("The customer was there already.")
    if not given:
        messages.warning(request, _("Say why, in a few words."))
        return desk.back(request, id)
    try:
        discard_operation(actor, id, reason=given)
    except TillbookError as error:
        return desk.told(request, id, error)
    messages.success(request, _("Closed. You can bring it back here."))
    return desk.back(request, id)
