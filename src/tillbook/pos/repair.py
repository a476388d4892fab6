"""P12: one change that headquarters could not accept, and values that lost: settled at the till."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tillbook.customers import queries
from tillbook.customers.errors import UnknownConflict
from tillbook.customers.operations.correct_customer import Correctable
from tillbook.customers.operations.restore_value import restore_value
from tillbook.customers.synchronization.conflicts import conflicts as lost_values
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.up.repair import discard as discard_again
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor
from tillbook.pos.shell import go_to, here, is_htmx, signed_in
from tillbook.screens import operations as words
from tillbook.screens import repair
from tillbook.screens.customer import form, sending
from tillbook.screens.customer.around import around
from tillbook.screens.customer.form import Carried, Sent
from tillbook.screens.customer.typed import Typed


@require_GET
@signed_in
def change(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show one change of this store: what it asked, why it was refused, what can be done."""
    found = repair.found(actor, id)
    match = found.match
    page = {
        **repair.facts(actor, found, zone=timezone.get_current_timezone()),
        "match": match["id"] if match else found.line.params.get("customer", ""),
    }
    return render(request, "pos/change.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show the form filled with what was asked, and send what is corrected."""
    return repair.correct(request, actor, id, DESK)


@require_POST
@signed_in
def retry(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Have it decided anew, or send again what never reached headquarters."""
    return repair.retry(request, actor, id, DESK)


@require_POST
@signed_in
def create_anyway(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Create a customer who may be there already, as it was asked."""
    return repair.create_anyway(request, actor, id, DESK)


@require_POST
@signed_in
def discard(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Close it with a reason; what this till shows of it vanishes."""
    return repair.discard(request, actor, id, DESK)


def _form(request: HttpRequest, actor: Actor, found: Correctable, sent: Sent) -> HttpResponse:
    carried = Carried(id=str(found.customer), url=request.path)
    surroundings = around(actor, here(), is_new=False)
    page = {
        "form": form.make(sent, surroundings, carried, before=found.asked),
        "cancel_url": reverse("pos:change", kwargs={"id": found.operation}),
    }
    template = "pos/_customer_form.html" if is_htmx(request) else "pos/customer_form.html"
    return render(request, template, page, status=sent.status)


def _corrected(
    request: HttpRequest, actor: Actor, found: Correctable, read: Typed, receipt: Receipt
) -> HttpResponse:
    if sending.is_refused(receipt):
        discard_again(actor, receipt.operation, reason="returned to the form")
        return _form(request, actor, found, sending.rejected(read, receipt))
    return go_to(request, reverse("pos:customer", kwargs={"id": found.customer}) + "?saved=edit")


def _created(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    return go_to(request, reverse("pos:customer", kwargs={"id": receipt.entity}))


def _retried(request: HttpRequest, actor: Actor, id: UUID) -> None:
    messages.success(request, _("Sent to headquarters once more."))


DESK = repair.Desk(
    page="pos:change",
    go_to=go_to,
    form=_form,
    corrected=_corrected,
    created=_created,
    retried=_retried,
)


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
        discard_again(actor, receipt.operation, reason="returned to the form")
        why = receipt.verdict.reason if receipt.verdict else ""
        return go_to(request, f"{target}?saved=refused&why={why}")
    return go_to(request, f"{target}?saved=edit")
