"""One operation: what it asked, what became of it, and correcting, retrying or closing it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tillbook.customers.operations.correct_customer import Correctable
from tillbook.customers.synchronization.detail import detail
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor
from tillbook.hq import pages, support
from tillbook.hq.access import for_auditors
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens import operations as words
from tillbook.screens import repair
from tillbook.screens.customer import form as forms
from tillbook.screens.customer.around import around
from tillbook.screens.customer.form import Carried, Sent
from tillbook.screens.customer.typed import Typed
from tillbook.screens.messages import reason
from tillbook.stores.errors import UnknownStore
from tillbook.stores.queries import Place, place_of


@require_safe
@for_auditors
def one_operation(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show an operation with its original, its corrections, people and times."""
    given = repair.facts(actor, repair.found(actor, id), zone=ZoneInfo("UTC"))
    shown = given["shown"]
    crumbs = way_to(pages.OPERATIONS, Crumb(label=shown.line.name or shown.title))
    given |= {"crumbs": crumbs, "account": support.of_operation(given["detail"])}
    return render(request, "hq/operations/one.html", given)


@require_http_methods(["GET", "HEAD", "POST"])
@for_auditors
def correct(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show the form filled with what was asked, and synchronize what is corrected."""
    return repair.correct(request, actor, id, DESK)


@require_POST
@for_auditors
def retry(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Decide it anew, unchanged."""
    return repair.retry(request, actor, id, DESK)


@require_POST
@for_auditors
def create_anyway(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Create a customer who may be there already, as it was asked."""
    return repair.create_anyway(request, actor, id, DESK)


@require_POST
@for_auditors
def discard(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Close it with a reason."""
    return repair.discard(request, actor, id, DESK)


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
        "why": reason(repair.found(actor, found.operation).line.reason),
        "form": forms.make(sent, surroundings, carried, before=found.asked),
    }
    return render(request, "hq/operations/correct.html", given, status=sent.status)


def _place(actor: Actor, number: str) -> Place | None:
    try:
        return place_of(actor, number=number)
    except UnknownStore:
        return None


def _corrected(
    request: HttpRequest, actor: Actor, found: Correctable, read: Typed, receipt: Receipt
) -> HttpResponse:
    messages.success(request, _("Corrected and synchronized."))
    return redirect("hq:operation", receipt.operation)


def _created(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    messages.success(request, _("The customer was created."))
    return redirect("hq:operation", receipt.operation)


def _retried(request: HttpRequest, actor: Actor, id: UUID) -> None:
    """Say what this office decided: it does so at once."""
    line = detail(actor, id).line
    if line.stage == "attention":
        why = {"reason": reason(line.reason)}
        messages.warning(request, _("It was refused again: %(reason)s.") % why)
    else:
        messages.success(request, _("Accepted by headquarters."))


DESK = repair.Desk(
    page="hq:operation",
    go_to=lambda _request, url: redirect(url),
    form=_form,
    corrected=_corrected,
    created=_created,
    retried=_retried,
)
