"""The English texts of the API's field problems, by their stable codes."""

from collections.abc import Mapping

from tillbook.customers.rules.validation import (
    CONTACT_KINDS,
    RECEIPT_OPTIONS,
    TYPES,
    Problem,
)

_REASONS = {
    "empty": "it is empty",
    "not_a_number": "it is no telephone number",
    "unknown_country": "its country code is unknown",
    "too_short": "it is too short",
    "too_long": "it is too long",
    "no_at_sign": "it has no @",
    "not_an_address": "it is no address",
}
_WORDS: Mapping[str, str] = {
    "name.required": "A name is needed: name, or first_name and last_name.",
    "store.required": "Say for which store: its number, in the field store.",
    "type.unknown": f"The type is one of: {', '.join(TYPES)}.",
    "receipt_option.unknown": f"The receipt option is one of: {', '.join(RECEIPT_OPTIONS)}.",
    "kind.unknown": f"The kind of a contact is one of: {', '.join(CONTACT_KINDS)}.",
    "country.unknown": "There is no country {value}: two letters of ISO 3166-1 are needed.",
    "email.invalid": "This is no possible email address: {reason}.",
    "phone.invalid": "This is no possible telephone number: {reason}.",
    "url.required": "A web address is needed.",
    "too_long": "At most {limit} characters.",
    "control_character": "Control characters cannot be stored.",
    "id.unknown": "The customer has no item with this id. Leave the id out of a new item.",
    "id.repeated": "Two items carry this id.",
}


def of_problem(problem: Problem) -> str:
    """Return what is wrong, in a sentence."""
    return of_code(problem.code, problem.params)


def of_code(code: str, params: Mapping[str, str | int]) -> str:
    """Return the sentence of a code; a code that only a newer node knows stands for itself."""
    reason = _REASONS.get(str(params.get("reason", "")), "it cannot be used")
    return _WORDS.get(code, code).format_map({"value": "", "limit": "", **params, "reason": reason})


def codes() -> frozenset[str]:
    """Return the codes that have a sentence."""
    return frozenset(_WORDS)
