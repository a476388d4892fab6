"""The lists that forms of configuration choose from, in the language of the page."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tillbook.customers.models import AddressBook, CustomerGroup
from tillbook.customers.rules.defaults import EXTRA_FIELDS
from tillbook.foundation import countries
from tillbook.hq.consents.words import in_language_of_page
from tillbook.hq.spoken import named
from tillbook.scheduler.models import ChannelSchema, SchedulerSubjob
from tillbook.screens import words
from tillbook.stores.models import (
    FunctionalityProfile,
    LegalEntity,
    OfflineProfile,
    OperatingUnit,
    ScreenLayout,
    Store,
)
from tillbook.stores.rules.profiles import DEFAULT_FUNCTIONALITY, DEFAULT_OFFLINE

Pairs = list[tuple[str, str]]
NONE = ("", "–")


def country_pairs() -> Pairs:
    """Name every country."""
    return [NONE, *_countries(get_language() or "en")]


@lru_cache(maxsize=8)
def _countries(language: str) -> Pairs:
    named = [(code, countries.name_of(code, language=language)) for code in countries.codes()]
    return sorted(named, key=lambda pair: pair[1])


def currency_pairs() -> Pairs:
    """Name every currency that is in use somewhere."""
    return [NONE, *_currencies(get_language() or "en")]


@lru_cache(maxsize=8)
def _currencies(language: str) -> Pairs:
    territories = Locale("en").territories
    used = {code for place in territories for code in get_territory_currencies(str(place))}
    return [(code, f"{code} · {words.currency_name(code)}") for code in sorted(used)]


def existing_pairs() -> Pairs:
    """Say what a company can do with a new customer who may be there already."""
    policies = LegalEntity.ExistingCustomers
    return [
        (policies.CREATE.value, _("Create the customer")),
        (policies.REVIEW.value, _("Let a person decide")),
        (policies.LINK.value, _("Create the customer and link both to one party")),
    ]


def zone_pairs() -> Pairs:
    """List the time zones by their places."""
    return [(zone, zone.replace("_", " ")) for zone in _zones()]


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))


def zone_of(country: str) -> str:
    """Return the time zone of a country that has one only, else UTC."""
    zones = [zone for zone, place in get_global("zone_territories").items() if place == country]
    return zones[0] if len(zones) == 1 else "UTC"


def language_pairs() -> Pairs:
    """Name the languages that customers are offered."""
    return words.language_pairs(words.CUSTOMER_LANGUAGES, "")


def company_pairs() -> Pairs:
    """List the legal entities by their ids."""
    return [(str(row.id), row.name) for row in LegalEntity.objects.order_by("code")]


def company_code_pairs() -> Pairs:
    """List the legal entities by the codes that documents carry."""
    return [(row.code, row.name) for row in LegalEntity.objects.order_by("code")]


def unit_pairs() -> Pairs:
    """List the operating units."""
    rows = OperatingUnit.objects.order_by("number")
    return [(str(row.id), f"{row.number} · {row.name}") for row in rows]


def store_pairs() -> Pairs:
    """List the stores."""
    rows = Store.objects.order_by("number")
    return [NONE, *((str(row.id), f"{row.number} · {row.name}") for row in rows)]


def functionality_profile_pairs() -> Pairs:
    """List the functionality profiles; a store that names none follows the default one."""
    return _profile_pairs(FunctionalityProfile.objects.all(), default=DEFAULT_FUNCTIONALITY)


def offline_profile_pairs() -> Pairs:
    """List the offline profiles; a register that names none follows the default one."""
    return _profile_pairs(OfflineProfile.objects.all(), default=DEFAULT_OFFLINE)


def _profile_pairs(
    rows: Iterable[FunctionalityProfile | OfflineProfile], *, default: UUID
) -> Pairs:
    names = {row.id: f"{row.number} · {named(row)}" for row in rows}
    usual = names.pop(default, _("Default"))
    return [("", usual), *((str(id), name) for id, name in names.items())]


def layout_pairs() -> Pairs:
    """List the screen layouts; who has none follows the next wider place, at last the built-in one."""
    rows = ScreenLayout.objects.order_by("name")
    return [NONE, *((str(row.id), named(row)) for row in rows)]


def group_pairs() -> Pairs:
    """List the customer groups by their codes."""
    return [NONE, *((row.code, row.name) for row in CustomerGroup.objects.order_by("name"))]


def address_book_pairs() -> Pairs:
    """List the address books by their codes."""
    return [NONE, *((row.code, row.name) for row in AddressBook.objects.order_by("name"))]


def schema_pairs() -> Pairs:
    """List the channel schemas."""
    return [(row.name, row.name) for row in ChannelSchema.objects.order_by("name")]


def subjob_pairs() -> Pairs:
    """Name the scheduler subjobs."""
    rows = SchedulerSubjob.objects.order_by("code")
    return [(row.code, in_language_of_page(row.name, row.names)) for row in rows]


def extra_field_pairs() -> Pairs:
    """Name the fields that new customers may copy from the default customer besides the usual."""
    names = {
        "tax_group": _("Tax group"),
        "sales_tax_group": _("Sales tax group"),
        "tax_office": _("Tax office"),
        "prices_include_tax": _("Prices include tax"),
        "price_group": _("Price group"),
        "line_discount_group": _("Line discount group"),
        "multiline_discount_group": _("Multiline discount group"),
        "total_discount_group": _("Total discount group"),
        "charge_group": _("Charge group"),
        "credit_limit": _("Credit limit"),
        "credit_limit_is_mandatory": _("Credit limit is mandatory"),
        "credit_rating": _("Credit rating"),
        "on_account_allowed": _("Purchases on account allowed"),
        "is_non_chargeable": _("Not chargeable"),
        "address_books": _("Address books"),
    }
    return [(field, names[field]) for field in EXTRA_FIELDS]
