"""What the form stands in: the store, the lists to choose from, what the store hands down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import get_language

from tillbook.attributes.rules.definitions import Definition
from tillbook.customers import queries, store_defaults
from tillbook.customers.described import definitions_for
from tillbook.customers.operations.mode import takes_everything
from tillbook.customers.parameters import parameters_of
from tillbook.customers.rules.consents import MARKETING
from tillbook.customers.rules.defaults import NOT_IN_PLAIN_ASYNC, Inherited
from tillbook.customers.store_defaults import Handed
from tillbook.features.queries import is_on
from tillbook.foundation.actor import Actor
from tillbook.screens import words
from tillbook.stores.queries import Place, company_name

#: What there is where nobody has configured purposes.
_PURPOSES = ("home", "business", "office", "post_box")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The surroundings of a form, read once per page."""

    #: Country of new addresses and of phone numbers without a country code.
    country: str
    currency: str
    names: queries.Names
    #: What the store hands down to a new customer, and who gives it; nothing for a stored one.
    handed: Handed
    #: Code -> name of what an address is for, in the order of the list.
    purposes: Mapping[str, str]
    #: Type of customer -> what its new addresses are for.
    purpose_of_type: Mapping[str, str]
    #: Whether more than one phone and one email are asked for.
    has_many_contacts: bool
    #: Whether titles are asked for: not of a customer that is created asynchronously in plain form.
    has_titles: bool
    is_new: bool
    #: Who asks: the words of consent are read for this actor, in the company's name.
    actor: Actor
    company: str
    #: The store, whose parameters name attribute groups.
    store: UUID | None = None
    #: The time zone in which moments are entered.
    time_zone: str = "UTC"

    @property
    def follows_group(self) -> bool:
        """Whether some attributes belong to customers of a group only."""
        return bool(parameters_of(self.store).attribute_groups_by.get("customer_group"))

    def definitions(self, *, customer_type: str, customer_group: str) -> tuple[Definition, ...]:
        """Return the attributes of such a customer, in the language of the page."""
        return definitions_for(
            self.store,
            customer_type=customer_type,
            customer_group=customer_group,
            language=get_language() or "en",
        )

    def wording(self, language: str, *, value: str) -> queries.ReadAloud | None:
        """Return the words in which somebody is asked for a contact, with its value in them."""
        return queries.wording(self.actor, MARKETING, language, company=self.company, value=value)

    @property
    def inherited(self) -> Inherited:
        """What a new customer inherits."""
        return self.handed.inherited


def around(actor: Actor, place: Place | None, *, is_new: bool) -> Around:
    """Read the surroundings of a customer of a store; None while the store is not known here."""
    handed = store_defaults.handed(place.store if place else None)
    names = queries.names(actor, language=get_language() or "en")
    is_whole = not is_new or takes_everything(place)
    if not is_whole:
        handed = replace(handed, inherited=handed.inherited.without(NOT_IN_PLAIN_ASYNC))
    return Around(
        country=place.country if place else "",
        currency=place.currency if place else "",
        names=names,
        handed=handed if is_new else Handed(),
        purposes=names.purposes or {code: words.choice_name(code) for code in _PURPOSES},
        purpose_of_type=handed.inherited.purposes,
        has_many_contacts=is_whole and is_on("multiple_contacts"),
        has_titles=is_whole,
        is_new=is_new,
        actor=actor,
        company=company_name(place.legal_entity) if place else "",
        store=place.store if place else None,
        time_zone=place.time_zone if place else "UTC",
    )
