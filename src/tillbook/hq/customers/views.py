"""The pages of customers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook.customers import aliases, pairs, queries
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.rules.account_numbers import spaced
from tillbook.customers.synchronization import listing
from tillbook.customers.synchronization.conflicts import conflicts
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.foundation.errors import PermissionRefused, TillbookError
from tillbook.foundation.ids import new_id
from tillbook.hq.access import for_administrators
from tillbook.hq.customers import timeline
from tillbook.hq.shell import Crumb, customer_crumbs
from tillbook.screens import operations, words
from tillbook.screens.controls import Field, options
from tillbook.screens.customer import entered, inherited, sending, typed
from tillbook.screens.customer import form as forms
from tillbook.screens.customer import reference as references
from tillbook.screens.customer.around import Around, around
from tillbook.screens.customer.form import Carried, Sent
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
    tag = queries.tag_of(id)
    customer = queries.find(actor, id)
    if customer is None:
        raise Http404
    place = _place(actor, customer["store"])
    surroundings = around(actor, place, is_new=False)
    if request.method != "POST":
        stored = typed.with_blanks(typed.from_document(customer))
        sent = Sent(form=stored, section=sending.section_of(request))
        return _page(request, actor, customer, sent, surroundings)
    read = sending.read(request)
    if sending.is_asked_again(request):
        return _page(request, actor, customer, sending.again(request, read), surroundings)
    expected = sending.expected(request, customer, tag)
    wanted = entered.edited(read, customer)
    try:
        receipt = edit_customer(actor, id, wanted, expected=expected)
    except PermissionRefused:
        raise
    except TillbookError as error:
        refused = sending.refused(actor, id, read, error)
        return _page(request, actor, customer, refused, surroundings)
    messages.success(request, _("Changes saved.") if receipt else _("Nothing was changed."))
    if wanted.get("receipt_email") and _is_default_customer(actor, id):
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


def _page(
    request: HttpRequest, actor: Actor, customer: Document, sent: Sent, surroundings: Around
) -> HttpResponse:
    id = UUID(customer["id"])
    by_now = sent.now or customer
    place = _place(actor, customer["store"])
    carried = Carried(
        id=customer["id"], url=request.path, version=queries.tag_of(id), seen=typed.seen(by_now)
    )
    form = forms.make(sent, surroundings, carried, before=by_now)
    given = {
        "crumbs": customer_crumbs(Crumb(label=customer["name"])),
        "customer": by_now,
        "form": form,
        "store_name": place.name if place else "",
        "inherited": inherited.taken_over(by_now, surroundings.names),
        "is_default_of": [s for s in stores(actor) if s.default_customer == id],
        "unsettled": _unsettled(actor, id),
        "losses": _losses(actor, id),
        "merged": pairs.merged_into(actor, id),
        "part_of": queries.find(actor, aliases.id_kept(id)) if customer["merged_into"] else None,
        **timeline.section(actor, by_now),
    }
    return render(request, "hq/customer.html", given, status=sent.status)


def _unsettled(actor: Actor, id: UUID) -> list[operations.ShownLine]:
    """Return the changes of a customer that need a person."""
    wanted = listing.Wanted(group="attention", customer=id)
    return operations.shown(listing.page(actor, wanted).lines)


def _losses(actor: Actor, id: UUID) -> list[operations.ShownLoss]:
    """Return the customer's values that lost against concurrent changes."""
    names = queries.names(actor, language=get_language() or "en")
    return operations.losses(conflicts(actor, id).items, names)


def _place(actor: Actor, number: str) -> Place | None:
    try:
        return place_of(actor, number=number)
    except UnknownStore:
        return None


@require_safe
@for_administrators
def reference(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer a search of what an attribute may refer to."""
    return references.answer(request, actor)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_customer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a customer for a store; what the store hands down is shown before it is saved."""
    known = stores(actor)
    if not known:
        return render(request, "hq/no_store.html", {"crumbs": customer_crumbs()})
    given: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    place = _place(actor, given.get("store", "")) or place_of(actor, number=known[0].number)
    surroundings = around(actor, place, is_new=True)
    if request.method != "POST":
        start = typed.starting({"type": str(surroundings.inherited.values.get("type", "person"))})
        return _new_page(request, actor, place, Sent(form=start, section="name"), surroundings)
    read, id = sending.read(request), sending.id_of(request)
    if sending.is_asked_again(request):
        return _new_page(request, actor, place, sending.again(request, read), surroundings)
    if queries.find(actor, id) is None:
        try:
            document = entered.new(read)
            create_customer(actor, id, document, store=place.number)
        except PermissionRefused:
            raise
        except TillbookError as error:
            refused = sending.refused(actor, id, read, error)
            return _new_page(request, actor, place, refused, surroundings)
    saved = queries.find(actor, id)
    number = spaced(saved["account_number"]) if saved else ""
    messages.success(request, _("Customer saved. Number %(number)s.") % {"number": number})
    return redirect("hq:customer", id)


def _new_page(
    request: HttpRequest, actor: Actor, place: Place, sent: Sent, surroundings: Around
) -> HttpResponse:
    carried = Carried(id=request.POST.get("id") or str(new_id()), url=request.path)
    form = forms.make(sent, surroundings, carried)
    is_short = any(section.key == "attributes" for section in form.short)
    pairs = [(store.number, f"{store.number} · {store.name}") for store in stores(actor)]
    store = Field(
        name="store",
        label=_("Store"),
        options=options(pairs, place.number),
        refreshes="more",
        also="#store-facts,#name-part" + (",#attributes-part" if is_short else ""),
    )
    given = {
        "crumbs": customer_crumbs(Crumb(label=_("New customer"))),
        "store": store,
        "form": form,
        "inherited": inherited.handed_down(surroundings),
    }
    return render(request, "hq/new_customer.html", given, status=sent.status)
