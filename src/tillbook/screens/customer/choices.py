"""What each list of the form offers, with the words for it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.customers.rules import identifiers
from tillbook.customers.rules.validation import BLOCKED, RECEIPT_OPTIONS, TYPES
from tillbook.foundation import countries
from tillbook.screens import words
from tillbook.screens.customer.around import Around


def pairs(field: str, chosen: str, around: Around) -> list[tuple[str, str]]:
    """Return the values that a field may take, with their names."""
    match field:
        case "customer_group":
            return sorted(around.names.groups.items(), key=lambda pair: pair[1])
        case "affiliations":
            return sorted(around.names.affiliations.items(), key=lambda pair: pair[1])
        case "address_books":
            return sorted(around.names.address_books.items(), key=lambda pair: pair[1])
        case "language":
            return words.language_pairs(words.CUSTOMER_LANGUAGES, chosen)
        case "currency":
            return words.currency_pairs([around.currency, chosen])
        case "type":
            return [(value, words.choice_name(value)) for value in TYPES]
        case "receipt_option":
            return [(value, words.choice_name(value)) for value in RECEIPT_OPTIONS]
        case "blocked":
            return [(value, words.blocked_name(value)) for value in BLOCKED]
    return []


def country_pairs(first: str) -> list[tuple[str, str]]:
    """Return all countries by name, the store's own first."""
    named = [(code, words.value_name("country", code)) for code in countries.codes()]
    return sorted(named, key=lambda pair: (pair[0] != first, pair[1]))


def scheme_pairs(country: str, *, type: str) -> list[tuple[str, str]]:
    """Return the numbers that customers of a country can have, the country's own first."""
    return [(one.code, scheme_name(one.code)) for one in identifiers.offered(country, type)]


def scheme_name(code: str) -> str:
    """Name a kind of identifying number; a country's own word for its number is the same everywhere."""
    words_of_ours = {
        identifiers.EU_VAT: _("EU VAT number"),
        identifiers.OTHER: pgettext("identifying number", "Other number"),
    }
    scheme = identifiers.SCHEMES.get(code)
    return words_of_ours.get(code) or (scheme.name if scheme else code)
