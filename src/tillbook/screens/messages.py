"""Messages by their stable codes. A code alone never reaches a person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_REASONS: dict[str, Promise] = {
    "store.unknown": gettext_lazy("headquarters does not know this store"),
    "name.required": gettext_lazy("the name is missing"),
    "phone.invalid": gettext_lazy("the phone number is not possible"),
    "email.invalid": gettext_lazy("the email address is not possible"),
    "country.unknown": gettext_lazy("the country is not known"),
    "too_long": gettext_lazy("a text is too long"),
    "control_character": gettext_lazy("a text holds control characters"),
    "edit.stale": gettext_lazy("someone else changed it at the same time"),
    "perm.denied": gettext_lazy("the associate does not have permission"),
    "kind.unknown": gettext_lazy("the program at headquarters is older than this one"),
}
_OTHER_REASON = gettext_lazy("a rule at headquarters does not allow it")


def reason(code: str) -> str:
    """Say why headquarters refused a change, as the end of a sentence."""
    return str(_REASONS.get(code, _OTHER_REASON))
