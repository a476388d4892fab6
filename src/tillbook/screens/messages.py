"""Messages by their stable codes. A code alone never reaches a person."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy

from tillbook.foundation import countries
from tillbook.screens import attribute_words

_FIELDS: dict[str, Any] = {
    "name.required": gettext_lazy("Enter a name."),
    "contact.required": gettext_lazy("Enter a phone number or an email address."),
    "phone.required": gettext_lazy("Enter a phone number. It is needed here."),
    "email.required": gettext_lazy("Enter an email address. It is needed here."),
    "address.required": gettext_lazy("Enter an address. It is needed here."),
    "phone.invalid": gettext_lazy(
        "This does not look like a phone number in %(country)s. "
        "Check the digits, or start with + and the country code."
    ),
    "email.invalid": gettext_lazy("Enter an email address, for example name@example.com."),
    "amount.invalid": gettext_lazy("Enter an amount, for example 1000.50."),
    "amount.invalid.ambiguous": gettext_lazy(
        "This can be read in two ways. Write the decimals too, for example 1000.00."
    ),
    "identifier.invalid": gettext_lazy(
        "This number does not have the form of its kind. Check it, or choose another kind."
    ),
    "identifier.invalid.checksum": gettext_lazy("The check digit does not fit. Check the digits."),
    "identifier.repeated": gettext_lazy("There is a number of this kind already."),
    "contact.repeated": gettext_lazy("This is entered twice. Empty one of them."),
    "contact.secondary_off": gettext_lazy(
        "Only one phone number and one email address are kept. Empty the others."
    ),
    "title.async_off": gettext_lazy(
        "Customers that are created without asking headquarters get no title. Empty it."
    ),
    "contact.async_off": gettext_lazy(
        "Customers that are created without asking headquarters get one phone number and one email "
        "address. Empty the others."
    ),
    "contact_person.unnamed": gettext_lazy("Enter the name of the contact person."),
    "url.invalid": gettext_lazy("Enter a web address, for example www.example.com."),
    "customer.is_default": gettext_lazy(
        "This is the default customer of %(stores)s. Choose another one there first."
    ),
    "consent.no_contact": gettext_lazy(
        "Add the phone number or email address first, then record consent for it."
    ),
    "consent.not_taken_back": gettext_lazy(
        "An answer cannot be forgotten. Choose No when it is withdrawn."
    ),
    "consent.as_typed": gettext_lazy(
        "This number is kept as it was typed. Nobody can be reached by it, so no consent is kept."
    ),
    "address.missing": gettext_lazy("Usually filled in for addresses in %(country)s."),
    "address.postal_code_form": gettext_lazy("Postal codes in %(country)s look like %(example)s."),
    "address.unknown_state": gettext_lazy("This is not in the list of %(country)s."),
    "field.required": gettext_lazy("Fill in this field."),
    "field.locked": gettext_lazy(
        "Locked while the customer is being synchronized. It can be changed as soon as headquarters "
        "has answered."
    ),
    "too_long": ngettext_lazy(
        "Use at most %(limit)s character.", "Use at most %(limit)s characters.", "limit"
    ),
    "field.invalid": gettext_lazy("Choose one of the values in the list."),
    "control_character": gettext_lazy(
        "Type this again: it holds control characters that cannot be stored."
    ),
}
_SIGN_IN: dict[str, Any] = {
    "pin.wrong": ngettext_lazy(
        "That PIN does not match. %(n)s try left.",
        "That PIN does not match. %(n)s tries left.",
        "n",
    ),
    "pin.locked": ngettext_lazy(
        "Too many tries. Scan a badge, ask a manager, or try again in %(minutes)s min.",
        "Too many tries. Scan a badge, ask a manager, or try again in %(minutes)s min.",
        "minutes",
    ),
    "badge.locked": ngettext_lazy(
        "Too many badges that open nothing. Use your PIN, or try again in %(minutes)s min.",
        "Too many badges that open nothing. Use your PIN, or try again in %(minutes)s min.",
        "minutes",
    ),
    "badge.wrong": gettext_lazy(
        "This badge opens nothing here. Scan another one, or use your PIN."
    ),
    "badge.required": gettext_lazy("Scan your badge."),
    "badge.pin": gettext_lazy("%(name)s: enter your PIN as well."),
    "associate.required": gettext_lazy("Choose who you are."),
    "pin.required": gettext_lazy("Enter your PIN."),
    "approval.required": gettext_lazy("Enter the PIN of whoever approves, or scan their badge."),
    "approval.not_allowed": gettext_lazy("This person may not approve this. Ask a manager."),
    "sign_in.unknown": gettext_lazy("This number and PIN do not belong together."),
    "signed_out": gettext_lazy("You are signed out."),
    "perm.denied": gettext_lazy("You do not have permission to do this. Ask a manager."),
}
_SALES: dict[str, Any] = {
    "sale.stale": gettext_lazy(
        "The sale changed meanwhile, perhaps in another tab. Look at it, then do it again."
    ),
    "sale.unknown": gettext_lazy("This sale is no longer open. Nothing was changed."),
    "sale.line_unknown": gettext_lazy("This line is no longer on the sale."),
    "sale.open": gettext_lazy("Another sale is open. Suspend or complete it first."),
    "sale.empty": gettext_lazy("The sale has no lines yet. Add one, or void the sale."),
    "sale.too_little": gettext_lazy("The cash does not cover the total."),
    "sale.line_invalid": gettext_lazy("This is more than a line can hold. Check what you typed."),
    "sale.item_required": gettext_lazy("Scan the item, or type what it is."),
    "sale.quantity_invalid": gettext_lazy("Enter a quantity, for example 2 or 0.75."),
}
_SAVING: dict[str, Any] = {
    "save.done": gettext_lazy("Customer saved. Number %(number)s."),
    "save.changed": gettext_lazy("Changes saved."),
    "save.pending": gettext_lazy(
        "Saved on this register. It is sent to headquarters automatically."
    ),
    "save.before": gettext_lazy(
        "This form was saved before. Nothing was changed now; to change the customer, choose Edit."
    ),
    "sync.rejected": gettext_lazy(
        "Headquarters could not accept this change: %(reason)s. Correct it and send it again."
    ),
    "draft.kept": gettext_lazy("What you typed at %(time)s is back. It is not saved yet."),
    "draft.back": gettext_lazy(
        "You were signed out before this was saved. "
        "Here is what you typed: check it and save again."
    ),
    "scan.unknown": gettext_lazy("No customer has the code %(code)s."),
    "customer.elsewhere": gettext_lazy(
        "This customer has not arrived on this register yet. "
        "You can look at it here, and edit it as soon as it has arrived."
    ),
    "customer.of_another_company": gettext_lazy(
        "This customer belongs to another company. Open the customer to create a copy in yours."
    ),
    "customer.barred_here": gettext_lazy(
        "Somebody of this company has the same phone number or email address, and this store "
        "creates nobody twice. Use that customer."
    ),
    "customer.reported": gettext_lazy("Reported. Headquarters looks at both customers."),
    "customer.merged": gettext_lazy(
        "The customer you opened is part of this one now. The old number goes on working."
    ),
    "store.unknown": gettext_lazy(
        "This register does not know its store yet. "
        "Wait until it has reached headquarters once, then save again."
    ),
    "operation.settled": gettext_lazy(
        "Somebody else has settled this already. Look at what became of it."
    ),
    "edit.stale": gettext_lazy(
        "This customer changed while you were editing. Your text is kept. Check it and save again."
    ),
    "customer.exists": gettext_lazy(
        "A customer with this phone number or email address is there already. Use that customer."
    ),
    "disk.full": gettext_lazy(
        "This register's disk is full. Nothing was saved; your text is kept. "
        "Free some space, then save again."
    ),
}
_MODES: dict[str, Any] = {
    "offline_create_filtered": gettext_lazy(
        "Customers cannot be created offline because customer data is kept out of offline databases."
    ),
    "offline_create_disabled": gettext_lazy(
        "This store does not allow creating customers offline."
    ),
    "offline_edit_disabled": gettext_lazy("This store does not allow editing customers offline."),
    "edit_needs_headquarters": gettext_lazy(
        "This change needs headquarters, which cannot be reached now. "
        "Save it again when the connection is back."
    ),
    "edit_needs_account": gettext_lazy(
        "This customer can be edited once headquarters has given it a customer number."
    ),
    "edit_only_addresses": gettext_lazy(
        "Only addresses can be added now. Everything else can be changed once headquarters has "
        "answered."
    ),
}
_CONNECTION: dict[str, Any] = {
    "net.offline": gettext_lazy("Offline. You can still find, create and edit customers."),
    "net.offline_limited": gettext_lazy(
        "Offline. You can still find customers; not everything else is open."
    ),
    "net.synced": gettext_lazy("All changes have been sent to headquarters."),
    "net.disconnected": gettext_lazy(
        "Disconnected by hand. Changes are kept here until you connect again."
    ),
}
_WORDS = _FIELDS | _SIGN_IN | _SALES | _SAVING | _MODES | _CONNECTION | dict(attribute_words.VALUES)
_UNKNOWN = gettext_lazy("Something went wrong here, not with what you typed. Your text is kept.")

_UNKNOWN_CODE = gettext_lazy("it names something that headquarters does not have")
_REASONS: dict[str, Promise] = {
    "customer_group.unknown": _UNKNOWN_CODE,
    "affiliation.unknown": _UNKNOWN_CODE,
    "address_book.unknown": _UNKNOWN_CODE,
    "purpose.unknown": _UNKNOWN_CODE,
    "currency.unknown": _UNKNOWN_CODE,
    "language.unknown": _UNKNOWN_CODE,
    "store.unknown": gettext_lazy("headquarters does not know this store"),
    "name.required": gettext_lazy("the name is missing"),
    "phone.invalid": gettext_lazy("the phone number is not possible"),
    "email.invalid": gettext_lazy("the email address is not possible"),
    "country.unknown": gettext_lazy("the country is not known"),
    "too_long": gettext_lazy("a text is too long"),
    "control_character": gettext_lazy("a text holds control characters"),
    "edit.stale": gettext_lazy("someone else changed it at the same time"),
    "perm.denied": gettext_lazy("the associate does not have permission"),
    "store.not_served": gettext_lazy(
        "the device does not serve that store; give it the store at headquarters, then try again"
    ),
    "customer.of_another_company": gettext_lazy(
        "the customer belongs to another company; create a copy in the store’s own"
    ),
    "kind.unknown": gettext_lazy("the program at headquarters is older than this one"),
    "customer.may_exist": gettext_lazy("the customer may be there already"),
    "customer.is_default": gettext_lazy("a store has it as its default customer"),
    "consent.of_another": gettext_lazy("an answer about consent comes from somebody else"),
    "consent.as_typed": gettext_lazy(
        "nobody can be reached by a number that consent was given for"
    ),
    "part.taken": gettext_lazy("a part of it belongs to another customer"),
    "number_sequence.used_up": gettext_lazy("the customer numbers are used up"),
    "record.too_large": gettext_lazy("the customer’s record is too large"),
    "operation.malformed": gettext_lazy("it holds values that no field can have"),
    "operation.unstorable": gettext_lazy("it holds values that cannot be stored"),
    "operation.altered": gettext_lazy("its signature does not fit"),
    "operation.clash": gettext_lazy(
        "another change has the same mark; a device may have been copied"
    ),
    "node.cloned": gettext_lazy(
        "the device was copied or set back to an earlier state; withdraw it and enrol it with a "
        "new code"
    ),
    "node.withdrawn": gettext_lazy("the device was withdrawn"),
    "entity": gettext_lazy("the customer’s creation has not been accepted yet"),
    **attribute_words.REASONS,
}
_OTHER_REASON = gettext_lazy("a rule at headquarters does not allow it")


def message(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Say what is wrong or what happened, and what to do.

    A code of a family that is not listed falls back to its kind of fault: something missing, a value
    that no list holds, or a failure of ours.
    """
    given = dict(params or {})
    if country := given.get("country"):
        given["country"] = countries.name_of(str(country), language=get_language() or "en")
    return str(_WORDS.get(_listed(code, str(given.get("reason", ""))), _UNKNOWN) % given)


def _listed(code: str, reason: str) -> str:
    """Return the most telling code that has words."""
    ending = code.rpartition(".")[2]
    kind = {"required": "field.required", "unknown": "field.invalid", "invalid": "field.invalid"}
    candidates = (f"{code}.{reason}", code, kind.get(ending, ""))
    return next((candidate for candidate in candidates if candidate in _WORDS), "")


def refusal(code: str) -> dict[str, Any]:
    """Return the message for a change that headquarters refused for this reason."""
    return {"code": "sync.rejected", "params": {"reason": reason(code)}}


def reason(code: str) -> str:
    """Say why headquarters refused a change, as the end of a sentence."""
    return str(_REASONS.get(code, _OTHER_REASON))
