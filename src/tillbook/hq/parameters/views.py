"""Commerce parameters: which attribute groups stand on which customers."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook import configuration
from tillbook.attributes import queries as attributes
from tillbook.customers.groups import customer_groups
from tillbook.customers.parameters import GROUPED_BY, Parameters, parameters_id, parameters_of
from tillbook.customers.rules.validation import TYPES
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.hq import pages, refusals
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import way_to
from tillbook.screens import words
from tillbook.screens.controls import Field, options
from tillbook.stores.queries import stores

_GROUP = "customer_attribute_group"


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def commerce_parameters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the parameters of the chain, and save them."""
    if request.method != "POST":
        return _page(request, actor, parameters_of(None))
    typed = _typed(request.POST)
    try:
        configuration.put(
            actor,
            "commerce_parameters",
            id=parameters_id(),
            document={
                "store": None,
                _GROUP: request.POST.get(_GROUP) or None,
                "attribute_groups_by": typed,
            },
            expected=request.POST.get("expected") or None,
        )
    except StaleEdit:
        return _page(request, actor, parameters_of(None), is_stale=True)
    except Refused as refusal:
        problem = refusals.text(refusal.code, refusal.params)
        return _page(request, actor, parameters_of(None), problem=problem)
    messages.success(request, _("Saved. Every register follows within seconds."))
    return redirect("hq:commerce_parameters")


def _typed(post: QueryDict) -> dict[str, dict[str, str]]:
    """Read the further groups: what each kind of customer is given besides."""
    found: dict[str, dict[str, str]] = {}
    for by in GROUPED_BY:
        start = f"{by}:"
        named = {name.removeprefix(start): str(post.get(name)) for name in post if start in name}
        if chosen := {value: group for value, group in named.items() if group}:
            found[by] = chosen
    return found


def _page(
    request: HttpRequest,
    actor: Actor,
    parameters: Parameters,
    *,
    problem: str = "",
    is_stale: bool = False,
) -> HttpResponse:
    pairs = [("", "–"), *((str(row.id), row.name) for row in attributes.groups())]
    group = str(parameters.customer_attribute_group or "")
    main = Field(
        name=_GROUP,
        label=_("Customer attribute group"),
        options=options(pairs, group),
        hint=_("Its attributes stand on every customer, at every till, in this order."),
        problem=problem,
    )
    given = {
        "crumbs": way_to(pages.COMMERCE_PARAMETERS),
        "main": main,
        "further": list(_further(actor, parameters, pairs)),
        "expected": standings([parameters_id()])[parameters_id()].tag,
        "is_stale": is_stale,
    }
    status = 409 if is_stale else 422 if problem else 200
    return render(request, "hq/parameters.html", given, status=status)


def _further(
    actor: Actor, parameters: Parameters, pairs: list[tuple[str, str]]
) -> Iterable[dict[str, Any]]:
    """Give a choice for each type, customer group and store."""
    named = {
        "customer_type": (
            _("By customer type"),
            [(value, words.choice_name(value)) for value in TYPES],
        ),
        "customer_group": (
            _("By customer group"),
            [(row.code, row.name) for row in customer_groups(actor)],
        ),
        "store": (_("By channel"), [(str(row.id), row.name) for row in stores(actor)]),
    }
    for by, (title, values) in named.items():
        chosen = parameters.attribute_groups_by.get(by, {})
        fields = [
            Field(
                name=f"{by}:{value}",
                label=label,
                options=options(pairs, chosen.get(value, "")),
            )
            for value, label in values
        ]
        yield {"title": title, "fields": fields, "is_open": bool(chosen)}
