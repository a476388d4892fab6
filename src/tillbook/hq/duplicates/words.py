"""Pairs in words: why somebody asks, how sure it is, and why a merge is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.customers.pairs import ShownPair
from tillbook.customers.rules.duplicates import Strength
from tillbook.customers.rules.pairs import STRENGTHS, SURE

_STATES: dict[str, Promise] = {
    "open": pgettext_lazy("pairs", "To look at"),
    "snoozed": pgettext_lazy("pairs", "Put off"),
    "different": _("Not the same person"),
    "merged": pgettext_lazy("pairs", "Merged"),
}
_REASONS: dict[str, Promise] = {
    "phone": _("Same phone number"),
    "email": _("Same email address"),
    "name": _("Same name"),
    "sound": _("Names sound alike"),
    "address": _("Same address"),
    "birth_date": _("Same date of birth"),
    "identifier": _("Same identifying number"),
    "similar": _("Names and addresses alike"),
    "person": _("Somebody said so"),
}
_REFUSALS: dict[str, Promise] = {
    "merge.itself": _("A customer cannot be merged with itself. Choose another one."),
    "merge.merged_already": _("This customer is a part of another one already."),
    "merge.into_merged": _("The customer to keep is a part of another one. Keep that one."),
    "merge.other_company": _("The customers belong to two companies. Keep both."),
    "merge.default_customer": _("A store’s default customer stays. Keep that customer instead."),
    "merge.unsettled": _("Changes of one of the customers need attention first."),
    "merge.changed": _("Somebody changed one of the customers meanwhile. Compare them again."),
    "merge.unknown_choice": _("The customers changed. Choose again."),
    "merge.not_merged": _("This customer is not part of another one."),
    "merge.too_late": _("A merge can be undone for 30 days. That time is over."),
    "merge.survivor_merged": _(
        "The customer that was kept became part of another one since. Undo that merge first."
    ),
}
_OTHER = _("A rule at headquarters does not allow it.")


def state(code: str) -> str:
    """Name what became of pairs."""
    return str(_STATES[code])


def why(pair: ShownPair) -> str:
    """Say what is alike."""
    return " · ".join(str(_REASONS[one]) for one in pair.reasons if one in _REASONS)


def strength(pair: ShownPair) -> str:
    """Say how sure it is that the two are one person."""
    if pair.strength >= SURE:
        return str(_("Very likely the same person"))
    if pair.strength >= STRENGTHS[Strength.LIKELY]:
        return str(_("Likely the same person"))
    return str(_("Possibly the same person"))


def refusal(code: str) -> str:
    """Say why customers cannot be merged, or a merge not be undone."""
    return str(_REFUSALS.get(code, _OTHER))
