"""H16. Two customers beside each other, what becomes of them, the merge, and its undo."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tillbook.customers import pairs, queries
from tillbook.customers.document import SHAPE
from tillbook.customers.errors import CannotMerge
from tillbook.customers.operations.merge_customers import Losing, merge_customers, preview
from tillbook.customers.operations.unmerge_customers import unmerge_customers
from tillbook.customers.rules import merging
from tillbook.customers.rules.pairs import pair_id
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import Refused
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.duplicates import queue, words
from tillbook.hq.shell import Crumb, customer_crumbs, way_to
from tillbook.screens import comparing
from tillbook.screens.messages import reason

#: Begins the name of a control that takes a unit from the customer who goes.
_TAKE = "take:"


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def compare(request: HttpRequest, actor: Actor, first: UUID, second: UUID) -> HttpResponse:
    """Compare two customers; a choice shows its result, and the button merges."""
    sides = queries.find_all(actor, [first, second])
    if len(sides) < 2:
        raise Http404
    keeps_second = request.POST.get("keep") == str(second)
    kept, gone = reversed(sides) if keeps_second else sides
    takes = _takes(request.POST, kept, gone)
    if request.POST.get("do") == "merge":
        try:
            return _merged(request, actor, kept, gone, takes)
        except CannotMerge as error:
            messages.warning(request, words.refusal(error.code))
        except Refused as error:
            messages.warning(request, words.refusal(error.code) + " " + reason(error.code))
    return _page(request, actor, sides, kept, gone, takes)


def _takes(given: Mapping[str, str], kept: Document, gone: Document) -> frozenset[str]:
    """Return the units that were chosen from the customer who goes."""
    return frozenset(
        unit
        for unit in merging.choices(kept, gone, SHAPE)
        if given.get(f"{_TAKE}{unit}") == gone["id"]
    )


def _merged(
    request: HttpRequest, actor: Actor, kept: Document, gone: Document, takes: frozenset[str]
) -> HttpResponse:
    seen = request.POST.get(f"seen-{gone['id']}")
    losing = Losing(id=UUID(gone["id"]), seen=seen, takes=takes)
    merge_customers(actor, UUID(kept["id"]), [losing], seen=request.POST.get(f"seen-{kept['id']}"))
    until = clock.now() + merging.UNDO
    told = _("Customers merged. You can undo this until %(date)s.")
    messages.success(request, told % {"date": until.date().isoformat()})
    return redirect("hq:customer", kept["id"])


def _page(
    request: HttpRequest,
    actor: Actor,
    sides: list[Document],
    kept: Document,
    gone: Document,
    takes: frozenset[str],
) -> HttpResponse:
    first, second = (UUID(one["id"]) for one in sides)
    names = queries.names(actor, language=get_language() or "en")
    result = preview(kept, [(gone, takes)])
    choosable = set(merging.choices(kept, gone, SHAPE))
    rows = comparing.side_by_side([*sides, result], names)
    pair = pairs.pair(actor, pair_id(first, second))
    objection = merging.objection(kept, gone)
    given = {
        "crumbs": way_to(pages.DUPLICATES, Crumb(label=_("Merge"))),
        "sides": [_side(one, kept) for one in sides],
        "kept": kept,
        "gone": gone,
        "rows": [_row(row, sides, gone, takes, choosable) for row in rows],
        "pair": queue.line(pair) if pair else None,
        "objection": words.refusal(objection) if objection else "",
        "until": clock.now() + merging.UNDO,
        "here": reverse("hq:merge", args=[first, second]),
    }
    return render(request, "hq/duplicates/merge.html", given)


def _side(customer: Document, kept: Document) -> dict[str, Any]:
    tag = queries.tag_of(UUID(customer["id"]))
    return {"customer": customer, "is_kept": customer is kept, "tag": tag}


def _row(
    row: comparing.Compared,
    sides: list[Document],
    gone: Document,
    takes: frozenset[str],
    choosable: set[str],
) -> dict[str, Any]:
    """Return a line of the table: both sides, which of them is chosen, and the result."""
    is_choice = row.unit in choosable
    cells = [
        {
            "texts": texts,
            "id": one["id"],
            "is_chosen": is_choice and (one is gone) == (row.unit in takes),
        }
        for one, texts in zip(sides, row.texts, strict=False)
    ]
    return {
        "label": row.label,
        "name": f"{_TAKE}{row.unit}" if is_choice else "",
        "cells": cells,
        "result": row.texts[-1],
        "is_same": row.is_same,
    }


@require_POST
@for_administrators
def undo(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Take back that a customer is a part of another one."""
    try:
        unmerge_customers(actor, id)
    except CannotMerge as error:
        messages.warning(request, words.refusal(error.code))
    else:
        messages.success(request, _("The merge is undone. Both customers are there again."))
    return redirect("hq:customer", id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def choose(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Find the customer with whom another one is to be merged."""
    customer = queries.find(actor, id)
    if customer is None:
        raise Http404
    text = request.POST.get("q", "").strip()[:100]
    found = queries.search(actor, text).items if text else ()
    given = {
        "crumbs": customer_crumbs(
            Crumb(label=customer["name"], url=reverse("hq:customer", args=[id])),
            Crumb(label=_("Merge")),
        ),
        "customer": customer,
        "q": text,
        "found": [hit for hit in found if hit.customer["id"] != customer["id"]],
    }
    return render(request, "hq/duplicates/choose.html", given)
