"""What the form stands in: the store, the lists to choose from, what the store hands down."""

from collections.abc import Mapping
from dataclasses import dataclass

from tillbook.customers import queries, store_defaults
from tillbook.customers.rules.defaults import Inherited
from tillbook.features.queries import is_on
from tillbook.foundation.actor import Actor
from tillbook.screens import words
from tillbook.stores.queries import Place

_NOTHING = Inherited(values={}, sources={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The surroundings of a form, read once per page."""

    #: Country of new addresses and of phone numbers without a country code.
    country: str
    currency: str
    names: queries.Names
    #: What a new customer inherits; nothing for a stored one.
    inherited: Inherited
    #: Code -> name of what an address is for, in the order of the list.
    purposes: Mapping[str, str]
    #: Whether more than one phone and one email are asked for.
    has_many_contacts: bool
    is_new: bool


def around(actor: Actor, place: Place | None, *, is_new: bool) -> Around:
    """Read the surroundings of a customer of a store; None while the store is not known here."""
    inherited = store_defaults.of_store(place.store) if place and is_new else _NOTHING
    return Around(
        country=place.country if place else "",
        currency=place.currency if place else "",
        names=queries.names(actor),
        inherited=inherited,
        purposes={code: words.choice_name(code) for code in PURPOSES},
        has_many_contacts=is_on("multiple_contacts"),
        is_new=is_new,
    )


PURPOSES = ("home", "business", "office", "post_box")
