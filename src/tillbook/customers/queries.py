"""Questions about customers: one of them, a search here, a search in all stores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Model, Q, Value

from tillbook.attributes import queries as attributes
from tillbook.attributes.rules.definitions import Definition
from tillbook.customers import aliases, finding, shown
from tillbook.customers import document as documents
from tillbook.customers.finding import EVERYBODY, Scope
from tillbook.customers.found import NOBODY, Found, Results, view_of
from tillbook.customers.models import (
    AddressBook,
    AddressPurpose,
    Affiliation,
    ConsentPurpose,
    Customer,
    CustomerGroup,
)
from tillbook.customers.parameters import parameters_of
from tillbook.customers.rules import wordings
from tillbook.customers.rules.parameters import is_long_enough
from tillbook.customers.rules.ranking import Match
from tillbook.exchange import parent_link
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import ExchangeError, ParentUnreachable
from tillbook.exchange.log.standing import standings
from tillbook.exchange.up.submit import Receipt
from tillbook.exchange.waiting import a_place_to_ask
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.configured import as_configured
from tillbook.nodes.this_node import current
from tillbook.staff.models import Associate
from tillbook.stores.models import Store

PAGE = 20
#: How long a search in all stores may take at a till before it says that it cannot. Seconds.
REMOTE_TIMEOUT_S = 2.0


def find(actor: Actor, id: UUID) -> Document | None:
    """Return a customer as the actor's store sees it, or None when it is not here."""
    return next(iter(find_all(actor, [id])), None)


def find_tagged(actor: Actor, id: UUID) -> tuple[Document, str] | None:
    """Return a customer with the tag of what is shown, or None when it is not here.

    The tag is read first: a change in between makes it too old, which is safe, and never too new.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    standing = standings([id])[id]
    document = documents.read([id]).get(id)
    if not document:
        return None
    return view_of(actor).of(shown.with_standing(document, standing)), standing.tag


def created_tagged(actor: Actor, receipt: Receipt) -> tuple[Document, str] | None:
    """Return a customer that was just created, with its tag, as `find_tagged` would."""
    if receipt.shown is None:
        return find_tagged(actor, receipt.entity)
    actor.require(Permission.FIND_CUSTOMERS)
    standing = receipt.standing_of_new
    return shown.with_standing(documents.completed(receipt.shown), standing), standing.tag


def find_by_account(actor: Actor, number: str) -> Document | None:
    """Return the customer with an account number, or None; a merged one's leads to who was kept."""
    actor.require(Permission.FIND_CUSTOMERS)
    ids = Customer.objects.filter(account_number=number).values_list("id", flat=True)[:1]
    return next(iter(find_all(actor, list(aliases.kept(ids).values()))), None)


def tag_of(id: UUID) -> str:
    """Return the tag of what this node shows of a customer, for conditional edits."""
    return standings([id])[id].tag


def search(
    actor: Actor, text: str, *, limit: int = PAGE, offset: int = 0, whole_node: bool = False
) -> Results:
    """Search the customers of the actor's store; ranked, with the value that matched.

    They are those of the store's customer address book; where it has none, at headquarters, and for
    who asks for the `whole_node`, all that this node holds. Source: AR-129.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    seen = view_of(actor)
    within = Scope(within="" if whole_node else seen.book)
    return seen.shown(_search_here(text, within, limit=limit, offset=offset))


def _search_here(text: str, scope: Scope, *, limit: int, offset: int = 0) -> Results:
    ranked = finding.ranked(text, most=offset + limit + 1, scope=scope)
    page = ranked[offset : offset + limit]
    kept = shown.kept([UUID(hit.document["id"]) for hit in page])
    items: dict[str, Found] = {}
    for hit in page:
        if (customer := kept.get(UUID(hit.document["id"]))) is not None:
            items.setdefault(customer["id"], Found(customer=customer, match=hit.match))
    return Results(items=list(items.values()), has_more=len(ranked) > offset + limit)


def search_elsewhere(
    actor: Actor, text: str, *, limit: int = PAGE, timeout_s: float = REMOTE_TIMEOUT_S
) -> Results:
    """Search the customers of all other stores: those that are here, and then by asking the parent.

    Bounded in time; a text that is too short finds nobody (AR-134). At the root, and when the parent does not answer, there are none of others;
    `is_complete` tells which.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    if not is_long_enough(text, characters_asked_for(actor)):
        return NOBODY
    seen = view_of(actor)
    outside = Scope(outside=seen.book)
    here = seen.shown(_search_here(text, outside, limit=limit)) if seen.book else NOBODY
    if current().is_root:
        return here
    answer = ask_parent("customers.search", {"text": text, "limit": limit}, timeout_s)
    if answer is None:
        return replace(here, is_complete=False)
    ids = [item["customer"]["id"] for item in answer["items"]]
    held = set(Customer.objects.filter(id__in=ids).values_list("id", flat=True))
    above = [
        Found(customer=item["customer"], match=_match(item["match"]))
        for item in answer["items"]
        if UUID(item["customer"]["id"]) not in held
    ]
    found = Results(
        items=[*here.items, *above],
        has_more=here.has_more or answer["has_more"],
        is_complete=answer["is_complete"],
    )
    return seen.shown(found)


def characters_asked_for(actor: Actor) -> int:
    """Return how many characters a search in all stores asks for; half as many of Chinese."""
    actor.require(Permission.FIND_CUSTOMERS)
    return parameters_of(None).remote_search_length


def find_elsewhere(
    actor: Actor, id: UUID, *, timeout_s: float = REMOTE_TIMEOUT_S
) -> Document | None:
    """Ask the parent for a customer that is not here, or None."""
    actor.require(Permission.FIND_CUSTOMERS)
    if current().is_root:
        return None
    document: Document | None = ask_parent("customers.open", {"id": str(id)}, timeout_s)
    return view_of(actor).of(document) if document else None


def find_by_account_elsewhere(
    actor: Actor, number: str, *, timeout_s: float = REMOTE_TIMEOUT_S
) -> Document | None:
    """Ask the parent for the customer with an account number, when it is not here, or None."""
    found = search_elsewhere(actor, number, timeout_s=timeout_s)
    exact = (item.customer for item in found.items if item.customer.get("account_number") == number)
    return next(exact, None)


def find_all(actor: Actor, ids: Sequence[UUID]) -> list[Document]:
    """Return customers as the actor's store sees them, in the order asked; who is not here is left out."""
    actor.require(Permission.FIND_CUSTOMERS)
    here, seen = shown.read(ids), view_of(actor)
    return [seen.of(here[id]) for id in ids if id in here]


def newest(actor: Actor, *, limit: int = PAGE, before: UUID | None = None) -> list[Document]:
    """Return the newest customers, newest first; with `before`, the next ones after that one."""
    actor.require(Permission.FIND_CUSTOMERS)
    rows = Customer.objects.filter(merged_into=None).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return find_all(actor, list(rows.values_list("id", flat=True)[:limit]))


def count(actor: Actor) -> int:
    """Return how many customers this node holds, those who were merged into others among them."""
    actor.require(Permission.FIND_CUSTOMERS)
    return Customer.objects.count()


def _unnamed(kind: str, id: str) -> str:
    return id


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The words for the codes that stand in documents."""

    groups: Mapping[str, str]
    affiliations: Mapping[str, str]
    address_books: Mapping[str, str] = field(default_factory=dict)
    #: In the language that was asked for.
    purposes: Mapping[str, str] = field(default_factory=dict)
    #: By id, in the language that was asked for.
    attributes: Mapping[str, Definition] = field(default_factory=dict)
    #: Names what a reference means, by its kind and id.
    referred: Callable[[str, str], str] = _unnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What an address can be for."""

    code: str
    name: str
    #: Language -> name, where it differs from `name`.
    names: Mapping[str, str]
    #: The type of customer whose new addresses start with it; empty for none.
    default_for: str

    def name_in(self, language: str) -> str:
        """Return the name in a language, in any case of letters, else the usual one."""
        by_language = {code.lower(): name for code, name in self.names.items()}
        return by_language.get(language.lower(), self.name)


def names(actor: Actor, *, language: str = "en") -> Names:
    """Return the names of what documents name by code or id."""
    actor.require(Permission.FIND_CUSTOMERS)
    known = as_configured(("names in", language), lambda: _read_names(language))
    return replace(known, referred=cache(partial(referred, actor)))


def _read_names(language: str) -> Names:
    tables: tuple[type[Model], ...] = (CustomerGroup, Affiliation, AddressBook)
    groups, *others = (
        model._default_manager.order_by()
        .annotate(table=Value(at))
        .values_list("table", "code", "name")
        for at, model in enumerate(tables)
    )
    found: list[dict[str, str]] = [{} for _ in tables]
    for table, code, name in groups.union(*others, all=True):
        found[table][code] = name
    return Names(
        groups=found[0],
        affiliations=found[1],
        address_books=found[2],
        purposes={one.code: one.name_in(language) for one in _purposes()},
        attributes={one.id: one for one in attributes.every_one(language=language)},
    )


def referred(actor: Actor, kind: str, id: str) -> str:
    """Return what people call the thing that a reference means; its id when it is not here."""
    actor.require(Permission.FIND_CUSTOMERS)
    tables: Mapping[str, type[Model]] = {"customer": Customer, "store": Store, "worker": Associate}
    rows = tables[kind]._default_manager.filter(id=id).values_list("name", flat=True)
    return rows.first() or id


def referred_like(
    actor: Actor, kind: str, text: str, *, limit: int = PAGE
) -> list[tuple[str, str]]:
    """Return what a reference may mean by name or number: id, and what people call it."""
    if kind == "customer":
        found = search(actor, text, limit=limit).items
        return [(item.customer["id"], item.customer["name"]) for item in found]
    actor.require(Permission.FIND_CUSTOMERS)
    model: type[Model] = Store if kind == "store" else Associate
    rows = model._default_manager.filter(Q(name__icontains=text) | Q(number__istartswith=text))
    return [(str(row.pk), str(row)) for row in rows.order_by("name")[:limit]]


def purposes(actor: Actor) -> list[Purpose]:
    """List what an address can be for, in the order in which it is offered."""
    actor.require(Permission.FIND_CUSTOMERS)
    return list(as_configured("purposes of addresses", _purposes))


def _purposes() -> tuple[Purpose, ...]:
    fields = ("code", "name", "names", "default_for")
    return tuple(Purpose(**row) for row in AddressPurpose.objects.values(*fields))


def consent_purposes(actor: Actor) -> list[ConsentPurpose]:
    """List what customers may be asked to agree to, by code."""
    actor.require(Permission.FIND_CUSTOMERS)
    return list(ConsentPurpose.objects.order_by("code"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAloud:
    """The words in which a customer is asked, with what makes them a proof."""

    text: str
    version: int
    language: str


def wording(
    actor: Actor, purpose: str, language: str, *, company: str, value: str
) -> ReadAloud | None:
    """Return the words of today for a purpose, filled; None when there are none.

    They are in the language asked for when such a text exists, else in English. The stamp of an
    answer names the same version and language.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    row = ConsentPurpose.objects.filter(code=purpose).order_by("id").first()
    found = wordings.current(row.wordings, language) if row else None
    if found is None:
        return None
    text = found.filled(company=company, value=value)
    return ReadAloud(text=text, version=found.version, language=found.language)


class _AskedFor(msgspec.Struct, frozen=True):
    """A child's search."""

    text: str
    limit: int = PAGE


class _AskedToOpen(msgspec.Struct, frozen=True):
    """The customer that a child wants to see."""

    id: UUID


def answer_search(actor: Actor, params: dict[str, Any]) -> Any:
    """Answer a child's search with this node's customers and, further up, the others'."""
    asked = msgspec.convert(params, _AskedFor)
    text, limit = asked.text, max(1, min(asked.limit, PAGE))
    actor.require(Permission.FIND_CUSTOMERS)
    here = _search_here(text, EVERYBODY, limit=limit)
    above = search_elsewhere(replace(actor, store=None), text, limit=limit)
    return {
        "items": [
            {"customer": item.customer, "match": asdict(item.match) if item.match else None}
            for item in (*here.items, *above.items)
        ][:limit],
        "has_more": here.has_more or above.has_more,
        "is_complete": above.is_complete,
    }


def answer_open(actor: Actor, params: dict[str, Any]) -> Any:
    """Answer a child that wants to see one customer."""
    id = msgspec.convert(params, _AskedToOpen).id
    return find(actor, id) or find_elsewhere(actor, id)


def ask_parent(question: str, params: dict[str, Any], timeout_s: float) -> Any:
    """Put a question to the parent; None when it cannot be asked, and when it says so.

    Few threads wait for a parent at one time: where it is slow, a till still finds whom it holds.
    """
    node = current()
    if not node.parent.is_reachable:
        return None
    with a_place_to_ask() as placed:
        try:
            link = parent_link.link()
            return link.ask(question, params, timeout_s=timeout_s) if placed else None
        except ParentUnreachable:
            node.parent.failed()
            return None
        except ExchangeError:
            return None


def _match(raw: dict[str, Any] | None) -> Match | None:
    if raw is None:
        return None
    spans = tuple((start, end) for start, end in raw["spans"])
    return Match(field=raw["field"], pointer=raw["pointer"], value=raw["value"], spans=spans)
