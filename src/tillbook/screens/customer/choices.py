"""What each list of the form offers, with the words for it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.customers.rules.validation import RECEIPT_OPTIONS, TYPES
from tillbook.foundation import countries
from tillbook.screens import words
from tillbook.screens.customer.around import Around

#: Schemes of numbers that identify a person or a company, by the country that issues them.
_SCHEMES = {"SE": ("se.personnummer", "se.orgnr"), "CN": ("cn.ric", "cn.uscc")}
_OTHER_SCHEMES = ("eu.vat", "other")


def pairs(field: str, chosen: str, around: Around) -> list[tuple[str, str]]:
    """Return the values that a field may take, with their names."""
    match field:
        case "customer_group":
            return sorted(around.names.groups.items(), key=lambda pair: pair[1])
        case "affiliations":
            return sorted(around.names.affiliations.items(), key=lambda pair: pair[1])
        case "language":
            return words.language_pairs(words.CUSTOMER_LANGUAGES, chosen)
        case "currency":
            return words.currency_pairs([around.currency, chosen])
        case "type":
            return [(value, words.choice_name(value)) for value in TYPES]
        case "receipt_option":
            return [(value, words.choice_name(value)) for value in RECEIPT_OPTIONS]
        case "blocked":
            return [(value, words.blocked_name(value)) for value in ("no", "invoices", "all")]
    return []


def country_pairs(first: str) -> list[tuple[str, str]]:
    """Return all countries by name, the store's own first."""
    named = [(code, words.value_name("country", code)) for code in countries.codes()]
    return sorted(named, key=lambda pair: (pair[0] != first, pair[1]))


def scheme_pairs(country: str, *, type: str) -> list[tuple[str, str]]:
    """Return the numbers that identify somebody, those of the country first."""
    own = _SCHEMES.get(country, ())
    if type == "organization":
        own = own[::-1]
    others = [code for codes in _SCHEMES.values() for code in codes if code not in own]
    return [(code, scheme_name(code)) for code in (*own, *_OTHER_SCHEMES[:1], *others, "other")]


def scheme_name(code: str) -> str:
    """Name a kind of identifying number."""
    names = {
        "se.personnummer": _("Swedish personal identity number"),
        "se.orgnr": _("Swedish organization number"),
        "cn.ric": _("Chinese resident identity number"),
        "cn.uscc": _("Chinese unified social credit code"),
        "eu.vat": _("EU VAT number"),
        "other": pgettext("identifying number", "Other number"),
    }
    return names.get(code, code)
