"""The words of fields, values and messages, in the language of the page."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tillbook.foundation import countries, phones

#: Languages that customers are offered; a customer's own other one stays.
CUSTOMER_LANGUAGES = "sv en zh-Hans zh-Hant nb da fi de fr es it nl pl ar fa ja ko uk".split()


def locale() -> Locale:
    """Return Babel's locale of the page."""
    return Locale.parse((get_language() or "en").replace("zh-hans", "zh_Hans"), sep="_")


def field_name(field: str) -> str:
    """Name a field of the customer document, or of a store."""
    names = {
        "type": _("Customer type"),
        "name": _("Name"),
        "phone": _("Phone"),
        "mobile": _("Mobile phone"),
        "email": _("Email"),
        "url": _("Web address"),
        "contacts": _("Contact details"),
        "addresses": _("Addresses"),
        "customer_group": _("Customer group"),
        "currency": _("Currency"),
        "language": _("Language"),
        "receipt_option": _("Receipt option"),
        "receipt_email": _("Receipt email"),
        "affiliations": _("Affiliations"),
        "affiliation": _("Affiliations"),
        "financial_dimensions": _("Financial dimensions"),
        "address_books": _("Customer address books"),
        "country": _("Country/region"),
        "title": pgettext("of a person", "Title"),
        "first_name": _("First name"),
        "middle_name": _("Middle name"),
        "last_name": _("Last name"),
        "known_as": _("Known as"),
        "phonetic_name": _("Phonetic name"),
        "identifiers": _("Identifiers"),
        "contact_persons": _("Contact persons"),
        "contact_person": _("Contact person"),
        "consents": _("Marketing consent"),
        "note": pgettext("about a customer", "Note"),
        "extension": _("Extension"),
        "label": pgettext("of a contact", "Label"),
        "role": pgettext("of a contact person", "Role"),
        **_terms(),
        "account_number": _("Customer number"),
        "contact": _("Contact details"),
        "address": _("Addresses"),
        "primary": pgettext("email, phone or address", "Primary"),
    }
    return names.get(field) or address_field_name(field)


def _terms() -> dict[str, str]:
    """Name the fields of tax, prices and credit."""
    return {
        "tax_exempt_number": _("Tax exempt number"),
        "tax_group": _("Tax group"),
        "sales_tax_group": _("Sales tax group"),
        "tax_office": _("Tax office"),
        "prices_include_tax": _("Prices include sales tax"),
        "price_group": _("Price group"),
        "charge_group": _("Charge group"),
        "line_discount_group": _("Line discount group"),
        "multiline_discount_group": _("Multiline discount group"),
        "total_discount_group": _("Total discount group"),
        "invoice_account": _("Invoice account"),
        "credit_limit": _("Credit limit"),
        "credit_limit_is_mandatory": _("The credit limit may not be exceeded"),
        "credit_rating": _("Credit rating"),
        "blocked": pgettext("customer", "Blocked"),
        "on_account_allowed": _("May buy on account"),
        "is_non_chargeable": _("Not charged"),
    }


def address_field_name(field: str, kind: str = "") -> str:
    """Name a part of an address; kind is the country's own word for it, such as "province"."""
    kinds = {
        "post_town": _("Post town"),
        "suburb": _("Suburb"),
        "province": _("Province"),
        "county": _("County"),
        "prefecture": _("Prefecture"),
        "zip": _("ZIP code"),
    }
    names = {
        "purpose": _("Purpose"),
        "attention": _("Attention"),
        "street": _("Street address"),
        "street_number": _("Street number"),
        "building": _("Building, apartment"),
        "post_box": _("Post box"),
        "postal_code": _("Postal code"),
        "city": _("Town or city"),
        "district": _("District"),
        "county": _("County"),
        "state": _("State"),
    }
    return kinds.get(kind) or names.get(field, field)


def value_name(field: str, value: Any) -> str:
    """Write a value of the customer document as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    match field:
        case "language":
            return language_name(str(value))
        case "country":
            return countries.name_of(str(value), language=get_language() or "en")
        case "type" | "receipt_option":
            return choice_name(str(value))
        case "blocked":
            return blocked_name(str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)


def choice_name(value: str) -> str:
    """Name a value from a closed list."""
    names = {
        "person": _("Person"),
        "organization": _("Organization"),
        "home": pgettext("address purpose", "Home"),
        "business": pgettext("address purpose", "Business"),
        "office": pgettext("address purpose", "Office"),
        "post_box": pgettext("address purpose", "Post box"),
        "standard": _("Printed receipt"),
        "email": pgettext("receipt option", "Email"),
        "both": _("Printed receipt and email"),
    }
    return names.get(value, value)


def answer_name(value: str) -> str:
    """Name an answer to a question for consent."""
    names = {
        "yes": pgettext("consent", "Yes"),
        "no": pgettext("consent", "No"),
        "not_asked": _("Not asked"),
    }
    return names.get(value, value)


def source_of_answer(value: str) -> str:
    """Say how an answer was given."""
    names = {
        "spoken": pgettext("consent", "spoken"),
        "form": pgettext("consent", "on a form"),
        "api": pgettext("consent", "by a program"),
        "shop": pgettext("consent", "in the online shop"),
        "import": pgettext("consent", "imported"),
    }
    return names.get(value, value)


def blocked_name(value: str) -> str:
    """Say what a customer is blocked for."""
    names = {
        "no": pgettext("blocked", "No"),
        "invoices": pgettext("blocked", "For invoices"),
        "all": pgettext("blocked", "For everything"),
    }
    return names.get(value, value)


def language_name(code: str) -> str:
    """Name a language by its code, in any case of letters."""
    try:
        key = str(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return code
    name = locale().languages.get(key) or code
    return name[:1].upper() + name[1:]


def language_pairs(codes: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """Return codes with their names; a chosen one keeps the letters that it is stored with."""
    stored = {chosen.lower(): chosen}
    pairs = {stored.get(code.lower(), code): language_name(code) for code in codes}
    if chosen:
        pairs.setdefault(chosen, language_name(chosen))
    return list(pairs.items())


def currency_pairs(first: Iterable[str]) -> list[tuple[str, str]]:
    """Return the currencies in use today with their names: the given ones first, then by name."""
    leading = dict.fromkeys(code for code in first if code)
    others = sorted(_currencies() - leading.keys(), key=currency_name)
    return [(code, f"{code} · {currency_name(code)}") for code in (*leading, *others)]


@cache
def _currencies() -> frozenset[str]:
    countries_ = (code for code in get_global("territory_currencies") if len(code) == 2)
    return frozenset(code for country in countries_ for code in get_territory_currencies(country))


def currency_name(code: str) -> str:
    """Name a currency."""
    name = locale().currencies.get(code) or code
    return str(name[:1].upper() + name[1:])


def contact_text(contact: Mapping[str, Any]) -> str:
    """Write a contact for reading: phones in international form."""
    if contact["kind"] == "phone":
        phone = phones.normalise(contact["value"], country="")
        return phone.display if isinstance(phone, phones.Phone) else str(contact["as_typed"])
    return str(contact["value"])


def phone_text(typed: str) -> str:
    """Write a phone number for reading: internationally where its country is told, else as typed."""
    phone = phones.normalise(typed, country="") if typed else None
    return phone.display if isinstance(phone, phones.Phone) else typed


def source_name(source: str, details: Mapping[str, str]) -> str:
    """Say where an inherited value comes from; details name the group and the unit."""
    match source:
        case "default_customer":
            return _("from the default customer")
        case "customer_group":
            return _("from customer group %(name)s") % {"name": details[source]}
        case "operating_unit" if source in details:
            return _("from operating unit %(name)s") % {"name": details[source]}
        case "operating_unit":
            return _("from the operating unit")
        case "store":
            return _("from the store")
    return _("from the company")


def sentence(text: str) -> str:
    """Write the end of a sentence as a sentence."""
    stop = "。" if (get_language() or "").startswith("zh") else "."
    return f"{text[:1].upper()}{text[1:]}{stop}" if text else ""


def ago(when: datetime, now: datetime) -> str:
    """Say how long something has been, in the largest unit that fits."""
    seconds = max(0, int((now - when) / timedelta(seconds=1)))
    if seconds < 90:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 90 * 60:
        return _("%(n)s min") % {"n": round(seconds / 60)}
    if seconds < 36 * 3600:
        return _("%(n)s h") % {"n": round(seconds / 3600)}
    return _("%(n)s d") % {"n": round(seconds / 86400)}


def duplicate_reason(code: str) -> str:
    """Say why somebody was created whose contact another customer has; another text stands."""
    named = {
        "shared_contact": _("Shared phone or email"),
        "family": _("Family"),
        "other": _("Another reason"),
    }
    return named.get(code, code)
