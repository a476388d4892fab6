"""Why configuration cannot be saved or removed, in the words of the page."""

from collections.abc import Mapping

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tillbook.screens import attribute_words
from tillbook.stores.rules.pos_operations import CATALOG


def text(code: str, params: Mapping[str, str]) -> str:
    """Say what is wrong and what to do."""
    if code == "field.too_long":
        n = int(params["limit"])
        return ngettext("Use at most %(n)s character.", "Use at most %(n)s characters.", n) % {
            "n": n
        }
    told = _about_fields(code) or _about_places(code) or _about_customers(code)
    told = told or str({**attribute_words.VALUES, **attribute_words.DEFINITIONS}.get(code, ""))
    return (told or _("Choose one of the values in the list.")) % _spoken(params)


def _spoken(params: Mapping[str, str]) -> Mapping[str, str]:
    """Name an operation of a register, which codes tell by its number."""
    number = params.get("operation", "")
    known = CATALOG.get(int(number)) if number.isdecimal() else None
    return {**params, "operation": known.name(get_language() or "en")} if known else params


def of_place(code: str, params: Mapping[str, str]) -> str:
    """Say what is wrong with a row of a list, and with which one."""
    told = text(code, params)
    if "place" not in params:
        return told
    return _("Button %(place)s: %(problem)s") % {"place": params["place"], "problem": told}


def _about_fields(code: str) -> str:
    match code:
        case "field.required":
            return _("Fill in this field.")
        case "field.repeated":
            return _("Each may stand here only once.")
        case "field.fixed":
            return _("This cannot change any more: other records name it.")
        case "control_character":
            return _("This text has characters that cannot be stored. Type it again.")
        case "code.taken":
            return _("This is taken already. Choose another one.")
        case "code.malformed":
            return _("Use letters and digits; dots, hyphens and underscores may stand in between.")
        case "code.reserved":
            return _("%(code)s means something else in addresses of pages. Choose another one.")
        case "number.out_of_range":
            return _("Enter a whole number from %(least)s to %(most)s.")
        case "format.malformed":
            return _(
                "Write one row of # for the digits. Capital letters, digits, spaces and - . / "
                "may stand around it."
            )
    return ""


def _about_places(code: str) -> str:
    match code:
        case "register.enrolled":
            return _("A device is enrolled to this register, so it stays in its store.")
        case "number_sequence.taken":
            return _("The sequence %(sequence)s numbers these already.")
        case "number_sequence.too_short":
            return _("This is too short: the next number is %(next)s.")
        case "operation.not_offered":
            return _("Choose an operation that is marked for users.")
        case "operation.on_a_button":
            return _("It is on a button of %(grids)s. Take it away there first.")
        case "operation.other_screen":
            return _(
                "“%(operation)s” cannot stand on every screen where %(grid)s is shown. "
                "Take it away, or put it into a grid of its own."
            )
        case "grid.too_many":
            return _("A grid holds at most %(most)s buttons.")
        case "url.malformed":
            return _("Begin the address with http:// or https://.")
        case "administrator.last":
            return _("Nobody else can enter the back office. Let another administrator in first.")
    return ""


def _about_customers(code: str) -> str:
    match code:
        case "dimension.value_malformed":
            return _("Give each value a code of at most 50 characters and a name of at most 80.")
        case "dimension.unknown":
            return _("%(dimension)s has no value %(value)s. Choose one of the list.")
        case "dimension.value_in_use":
            return _("The customer group %(customer_group)s has %(value)s. Change it there first.")
        case "default_customer.unknown":
            return _("No customer has this number. Search by name to find it.")
        case "default_customer.other_company":
            return _("This customer belongs to another company. Choose one of this company’s.")
        case "default_customer.merged":
            return _("This customer became part of another one. Choose that one.")
        case "default_customer.blocked":
            return _("This customer is blocked. Choose another one.")
        case "parameters.nothing_shown":
            return _("Let the search field name at least one of these.")
        case "purpose.default_taken":
            return _("%(purpose)s is the first choice for these customers already.")
    return ""
