"""The words of answers, sources and faults of wordings, in the language of the page."""

from collections.abc import Mapping

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

#: The languages in which wordings are written, by their own names.
LANGUAGES = {"en": "English", "sv": "Svenska", "zh-Hans": "简体中文"}


def answers() -> dict[str, str]:
    """Name the answers that a ledger holds."""
    return {"yes": pgettext("consent", "Yes"), "no": pgettext("consent", "No")}


def sources() -> dict[str, str]:
    """Say how an answer was given."""
    return {
        "spoken": _("Asked at a register"),
        "form": _("Entered at headquarters"),
        "api": _("By a program"),
        "shop": _("In the online shop"),
        "import": _("From a file"),
    }


def in_language_of_page(name: str, names: Mapping[str, str]) -> str:
    """Return a name of configuration in the language of the page, where it has one."""
    current = (get_language() or "en").lower()
    return next((text for code, text in names.items() if code.lower() == current), name)


def fault(code: str, *, limit: int) -> str:
    """Say what is wrong with a purpose or its words."""
    messages = {
        "consent_purpose.code": _(
            "Use small letters, digits and low lines, beginning with a letter."
        ),
        "consent_purpose.code_taken": _("Another purpose has this code."),
        "consent_purpose.name": _("Enter a name."),
        "wording.common_language": _("Enter the English text: it is read where no other fits."),
        "wording.placeholder": _("Only {company} and {value} may stand in braces."),
        "wording.unchanged": _("These words are the current ones already."),
        "too_long": ngettext("Use at most %(n)s character.", "Use at most %(n)s characters.", limit)
        % {"n": limit},
    }
    return messages.get(code, _("This text cannot be stored."))
