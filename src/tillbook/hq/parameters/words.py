"""The words of Commerce parameters: what each tab is for and what each choice does."""

from django.utils.translation import gettext as _

from tillbook.customers.rules.duplicates import Policy
from tillbook.screens import words


def tabs() -> dict[str, str]:
    """Name the tabs, in order."""
    return {
        "search": _("POS search criteria"),
        "required": _("Required fields"),
        "attributes": _("Customer attributes"),
        "duplicates": _("Duplicates at registers"),
        "existing": _("Customers who may exist already"),
        "retention": _("Retention periods"),
    }


def purpose(tab: str) -> str:
    """Say what a tab decides, and who acts on it."""
    purposes = {
        "search": _(
            "The search field of every register names these, in this order, and results name what "
            "matched by the same words. Customers are found by all of them, also by those that are "
            "not named. Where no word is given in a language, the usual one stands."
        ),
        "required": _(
            "Registers do not save a customer without these, online or offline, on the screen or "
            "through their API. Headquarters may save without them, so that a value can come later. "
            "A customer who lacks one can still be changed at a register; what is there cannot be "
            "emptied. A name is always needed."
        ),
        "attributes": _(
            "The attributes of these groups appear on the customer’s form and page, at registers "
            "and here. Without a group there are none."
        ),
        "duplicates": _(
            "Before a register creates a customer it looks for others with the same phone number or "
            "email address. People are shown whom they may mean, and must give a reason to create "
            "one more, which stands in the history. Headquarters is free."
        ),
        "existing": _(
            "A store that created somebody offline or asynchronously could not look in all stores. "
            "When the customer arrives here, the company’s choice decides what becomes of somebody "
            "who may be here already. It stands on the legal entity."
        ),
        "retention": _(
            "How long the chain has decided to keep personal data. The periods are stored and stand "
            "in exports; nothing removes or changes customers by them in this release."
        ),
    }
    return purposes[tab]


def criterion(code: str) -> str:
    """Name a criterion of search as a heading."""
    named = {
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("Email"),
        "card": _("Loyalty card"),
        "account_number": _("Customer number"),
        "address": _("Address"),
        "identifier": _("ID number"),
    }
    return named[code]


def required(name: str) -> str:
    """Say what a register asks for."""
    asked = {
        "contact": _("At least one of phone and email"),
        "phone": _("Phone"),
        "email": _("Email"),
        "address": _("An address"),
    }
    return asked.get(name) or words.field_name(name)


def policy(policy: Policy) -> str:
    """Say what a register does with a contact that another customer has."""
    named = {
        Policy.FREE: _("Create without asking"),
        Policy.WARN: _("Show who it is, and ask for a reason"),
        Policy.BLOCK: _("Show who it is, and create nobody"),
    }
    return named[policy]


def customer_type(type: str) -> str:
    """Name a type of customer."""
    return words.value_name("type", type)


def further(name: str) -> str:
    """Name what further groups hang on."""
    named = {
        "customer_type": _("Also by type of customer"),
        "customer_group": _("Also by customer group"),
        "store": _("Also by store"),
    }
    return named[name]


def kept(name: str) -> str:
    """Name what is kept."""
    named = {
        "inactive_customers": _("Customers without any activity"),
        "withdrawn_consents": _("Proofs of withdrawn consents"),
        "operations": _("Contents of operations"),
    }
    return named[name]


def why_kept(name: str) -> str:
    """Say what a period counts from."""
    told = {
        "inactive_customers": _("Is to count from the last change or use of the customer."),
        "withdrawn_consents": _("Is to count from the day on which the customer said no."),
        "operations": _(
            "Is to count from the decision at headquarters. The chain of proofs is to stay."
        ),
    }
    return told[name]
