"""Saying at the till that two customers are one person: headquarters looks at it and decides."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tillbook.customers import queries
from tillbook.customers.operations.duplicate_pairs import propose_pairs
from tillbook.customers.rules.pairs import Pair
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.ids import is_id
from tillbook.pos.hits import hits
from tillbook.pos.shell import go_to, here, signed_in

#: How sure somebody is who has met both, of a thousand.
_SAID = 700
_MOST = 10


@require_http_methods(["GET", "POST"])
@signed_in
def report(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Find the other customer among those of this node, and report both."""
    actor.require(Permission.PROPOSE_MERGES)
    customer = queries.find(actor, id)
    if customer is None or customer["merged_into"]:
        raise Http404
    other = request.POST.get("other", "")
    if is_id(other) and UUID(other) != id and queries.find(actor, UUID(other)) is not None:
        pair = Pair(
            first=id, second=UUID(other), strength=_SAID, reasons=("person",), source="till"
        )
        propose_pairs(actor, [pair])
        return go_to(request, reverse("pos:customer", kwargs={"id": id}) + "?saved=reported")
    words = (request.POST.get("q") or customer["name"]).strip()[:100]
    found = [
        one
        for one in queries.search(actor, words, limit=_MOST).items
        if one.customer["id"] != str(id)
    ]
    names = queries.names(actor, language=get_language() or "en")
    page = {
        "customer": customer,
        "back": reverse("pos:customer", kwargs={"id": id}),
        "words": words,
        "hits": hits(found, names, place=here()),
    }
    return render(request, "pos/report_duplicate.html", page)
