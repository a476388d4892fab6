"""H15. The queue of pairs, the surest first, and what is said of several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from tillbook.customers import pairs
from tillbook.customers.errors import CannotMerge, UnknownCustomer, UnknownPair
from tillbook.customers.operations import duplicate_pairs
from tillbook.customers.operations.merge_customers import Losing, merge_customers
from tillbook.customers.pairs import ShownPair
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import is_id
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.duplicates import words
from tillbook.hq.shell import way_to

STATES = ("open", "snoozed", "different", "merged")
#: How long a pair is put off.
SNOOZE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A pair in words."""

    pair: ShownPair
    why: str
    strength: str


@require_http_methods(["GET", "HEAD"])
@for_administrators
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List pairs of one state."""
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    after = request.GET.get("after", "")
    page = pairs.queue(actor, state=state, after=UUID(after) if is_id(after) else None)
    given = {
        "crumbs": way_to(pages.DUPLICATES),
        "lines": [line(one) for one in page.items],
        "state": state,
        "states": [(one, words.state(one), pairs.count(actor, state=one)) for one in STATES],
        "after": page.after,
        "is_later": bool(after),
        "has_sure": any(one.is_sure for one in page.items) and state == "open",
    }
    return render(request, "hq/duplicates/list.html", given)


def line(pair: ShownPair) -> Line:
    """Put a pair into words."""
    return Line(pair=pair, why=words.why(pair), strength=words.strength(pair))


@require_POST
@for_administrators
def settle(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say something of the pairs that were chosen."""
    chosen = [UUID(id) for id in request.POST.getlist("pair") if is_id(id)]
    if not chosen:
        messages.warning(request, _("Choose one or more pairs first."))
        return redirect(pages.DUPLICATES.url)
    try:
        _said(request, actor, chosen)
    except UnknownPair:
        messages.warning(request, _("Somebody has settled this already. Look at the list again."))
    return redirect(pages.DUPLICATES.url)


def _said(request: HttpRequest, actor: Actor, chosen: Sequence[UUID]) -> None:
    match request.POST.get("do"):
        case "different":
            duplicate_pairs.call_different(actor, chosen)
            told = ngettext(
                "%(n)s pair is not the same person. You are not asked again.",
                "%(n)s pairs are not the same person. You are not asked again.",
                len(chosen),
            )
            messages.success(request, told % {"n": len(chosen)})
        case "snooze":
            until = clock.now().date() + SNOOZE
            duplicate_pairs.snooze(actor, chosen, until=until)
            messages.success(request, _("Put off for a week."))
        case "reopen":
            duplicate_pairs.reopen(actor, chosen)
            messages.success(request, pgettext("pairs", "Open again."))
        case "merge":
            _merge_sure(request, actor, chosen)


def _merge_sure(request: HttpRequest, actor: Actor, chosen: Sequence[UUID]) -> None:
    """Merge the pairs that are very likely one person; the older customer of each is kept."""
    merged, left = 0, 0
    for id in chosen:
        pair = pairs.pair(actor, id)
        try:
            if pair is None or not pair.is_sure or pair.state != "open":
                left += 1
                continue
            kept, gone = in_order(pair)
            merge_customers(actor, kept, [Losing(id=gone)])
            merged += 1
        except (CannotMerge, UnknownCustomer):
            left += 1
    if merged:
        told = ngettext("%(n)s pair was merged.", "%(n)s pairs were merged.", merged)
        messages.success(request, told % {"n": merged})
    if left:
        told = ngettext(
            "%(n)s pair needs a look of its own: open it.",
            "%(n)s pairs need a look of their own: open them.",
            left,
        )
        messages.warning(request, told % {"n": left})


def in_order(pair: ShownPair) -> tuple[UUID, UUID]:
    """Return the ids of a pair, the older customer first."""
    first, second = sorted((pair.first, pair.second), key=lambda one: one["created_at"])
    return UUID(first["id"]), UUID(second["id"])
