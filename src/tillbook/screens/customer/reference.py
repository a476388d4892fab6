"""Searching what a reference may mean, for every audience."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tillbook.attributes import queries as attributes
from tillbook.customers import queries
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import is_id
from tillbook.screens.controls import Field
from tillbook.screens.customer import described
from tillbook.screens.customer.typed import ATTRIBUTE

_MOST = 8


def answer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer a search with what the reference may mean: what was chosen stays among it."""
    name = request.GET.get("of", "")
    id = name.removeprefix(ATTRIBUTE)
    definition = attributes.known([id], language=get_language() or "en").get(id)
    if definition is None or definition.data_type != "reference":
        raise Http404
    text, chosen = request.GET.get(f"find-{name}", "").strip(), request.GET.get(name, "")
    kind = definition.reference_kind
    found = queries.referred_like(actor, kind, text, limit=_MOST) if text else []
    if is_id(chosen):
        named = queries.referred(actor, kind, chosen)
        found = [(chosen, named), *(pair for pair in found if pair[0] != chosen)]
    field = Field(name=name, label=definition.label, options=described.picks(found, chosen))
    return render(request, "tillbook/customer/_picks.html", {"field": field})
