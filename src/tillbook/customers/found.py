"""What a search finds, and how a store sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tillbook.customers import search_index
from tillbook.customers.rules.companies import is_of_another
from tillbook.customers.rules.consents import NOT_ASKED
from tillbook.customers.rules.ranking import Match
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.nodes.configured import as_configured
from tillbook.stores.models import LegalEntity, Store

#: What a store sees in place of what is between a customer and another company.
_OF_ANOTHER: Document = {"account_number": None, "note": "", "consents": {}, "attributes": {}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A customer of a result list, and what matched."""

    customer: Document
    match: Match | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Customers that answer a search, best first."""

    items: Sequence[Found]
    #: Whether there are more than were asked for.
    has_more: bool
    #: False when the parent was to be asked and could not be.
    is_complete: bool = True


NOBODY = Results(items=(), has_more=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a store sees the customers of the chain."""

    #: Codes of its customer address book and of its company; empty where all are seen alike.
    book: str = ""
    company: str = ""

    def shown(self, found: Results) -> Results:
        """Hide the account numbers that other companies gave. Source: AR-135."""
        return replace(found, items=[self._shown(item) for item in found.items])

    def _shown(self, item: Found) -> Found:
        if not is_of_another(item.customer, self.company):
            return item
        match = item.match if item.match and item.match.field != "account_number" else None
        return Found(customer=self.of(item.customer), match=match)

    def of(self, customer: Document) -> Document:
        """Return a customer as the store sees it.

        Of another company's it sees who they are and how they are reached; their number says
        nothing here, and what they agreed to and what was noted is between them and that company.
        """
        if not is_of_another(customer, self.company):
            return customer
        contacts = [_unasked(contact) for contact in customer.get("contacts") or ()]
        return {**customer, **_OF_ANOTHER, "contacts": contacts}


def _unasked(contact: Document) -> Document:
    return contact | {"marketing": NOT_ASKED} if "marketing" in contact else contact


def view_of(actor: Actor) -> View:
    """Return how the actor's store sees customers; everything alike where there is no store."""
    store = actor.store
    if store is None:
        return View()
    book, code = as_configured(("view of", store), lambda: _book_and_company(store))
    # While an older index is made anew, it does not know yet who is in which book.
    return View(book="" if book and search_index.is_being_renewed() else book, company=code)


def _book_and_company(store: UUID) -> tuple[str, str]:
    company = LegalEntity.objects.filter(id=OuterRef("legal_entity")).values("code")
    stores = Store.objects.filter(id=store).annotate(company=Subquery(company[:1]))
    book, code = stores.values_list("address_book", "company").first() or ("", "")
    return book, code or ""
