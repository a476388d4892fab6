"""What tills find customers by, in words: the chain's own where it gave some, else the usual ones."""

from collections.abc import Iterable

from babel import Locale
from babel.lists import format_list
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tillbook.customers.rules.parameters import CRITERIA, Criterion


def usual_word(code: str) -> str:
    """Name a criterion within a sentence, as every chain does that says nothing else."""
    usual = {
        "name": pgettext("search criterion", "name"),
        "phone": pgettext("search criterion", "phone"),
        "email": pgettext("search criterion", "email"),
        "card": pgettext("search criterion", "card"),
        "account_number": pgettext("search criterion", "number"),
        "address": pgettext("search criterion", "address"),
        "identifier": pgettext("search criterion", "ID number"),
    }
    return usual[code]


def own_words(criteria: Iterable[Criterion]) -> dict[str, str]:
    """Return the chain's own words in the language of the page, by criterion."""
    found = {one.code: _own(one) for one in criteria}
    return {code: word for code, word in found.items() if word}


def hint(criteria: Iterable[Criterion]) -> str:
    """Say in the search field what can be typed there, in the chain's order."""
    shown = [one for one in criteria if one.is_shown]
    usual = [code for code, is_shown in CRITERIA.items() if is_shown]
    if [one.code for one in shown] == usual and not own_words(shown):
        return _("Name, phone, email, card or number")
    words = [_own(one) or usual_word(one.code) for one in shown]
    locale = Locale.parse(get_language() or "en", sep="-")
    text = format_list(words, style="or", locale=locale)
    return text[:1].upper() + text[1:]


def _own(criterion: Criterion) -> str:
    current = (get_language() or "en").lower()
    by_language = {code.lower(): word for code, word in criterion.translations.items()}
    return by_language.get(current, "")
