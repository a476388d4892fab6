"""Every customer of this node, as customers are compared."""

from collections.abc import Callable, Collection, Iterator
from uuid import UUID

from tillbook.attributes import queries as attributes
from tillbook.customers import queries
from tillbook.customers.linkage.features import Features, features_of
from tillbook.foundation.actor import Actor
from tillbook.stores.queries import default_customers

#: What a chain's attribute of the date of birth is usually called.
BIRTH_CODES = ("date_of_birth", "birth_date", "birthdate", "birthday", "birth")
_PAGE = 1000


def births_of(codes: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the attributes with these codes that exist here."""
    return tuple(one.id for one in attributes.known(codes, language="").values())


def read(
    actor: Actor, *, births: Collection[str], seen: Callable[[int], object]
) -> Iterator[Features]:
    """Yield the customers that can be somebody else's duplicate, page by page.

    Who was merged into another, or hands down what new customers get, is left out. `seen` is told
    how many more were read.
    """
    patterns, before = default_customers(), None
    while page := queries.newest(actor, limit=_PAGE, before=before):
        for document in page:
            if not document.get("merged_into") and UUID(document["id"]) not in patterns:
                yield features_of(document, births=births)
        before = UUID(page[-1]["id"])
        seen(len(page))
