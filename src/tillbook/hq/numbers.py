"""Number sequences in words: what comes next, how much is left, and the example that follows typing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tillbook.foundation.actor import Actor
from tillbook.hq.access import for_administrators
from tillbook.stores.models import NumberSequence
from tillbook.stores.queries import next_in, sequences
from tillbook.stores.rules import numbering
from tillbook.stores.rules.numbering import Numbering


def check_digit_pairs() -> list[tuple[str, str]]:
    """Name the check digits."""
    names = {
        "none": _("None"),
        "luhn": _("Luhn (modulus 10)"),
        "mod_11_10": "ISO 7064 mod 11,10",
        "mod_97_10": _("ISO 7064 mod 97-10 (two digits)"),
        "damm": "Damm",
        "verhoeff": "Verhoeff",
    }
    return [(name, names[name]) for name in numbering.CHECK_DIGITS]


@require_safe
@for_administrators
def example(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer with the number that would come next if the form were saved."""
    return HttpResponse(next_number(request.GET.get("sequence", ""), request.GET.dict()))


def next_number(sequence: str, values: Mapping[str, Any]) -> str:
    """Write the next number of a sequence as a form has it; a dash where the form is not right yet."""
    try:
        first = int(values.get("first") or 1)
        drawn = next_in(UUID(sequence)) if sequence else None
    except ValueError:
        return "–"
    form = Numbering(format=str(values.get("format") or ""), check_digit=_check_digit(values))
    n = drawn or first
    if not numbering.is_format(form.format) or n < 1:
        return "–"
    return form.write(n) if n <= form.last else _("No number is left")


def _check_digit(values: Mapping[str, Any]) -> str:
    named = str(values.get("check_digit") or "")
    return named if named in numbering.CHECK_DIGITS else "none"


def used_up(row: NumberSequence) -> str:
    """Say which part of a sequence's numbers is behind."""
    [standing] = sequences(row.id)
    share = standing.used
    return "< 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")
