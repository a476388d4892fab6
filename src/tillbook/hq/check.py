"""The configuration check: what deserves a look, with the page where it is put right."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tillbook.customers.configuration_check import Remark, remarks
from tillbook.foundation import countries
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.scheduler import words as schedule_words
from tillbook.hq.shell import way_to
from tillbook.scheduler import queries as exclusion
from tillbook.scheduler.rules.plan import Remark as HalfDone


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A remark in words."""

    what: str
    why: str
    name: str
    number: str
    url: str


@require_safe
@for_administrators
def check(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show everything that deserves a look."""
    lines = [*map(_of_exclusion, exclusion.remarks()), *map(_line, remarks(actor))]
    given = {"crumbs": way_to(pages.CHECK), "lines": lines}
    return render(request, "hq/check.html", given)


def count(actor: Actor) -> int:
    """Count what deserves a look."""
    return len(remarks(actor)) + len(exclusion.remarks())


def _of_exclusion(remark: HalfDone) -> Line:
    what, why = schedule_words.remark(remark.code)
    return Line(what=what, why=why, name=remark.group, number="", url=reverse("hq:schemas"))


def _line(remark: Remark) -> Line:
    what, why = _words(remark.code, remark.params)
    return Line(what=what, why=why, name=remark.name, number=remark.number, url=_url(remark))


def _words(code: str, params: Mapping[str, str]) -> tuple[str, str]:
    match code:
        case "store.no_default_customer":
            return (
                _("No default customer"),
                _("New customers of this store get the company’s values."),
            )
        case "store.receipt_email_spreads":
            return (
                _("Receipt email would spread"),
                _("New customers without one would get %(receipt_email)s.") % params,
            )
        case "store.no_address_book":
            return (
                _("No customer address book"),
                _("New customers of this store join none."),
            )
        case "operating_unit.no_country":
            return _("No country/region"), _company_country(params["country"])
        case "number_sequence.used_up":
            return _("No number is left"), _("New customers wait until the format is longer.")
    return (
        _("Numbers run out"),
        _("%(percent)s %% of its numbers are used up. Give it a longer format.") % params,
    )


def _company_country(country: str) -> str:
    if not country:
        return _("No store uses this operating unit.")
    name = countries.name_of(country, language=get_language() or "en")
    return _("New addresses start with the company’s country: %(country)s.") % {"country": name}


def _url(remark: Remark) -> str:
    match remark.kind:
        case "store":
            return reverse("hq:store", args=[remark.number])
        case "operating_unit":
            return reverse("admin:stores_operatingunit_change", args=[remark.id])
    return reverse("admin:stores_numbersequence_change", args=[remark.id])
