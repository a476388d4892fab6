"""The page of Commerce parameters, for the chain or for one store."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook import configuration
from tillbook.customers.checks import CHECKS
from tillbook.customers.models import CommerceParameters
from tillbook.customers.parameters import parameters_id
from tillbook.customers.rules.parameters import REMOTE_LENGTH
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.foundation.checks import Finding
from tillbook.hq import choices, pages, refusals
from tillbook.hq.access import for_administrators
from tillbook.hq.parameters import words
from tillbook.hq.parameters.tabs import TABS, Group, Tab, Units
from tillbook.hq.shell import way_to
from tillbook.screens.controls import Field, Problem
from tillbook.stores.models import LegalEntity, Store

KIND = "commerce_parameters"
_EMPTY: Units = {
    "customer_attribute_group": None,
    "attribute_groups_by": {},
    "search_criteria": [],
    "required_fields": None,
    "retention": {},
    "duplicates": {},
    "remote_search_length": REMOTE_LENGTH,
    "copies_unasked": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose parameters are shown: the chain's, or one store's."""

    store: Store | None

    @property
    def id(self) -> UUID:
        """The id of the parameters."""
        return parameters_id(self.store.id if self.store else None)

    @property
    def stored(self) -> Units:
        """What stands, also where nobody has said anything."""
        row = CommerceParameters.objects.filter(id=self.id).values(*_EMPTY).first()
        return dict(row or _EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was typed, with what came of it."""

    units: Units
    findings: tuple[Finding, ...] = ()
    is_stale: bool = False
    status: int = 200
    differences: list[tuple[str, str]] = field(default_factory=list)
    #: The button of a list that was pressed, such as "up-2"; empty where the form was sent.
    act: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def commerce_parameters(request: HttpRequest, actor: Actor, tab: str = "search") -> HttpResponse:
    """Show a tab, and save it: what the other tabs say stays as it is."""
    if tab == "existing":
        return _existing(request)
    if tab not in TABS:
        raise Http404
    chosen = TABS[tab]
    scope = _scope(request, chosen)
    if request.method != "POST":
        return _page(request, tab, scope, Sent(units=scope.stored))
    of_store = scope.store is not None
    asked = chosen.read(request.POST, scope.stored, of_store=of_store)
    if act := _act(request):
        return _page(request, tab, scope, Sent(units=scope.stored | asked, act=act))
    sent = _save(actor, chosen, scope, asked, expected=request.POST.get("expected") or None)
    if sent is not None:
        return _page(request, tab, scope, sent)
    messages.success(request, _("Saved. Every register follows within seconds."))
    return redirect(_url(tab, scope.store))


def _act(request: HttpRequest) -> str:
    act = request.POST.get("do", "")
    return act if act.startswith(("up-", "down-")) else ""


def _scope(request: HttpRequest, tab: Tab) -> Scope:
    number = request.GET.get("store", "") if tab.by_store else ""
    if not number:
        return Scope(store=None)
    store = Store.objects.filter(number=number).first()
    if store is None:
        raise Http404
    return Scope(store=store)


def _save(
    actor: Actor, tab: Tab, scope: Scope, asked: Units, *, expected: str | None
) -> Sent | None:
    """Save what was typed; return what kept it from being saved."""
    stored = scope.stored
    own = {"store": str(scope.store.id) if scope.store else None}
    typed = stored | asked
    found = tuple(CHECKS[KIND].findings(None, {"id": str(scope.id)} | own | _plain(typed)))
    if found:
        return Sent(units=typed, findings=found, status=422)
    try:
        configuration.put(actor, KIND, id=scope.id, document=own | asked, expected=expected)
    except StaleEdit:
        differences = _differences(tab, typed, scope.stored, of_store=scope.store is not None)
        return Sent(units=typed, is_stale=True, status=409, differences=differences)
    except Refused as refusal:
        finding = Finding(
            code=refusal.code, field=refusal.params.get("field", ""), params=refusal.params
        )
        return Sent(units=typed, findings=(finding,), status=422)
    return None


def _plain(units: Units) -> Units:
    group = units["customer_attribute_group"]
    return units | {"customer_attribute_group": str(group) if group else None}


def _differences(tab: Tab, typed: Units, stored: Units, *, of_store: bool) -> list[tuple[str, str]]:
    """Name what stands differently now than in the form, with the value that stands."""
    mine, theirs = (
        {
            one.name: (f"{group.title}: {one.label}", _told(one))
            for group in groups
            for one in group.fields
        }
        for groups in (tab.show(one, {}, of_store=of_store) for one in (typed, stored))
    )
    return [(label, value) for name, (label, value) in theirs.items() if mine[name][1] != value]


def _told(control: Field) -> str:
    if control.options is not None:
        return ", ".join(one.label for one in control.options if one.is_chosen) or "–"
    if control.shape == "switch":
        return _("On") if control.value else _("Off")
    return control.value or "–"


def _page(request: HttpRequest, tab: str, scope: Scope, sent: Sent) -> HttpResponse:
    chosen = TABS[tab]
    wrong = {_control(one, chosen): refusals.text(one.code, one.params) for one in sent.findings}
    groups: list[Group] = chosen.show(sent.units, wrong, of_store=scope.store is not None)
    tag = standings([scope.id])[scope.id].tag
    given = {
        **_around(tab),
        "groups": [group for group in groups if not group.code],
        "ordered": [group for group in groups if group.code],
        "moved": _moved(sent.act, sum(bool(group.code) for group in groups)),
        "expected": request.POST.get("expected") if sent.act else tag,
        "store": scope.store,
        "stores": Store.objects.order_by("number") if chosen.by_store else (),
        "problems": [Problem(field=name, text=text) for name, text in wrong.items()],
        "is_stale": sent.is_stale,
        "differences": sent.differences,
    }
    return render(request, "hq/parameters/form.html", given, status=sent.status)


def _moved(act: str, rows: int) -> str:
    """Return which button takes the cursor: the same one of the moved row, or its twin at an end."""
    name, _dash, place = act.partition("-")
    if not place.isdecimal():
        return ""
    at = int(place) + (1 if name == "down" else -1)
    if not 0 < at < rows - 1:
        name = "down" if at < 1 else "up"
    return f"{name}-{min(max(at, 0), rows - 1)}"


def _control(finding: Finding, tab: Tab) -> str:
    pointer = str(finding.params.get("pointer", ""))
    return pointer.rpartition("/")[2] or tab.anchor


def _around(tab: str) -> dict[str, Any]:
    return {
        "crumbs": way_to(pages.COMMERCE_PARAMETERS),
        "tab": tab,
        "purpose": words.purpose(tab),
        "tabs": [
            {"title": title, "url": _url(name, None), "is_current": name == tab}
            for name, title in words.tabs().items()
        ],
    }


def _url(tab: str, store: Store | None) -> str:
    return reverse("hq:parameters_tab", args=[tab]) + (f"?store={store.number}" if store else "")


def _existing(request: HttpRequest) -> HttpResponse:
    """Show what each company does with customers who may exist already; it is changed there."""
    if request.method == "POST":
        raise Http404
    names = dict(choices.existing_pairs())
    companies = [
        {
            "name": row.name,
            "chosen": names[row.existing_customers],
            "url": reverse("admin:stores_legalentity_change", args=[row.id]),
        }
        for row in LegalEntity.objects.order_by("code")
    ]
    return render(
        request, "hq/parameters/existing.html", {**_around("existing"), "companies": companies}
    )
