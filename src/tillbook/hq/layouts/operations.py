"""The operations of a register: where each may stand, and whether people may use it (AR-005)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook import configuration
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.hq import pages, refusals
from tillbook.hq.access import for_administrators
from tillbook.hq.layouts import words
from tillbook.hq.shell import way_to
from tillbook.hq.spoken import said
from tillbook.stores.layouts.models import PosOperation
from tillbook.stores.layouts.uses import grids_with
from tillbook.stores.rules.pos_operations import CATALOG, id_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def pos_operations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the operations, and mark one as for users or not."""
    if request.method == "POST":
        _mark(request, actor)
        return redirect("hq:pos_operations")
    tags = standings([id_of(number) for number in CATALOG])
    withheld = set(
        PosOperation.objects.filter(is_user_operation=False).values_list("number", flat=True)
    )
    listed = [
        {
            "known": known,
            "name": words.operation(known),
            "screens": words.screens(known),
            "offline": words.offline(known),
            "is_for_users": bool(known.screens) and known.number not in withheld,
            "grids": said(grids_with(known.number)),
            "expected": tags[id_of(known.number)].tag,
        }
        for known in sorted(CATALOG.values(), key=lambda one: (not one.is_built, one.number))
    ]
    given = {"crumbs": way_to(pages.POS_OPERATIONS), "operations": listed}
    return render(request, "hq/layouts/operations.html", given)


def _mark(request: HttpRequest, actor: Actor) -> None:
    number = request.POST.get("number", "")
    known = next((one for one in CATALOG.values() if str(one.number) == number), None)
    if known is None or not known.screens:
        raise Http404
    is_for_users = request.POST.get("is_user_operation") == "yes"
    try:
        configuration.put(
            actor,
            "pos_operation",
            id=id_of(known.number),
            document={"number": known.number, "is_user_operation": is_for_users},
            expected=request.POST.get("expected") or None,
        )
    except StaleEdit:
        messages.warning(request, _("Somebody else changed this in the meantime. Look once more."))
    except Refused as refusal:
        messages.error(request, refusals.text(refusal.code, refusal.params))
    else:
        messages.success(request, _("Saved."))
