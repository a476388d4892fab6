"""Channel schemas: the customer filter, turned on only by who was told what it needs."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook import configuration
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.hq import pages, refusals
from tillbook.hq.access import for_administrators
from tillbook.hq.scheduler import words
from tillbook.hq.scheduler.offer import offer_full_sync
from tillbook.hq.shell import Crumb, way_to
from tillbook.scheduler import queries
from tillbook.scheduler.rules.plan import CUSTOMER_JOB

_KIND = "channel_schema"


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def all_schemas(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the schemas with their filter, and make one."""
    typed, error = request.POST.get("name", "").strip(), ""
    if request.method == "POST":
        try:
            document = {"name": typed, "filters_customers": False}
            configuration.put(actor, _KIND, id=new_id(), document=document)
        except Refused as refused:
            error = refusals.text(refused.code, refused.params)
        else:
            messages.success(request, _("Made. Choose it for a channel database group."))
            return redirect("hq:schemas")
    given = {
        "crumbs": way_to(pages.SCHEMAS),
        "lines": queries.schemas(),
        "remarks": [words.remark(one.code) for one in queries.remarks()],
        "typed": typed,
        "error": error,
    }
    return render(request, "hq/scheduler/schemas.html", given, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def customer_filter(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Turn the filter of a schema; turning it on asks first. Source: AR-125."""
    schema = next((one.schema for one in queries.schemas() if one.schema.id == id), None)
    if schema is None:
        raise Http404
    answer = request.POST.get("answer", "")
    if request.method != "POST":
        given = {
            "crumbs": way_to(pages.SCHEMAS, Crumb(label=schema.name)),
            "schema": schema,
            "expected": standings([id])[id].tag,
            "jobs": [
                {"number": job.number, "name": words.name_of(job)}
                for job in queries.customer_jobs()
            ],
        }
        return render(request, "hq/scheduler/filter.html", given)
    if answer == "yes":
        _turn(request, actor, id, on=True)
    elif answer == "off":
        _turn(request, actor, id, on=False)
    else:
        messages.success(request, _("Nothing was changed. The filter stays as it was."))
    return redirect("hq:schemas")


def _turn(request: HttpRequest, actor: Actor, id: UUID, *, on: bool) -> None:
    expected = request.POST.get("expected") or None
    document = {"filters_customers": on}
    try:
        configuration.put(actor, _KIND, id=id, document=document, expected=expected)
    except StaleEdit:
        text = _("Somebody else changed this in the meantime. This is how it stands now.")
        messages.warning(request, text)
        return
    told = _("The filter is on. Registers drop customers from shared tables within seconds.")
    off = _("The filter is off. Registers receive customers again.")
    messages.success(request, told if on else off)
    if on:
        offer_full_sync(request, CUSTOMER_JOB)
