"""The English texts of the API's field problems, by their stable codes."""

from collections.abc import Mapping

from tillbook.customers.rules.consents import ANSWERS
from tillbook.customers.rules.validation import (
    BLOCKED,
    CONTACT_KINDS,
    RECEIPT_OPTIONS,
    TYPES,
    Problem,
)

_REASONS = {
    "empty": "it is empty",
    "not_a_number": "it is no number",
    "unknown_country": "its country code is unknown",
    "too_short": "it is too short",
    "too_long": "it is too long",
    "no_at_sign": "it has no @",
    "not_an_address": "it is no address",
    "ambiguous": "the one sign between its digits can be read in two ways",
    "negative": "it is below zero",
    "too_precise": "it has more than two decimals",
    "too_large": "it has more than {limit} digits before the point",
    "length": "it has too few or too many characters",
    "format": "it is not written as such a number is",
    "checksum": "its check digit is wrong",
    "component": "a part of it, such as a date, cannot be",
}
_WORDS: Mapping[str, str] = {
    "name.required": "A name is needed: name, or first_name and last_name.",
    "contact.required": "A phone number or an email address is needed at this store.",
    "phone.required": "A phone number is needed at this store.",
    "email.required": "An email address is needed at this store.",
    "address.required": "An address is needed at this store.",
    "receipt_email.required": "A receipt email is needed at this store.",
    "known_as.required": "What the customer is known as is needed at this store.",
    "store.required": "Say for which store: its number, in the field store.",
    "type.unknown": f"The type is one of: {', '.join(TYPES)}.",
    "receipt_option.unknown": f"The receipt option is one of: {', '.join(RECEIPT_OPTIONS)}.",
    "blocked.unknown": f"A customer is blocked for one of: {', '.join(BLOCKED)}.",
    "customer_group.unknown": "There is no customer group {value}.",
    "affiliation.unknown": "There is no affiliation {value}.",
    "address_book.unknown": "There is no address book {value}.",
    "purpose.unknown": "There is no address purpose {value}.",
    "currency.unknown": "There is no currency {value}: a code of ISO 4217 is needed.",
    "language.unknown": "There is no language {value}: a tag such as sv or zh-Hans is needed.",
    "scheme.unknown": "There is no kind of identifier {value}; use other for one without checks.",
    "kind.unknown": f"The kind of a contact is one of: {', '.join(CONTACT_KINDS)}.",
    "country.unknown": "There is no country {value}: two letters of ISO 3166-1 are needed.",
    "email.invalid": "This is no possible email address: {reason}.",
    "phone.invalid": "This is no possible telephone number: {reason}.",
    "amount.invalid": "This is no possible amount: {reason}.",
    "flag.invalid": "This is either true or false.",
    "scheme.required": "Say what kind of identifier this is.",
    "identifier.required": "The identifier itself is needed.",
    "identifier.invalid": "This is no possible {scheme}: {reason}.",
    "identifier.repeated": "The customer has another {scheme} already.",
    "contact_person.unnamed": "A contact person needs a name.",
    "url.required": "A web address is needed.",
    "url.invalid": "This is no possible web address: {reason}.",
    "contact.repeated": "The customer has this contact already. Leave one of the two out.",
    "contact.secondary_off": (
        "Only one {kind} is kept per customer. To have several, turn on the feature Capture "
        "multiple emails and phone numbers at headquarters."
    ),
    "title.async_off": (
        "A customer that is created asynchronously gets no title. To have it, turn on the feature "
        "Enable enhanced async customer creation at headquarters."
    ),
    "contact.async_off": (
        "A customer that is created asynchronously gets one {kind}. To have several, turn on the "
        "feature Enable enhanced async customer creation at headquarters."
    ),
    "consent.answer_unknown": f"The answer is one of: {', '.join(ANSWERS)}.",
    "consent.no_contact": "The customer has no such contact. Add the contact, then its consent.",
    "consent.not_for_url": "Consent is for email addresses and telephone numbers only.",
    "consent.purpose_unknown": "There is no purpose of consent {value}.",
    "consent.not_taken_back": "An answer stays. To withdraw consent, answer no.",
    "consent.as_typed": "Nobody can agree to be reached by a number that cannot be read.",
    "consent.contradictory": "Two different answers are given for one contact.",
    "field.locked": "Locked until headquarters has answered to what was changed before. Try again "
    "once sync_state is synced.",
    "attribute.unknown": "There is no such attribute.",
    "attribute.required": "{name} is needed.",
    "attribute.malformed": "{name} is a value of type {as}.",
    "attribute.out_of_range": "{name} is between {least} and {most}.",
    "attribute.below": "{name} is {least} or more.",
    "attribute.above": "{name} is {most} or less.",
    "attribute.not_in_list": "{name} is one of: {allowed}.",
    "attribute.pattern": "{name} must match {pattern}.",
    "attribute.too_long": "{name} has at most {limit} characters.",
    "attribute.control_character": "Control characters cannot be stored.",
    "attribute.reference_unknown": "{name} names nothing that there is.",
    "too_long": "At most {limit} characters.",
    "control_character": "Control characters cannot be stored.",
    "id.unknown": "The customer has no item with this id. Leave the id out of a new item.",
    "id.repeated": "Two items carry this id.",
    "customer.is_default": "The customer is in use as default customer of store {stores}. "
    "Choose another one there first.",
}


def of_problem(problem: Problem) -> str:
    """Return what is wrong, in a sentence."""
    return of_code(problem.code, problem.params)


def of_code(code: str, params: Mapping[str, str | int]) -> str:
    """Return the sentence of a code; a code that only a newer node knows stands for itself."""
    known = {"value": "", "limit": "", "kind": "", "scheme": "identifier", **params}
    reason = _REASONS.get(str(params.get("reason", "")), "it cannot be used").format_map(known)
    return _WORDS.get(code, code).format_map(known | {"reason": reason})


def codes() -> frozenset[str]:
    """Return the codes that have a sentence."""
    return frozenset(_WORDS)
