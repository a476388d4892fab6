"""The pages of customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook.customers import queries, store_defaults
from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.rules.account_numbers import spaced
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import StaleEdit
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.hq import words
from tillbook.hq.access import for_administrators
from tillbook.hq.customers import form as forms
from tillbook.hq.customers import timeline, typed
from tillbook.hq.customers.typed import Typed
from tillbook.hq.fields import Field, Problem, options
from tillbook.hq.shell import Crumb, customer_crumbs
from tillbook.stores.errors import UnknownStore
from tillbook.stores.queries import Place, place_of, stores

_PAGE = 25


@require_safe
@for_administrators
def all_customers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List customers, newest first, or those that answer a search, best first."""
    query = request.GET.get("q", "").strip()[:100]
    given = _found(actor, query) if query else _newest(actor, request.GET.get("before", ""))
    names = {store.number: store.name for store in stores(actor)}
    for line in given["lines"]:
        line["store_name"] = names.get(line["customer"]["store"], line["customer"]["store"])
    crumbs = [*customer_crumbs()[:-1], Crumb(label=_("All customers"))]
    return render(request, "hq/customers.html", {"crumbs": crumbs, "q": query, **given})


def _found(actor: Actor, query: str) -> dict[str, Any]:
    results = queries.search(actor, query, limit=_PAGE)
    lines = [_line(hit.customer) | {"match": hit.match} for hit in results.items]
    return {"lines": lines, "has_more": results.has_more}


def _newest(actor: Actor, before: str) -> dict[str, Any]:
    try:
        start = UUID(before) if before else None
    except ValueError:
        start = None
    found = queries.newest(actor, limit=_PAGE + 1, before=start)
    page = found[:_PAGE]
    after = page[-1]["id"] if len(found) > _PAGE else ""
    return {"lines": [_line(customer) for customer in page], "after": after, "is_later": start}


def _line(customer: Document) -> dict[str, Any]:
    primary = {
        contact["kind"]: words.contact_text(contact)
        for contact in customer["contacts"]
        if contact["is_primary"]
    }
    towns = [address["city"] for address in customer["addresses"] if address["is_primary"]]
    return {"customer": customer, "primary": primary, "town": next(iter(towns), "")}


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one_customer(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a customer with its history, and save it."""
    customer = queries.find(actor, id)
    if customer is None:
        raise Http404
    if request.method != "POST":
        form = forms.with_blanks(typed.from_document(customer))
        return _page(request, actor, customer, Sent(form=form))
    form = typed.from_post(request.POST)
    asked_again = request.POST.get("show", "")
    if asked_again:
        form = forms.with_blanks(form, add=asked_again)
        return _page(request, actor, customer, Sent(form=form, expected=_expected(request)))
    return _save(request, actor, customer, form)


def _save(request: HttpRequest, actor: Actor, customer: Document, form: Typed) -> HttpResponse:
    id = UUID(customer["id"])
    wanted = typed.changes(form, customer)
    try:
        receipt = edit_customer(actor, id, wanted, expected=_expected(request))
    except InvalidCustomer as error:
        found = forms.problems_of(error, form)
        sent = Sent(form=form, found=found, expected=_expected(request))
        return _page(request, actor, customer, sent, status=422)
    except StaleEdit:
        current = queries.find(actor, id) or customer
        return _page(request, actor, current, Sent(form=form, is_stale=True), status=409)
    messages.success(request, _("Changes saved.") if receipt else _("Nothing was changed."))
    if wanted["receipt_email"] and _is_default_customer(actor, id):
        messages.warning(
            request,
            _(
                "The default customer has a receipt email. Every new customer without one would "
                "get it. Leave it empty unless you want this."
            ),
        )
    return redirect("hq:customer", id)


def _is_default_customer(actor: Actor, id: UUID) -> bool:
    return any(store.default_customer == id for store in stores(actor))


def _expected(request: HttpRequest) -> str | None:
    return request.POST.get("expected") or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form with what came of sending it."""

    form: Typed
    found: Sequence[Problem] = ()
    #: Tag of the version that the editor saw; None for the newest.
    expected: str | None = None
    is_stale: bool = False


def _page(
    request: HttpRequest, actor: Actor, customer: Document, sent: Sent, *, status: int = 200
) -> HttpResponse:
    id = UUID(customer["id"])
    place = _place(actor, customer["store"])
    given = {
        "crumbs": customer_crumbs(Crumb(label=customer["name"])),
        "customer": customer,
        "sheet": forms.sheet(sent.form, found=sent.found, country=place.country if place else ""),
        "problems": sent.found,
        "is_stale": sent.is_stale,
        "differences": forms.changed_since(sent.form, customer) if sent.is_stale else [],
        "expected": sent.expected or queries.tag_of(id),
        "store_name": place.name if place else "",
        "affiliations": _named("affiliations", customer["affiliations"], queries.names(actor)),
        "facts": _inherited_facts(actor, customer),
        "is_default_of": [s for s in stores(actor) if s.default_customer == id],
        **timeline.section(actor, customer),
    }
    return render(request, "hq/customer.html", given, status=status)


def _inherited_facts(actor: Actor, customer: Document) -> list[dict[str, str]]:
    """Name each inherited value with its source."""
    names = queries.names(actor)
    details = {"customer_group": names.groups.get(customer["customer_group"], "")}
    rows = []
    for path, source in customer["inherited"].items():
        field = path.rpartition("/")[2]
        value = customer.get(field)
        if value is None:  # a part of an address: the page shows it there
            continue
        rows.append(
            {
                "label": words.field_name(field),
                "value": _named(field, value, names),
                "source": words.source_name(source, details),
            }
        )
    return rows


def _named(field: str, value: Any, names: queries.Names) -> str:
    """Write a value with the names of its codes."""
    match field:
        case "customer_group":
            return names.groups.get(value, value)
        case "affiliations":
            return ", ".join(names.affiliations.get(code, code) for code in value)
    return words.value_name(field, value)


def _place(actor: Actor, number: str) -> Place | None:
    try:
        return place_of(actor, number=number)
    except UnknownStore:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_customer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a customer for a store; what the store hands down is shown before it is saved."""
    known = stores(actor)
    if not known:
        return render(request, "hq/no_store.html", {"crumbs": customer_crumbs()})
    sent: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    place = _place(actor, sent.get("store", "")) or place_of(actor, number=known[0].number)
    if request.method != "POST":
        blank = typed.from_post(QueryDict())
        return _new_page(request, actor, place, form=forms.with_blanks(blank, add="address"))
    form = typed.from_post(request.POST)
    asked_again = request.POST.get("show", "")
    if asked_again == "store":
        form = forms.for_another_store(form)
    if asked_again:
        return _new_page(request, actor, place, form=forms.with_blanks(form, add=asked_again))
    return _create(request, actor, place, form)


def _create(request: HttpRequest, actor: Actor, place: Place, form: Typed) -> HttpResponse:
    try:
        id = UUID(request.POST.get("id", ""))
    except ValueError as error:
        raise Http404 from error
    entered = typed.changes(form, None)
    try:
        create_customer(actor, id, entered, store=place.number)
    except InvalidCustomer as error:
        found = forms.problems_of(error, form)
        return _new_page(request, actor, place, form=form, found=found, status=422)
    saved = queries.find(actor, id)
    number = spaced(saved["account_number"]) if saved else ""
    messages.success(request, _("Customer saved. Number %(number)s.") % {"number": number})
    return redirect("hq:customer", id)


def _new_page(
    request: HttpRequest,
    actor: Actor,
    place: Place,
    *,
    form: Typed,
    found: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    inherited = store_defaults.of_store(place.store)
    pairs = [(store.number, f"{store.number} · {store.name}") for store in stores(actor)]
    store = Field(
        name="store", label=_("Store"), options=options(pairs, place.number), refreshes="terms-part"
    )
    names = queries.names(actor)
    group = str(inherited.values.get("customer_group", ""))
    details = {"customer_group": names.groups.get(group, group)}
    facts = [
        {
            "label": words.field_name(field),
            "value": _named(field, value, names),
            "source": words.source_name(inherited.sources[field], details),
        }
        for field, value in inherited.values.items()
    ]
    given = {
        "crumbs": customer_crumbs(Crumb(label=_("New customer"))),
        "id": request.POST.get("id") or new_id(),
        "store": store,
        "sheet": forms.sheet(form, found=found or [], country=place.country, inherited=inherited),
        "problems": found or [],
        "facts": facts,
    }
    return render(request, "hq/new_customer.html", given, status=status)
