"""Who has exactly a code that was scanned or typed whole."""

from uuid import UUID

from tillbook.attributes import queries as attributes
from tillbook.customers import aliases, queries, search_index
from tillbook.customers import document as documents
from tillbook.customers.rules.exact import Code
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor, Permission


def find_exactly(actor: Actor, text: str, *, country: str = "") -> list[Document]:
    """Return who has a whole code: account number, identifier, phone number, email, attribute.

    A code that nobody here has is asked for at the parent, bounded in time.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    code, searchable = Code.of(text, country=country), attributes.searchable()
    here = documents.read(search_index.candidates(code.query())).values()
    meant = [UUID(one["id"]) for one in here if code.means(one, searchable)]
    if meant or code.query().is_empty:
        return queries.find_all(actor, list(dict.fromkeys(aliases.kept(meant).values())))
    there = queries.search_elsewhere(actor, text).items
    return [item.customer for item in there if code.means(item.customer, searchable)]
