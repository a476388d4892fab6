"""The pages of stores."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook import configuration
from tillbook.customers import configuration_check
from tillbook.customers import queries as customers
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import Refused, StaleEdit, WrongKind
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.hq import choices, pages, refusals, removal
from tillbook.hq.access import for_administrators
from tillbook.hq.pages import Page
from tillbook.hq.shell import Crumb, way_to
from tillbook.hq.stores import form as forms
from tillbook.hq.stores import inheritance
from tillbook.hq.stores.form import Chosen, Typed
from tillbook.screens import words
from tillbook.screens.controls import Problem
from tillbook.stores.models import LegalEntity, Register, Store
from tillbook.stores.queries import stores_like

NEW = "new"
_SUGGESTIONS = 6
#: Stores that the column lists; the others are found by typing.
_PICKS = 60


@require_safe
@for_administrators
def all_stores(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the first store; where there is none, say what to do."""
    kind = request.GET.get("kind", "")
    rows = Store.objects.filter(kind=kind) if kind else Store.objects.all()
    first = rows.order_by("number").first()
    if first is not None and "q" not in request.GET:
        return redirect("hq:store", first.number)
    kinds = dict(forms.kind_pairs())
    given = {"crumbs": way_to(_page_of(kind)), "kind": kind, "kind_name": kinds.get(kind, "")}
    return render(request, "hq/stores.html", given | _picks(request, actor))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one_store(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show a store with what its new customers inherit, and save it."""
    if request.method == "POST":
        return _save(request, actor, number)
    if number == NEW:
        return _page(request, actor, None, form=forms.typed(_start(request)))
    store = _store(number)
    return _page(request, actor, store, form=forms.shown(actor, store))


def _page_of(kind: str) -> Page:
    """Return the page of the menus where a kind of store stands."""
    places = {
        Store.Kind.ONLINE_STORE: pages.ONLINE_STORES,
        Store.Kind.CALL_CENTRE: pages.CALL_CENTRES,
    }
    return next((page for one, page in places.items() if one == kind), pages.STORES)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Ask once more, then remove a store that nothing uses."""
    store = _store(number)
    back = reverse("hq:store", args=[number])
    crumbs = way_to(_page_of(store.kind), Crumb(label=store.name, url=back))
    given = {"crumbs": [*crumbs, Crumb(label=_("Remove"))]}
    answer = removal.answer(request, actor, "store", store, back=back, words=given)
    if answer is not None:
        return answer
    messages.success(request, _("Removed. Every register follows within seconds."))
    return redirect("hq:stores")


def _save(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    store = None if number == NEW else _store(number)
    form = forms.typed(request.POST)
    chosen = _chosen(actor, form, store)
    found = forms.problems(form, chosen, store=store)
    if found:
        return _page(request, actor, store, form=form, found=found, status=422)
    try:
        configuration.put(
            actor,
            "store",
            id=store.id if store else forms.id_of(request.POST.get("id", "")) or new_id(),
            document=forms.document_of(form, chosen, is_new=store is None),
            expected=request.POST.get("expected") or None,
        )
    except Refused as refusal:
        text = refusals.text(refusal.code, refusal.params)
        found = [Problem(field=refusal.params.get("field", "name"), text=text)]
        return _page(request, actor, store, form=form, found=found, status=422)
    except StaleEdit:
        return _page(request, actor, store, form=form, is_stale=True, status=409)
    except WrongKind as error:
        # No form of ours names another record as the new store.
        raise Http404 from error
    _say_saved(request, chosen)
    return redirect("hq:store", store.number if store else form.values["number"])


def _say_saved(request: HttpRequest, chosen: Chosen) -> None:
    messages.success(request, _("Store saved. Every register follows within seconds."))
    if chosen.customer and chosen.customer["receipt_email"]:
        messages.warning(request, _receipt_email_warning())


def _receipt_email_warning() -> str:
    return _(
        "The default customer has a receipt email. Every new customer without one would get it. "
        "Leave it empty unless you want this."
    )


def _page(
    request: HttpRequest,
    actor: Actor,
    store: Store | None,
    *,
    form: Typed,
    found: list[Problem] | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    chosen = _chosen(actor, form, store)
    kind = form.values["kind"]
    page = _page_of(store.kind if store else kind)
    given: dict[str, Any] = {
        "store": store,
        "id": store.id if store else (request.POST.get("id") or new_id()),
        "crumbs": way_to(page, Crumb(label=store.name if store else _("New store"))),
        "kind_name": dict(forms.kind_pairs()).get(kind, ""),
        "form": form,
        "fields": forms.fields(form, found or [], is_new=store is None),
        "problems": found or [],
        "is_stale": is_stale,
        "chosen": chosen,
        "expected": standings([store.id])[store.id].tag if store else "",
        **_picks(request, actor),
    }
    if store is not None:
        given |= _about(actor, store, form, chosen)
        if is_stale:
            given["differences"] = forms.changed_since(form, forms.shown(actor, store))
    return render(request, "hq/store.html", given, status=status)


def _chosen(actor: Actor, form: Typed, store: Store | None) -> Chosen:
    """Find the default customer among those of the company that the form names."""
    company = form.values["legal_entity"] or str(store.legal_entity if store else "")
    return forms.choose(actor, form.number, legal_entity=forms.code_of(company))


def _about(actor: Actor, store: Store, form: Typed, chosen: Chosen) -> dict[str, Any]:
    registers = list(Register.objects.filter(store=store.id).order_by("number"))
    return {
        "registers": registers,
        "currency": words.currency_name(store.currency),
        "panel": inheritance.preview(actor, store, form, chosen.customer),
    }


def _picks(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    query = request.GET.get("q", "").strip()
    found = stores_like(actor, query, limit=_PICKS + 1)
    remarks = configuration_check.remarks(actor)
    return {
        "stores": found[:_PICKS],
        "has_more": len(found) > _PICKS,
        "flagged": {remark.id for remark in remarks},
        "remarks": len(remarks),
        "q": query,
    }


def _start(request: HttpRequest) -> dict[str, str]:
    """Return what the form of a new store begins with: as the first company has it."""
    company = LegalEntity.objects.order_by("code").first()
    if company is None:
        return {}
    return {
        "legal_entity": str(company.id),
        "currency": company.currency,
        "language": company.language,
        "time_zone": choices.zone_of(company.country),
        "kind": request.GET.get("kind") or Store.Kind.STORE.value,
        "copy_receipt_email": "on",
    }


@require_safe
@for_administrators
def preview(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Answer with what new customers would inherit if the form were saved."""
    store, form = _store(number), forms.typed(request.GET.dict())
    chosen = _chosen(actor, form, store)
    panel = inheritance.preview(actor, store, form, chosen.customer)
    return render(request, "hq/_inherits.html", {"store": store, "panel": panel})


@require_safe
@for_administrators
def suggest(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Answer with customers of the store's company that fit what was typed."""
    store, text = _store(number), request.GET.get("default_customer", "").strip()
    company = forms.code_of(str(store.legal_entity))
    found = customers.search(actor, text, limit=4 * _SUGGESTIONS).items if text else ()
    fitting = [hit.customer for hit in found if hit.customer["legal_entity"] == company]
    given = {"store": store, "found": fitting[:_SUGGESTIONS], "text": text}
    return render(request, "hq/_suggestions.html", given)


@require_safe
@for_administrators
def choose(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Answer with the field of the default customer, filled with a suggestion."""
    store = _store(number)
    form = forms.typed(request.GET.dict())
    chosen = _chosen(actor, form, store)
    given = {"store": store, "form": form, "chosen": chosen, "is_fresh": True}
    response = render(request, "hq/_default_customer.html", given)
    response["HX-Trigger-After-Swap"] = "chosen"  # the panel looks again
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def clear_receipt_email(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Ask, then empty the receipt email of the store's default customer."""
    store = _store(number)
    customer: Document | None = None
    if store.default_customer is not None:
        customer = customers.find(actor, store.default_customer)
    back = reverse("hq:store", args=[number])
    if customer is None or not customer["receipt_email"]:
        return redirect(back)
    if request.method != "POST":
        return render(request, "hq/ask.html", _asking_to_clear(store, customer, back))
    edit_customer(actor, UUID(customer["id"]), {"receipt_email": ""})
    text = _("Receipt email removed from the default customer. It is not copied any more.")
    messages.success(request, text)
    return redirect(back)


def _asking_to_clear(store: Store, customer: Document, back: str) -> dict[str, Any]:
    return {
        "crumbs": way_to(
            _page_of(store.kind),
            Crumb(label=store.name, url=back),
            Crumb(label=_("Receipt email")),
        ),
        "title": _("Clear the receipt email of %(name)s?") % {"name": customer["name"]},
        "follows": _(
            "%(email)s goes from the default customer, for every store that uses it. New customers "
            "get no receipt email from it any more; those who have it keep it."
        )
        % {"email": customer["receipt_email"]},
        "act": _("Clear it"),
        "icon": "trash-2",
        "back": back,
    }


def _store(number: str) -> Store:
    store = Store.objects.filter(number=number).first()
    if store is None:
        raise Http404
    return store
