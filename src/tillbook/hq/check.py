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
from tillbook.features.catalog import CATALOG, id_of
from tillbook.foundation import countries
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.scheduler import words as schedule_words
from tillbook.hq.shell import way_to
from tillbook.hq.spoken import name_of
from tillbook.scheduler import queries as exclusion
from tillbook.scheduler.rules.plan import Remark as HalfDone
from tillbook.screens.words import language_name

#: Kind -> the page where one of it is put right.
_PLACES = {
    "operating_unit": "admin:stores_operatingunit_change",
    "functionality_profile": "admin:stores_functionalityprofile_change",
    "offline_profile": "admin:stores_offlineprofile_change",
    "address_purpose": "admin:customers_addresspurpose_change",
    "consent_purpose": "hq:new_wording",
    "attribute": "admin:attributes_attribute_change",
    "attribute_group": "admin:attributes_attributegroup_change",
}


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
    name = f"{remark.group} · {remark.kind}" if remark.kind else remark.group
    return Line(what=what, why=why, name=name, number="", url=reverse("hq:schemas"))


def _line(remark: Remark) -> Line:
    if remark.code.endswith(".none"):
        return _of_beginning(remark.kind)
    what, why = _words(remark.code, remark.params)
    name = _(remark.name) if remark.kind == "switch" else name_of(remark.id, remark.name)
    return Line(what=what, why=why, name=name, number=remark.number, url=_url(remark))


def _of_beginning(kind: str) -> Line:
    """Lead to where the first of a kind is made."""
    match kind:
        case "legal_entity":
            what = _("No legal entity yet")
            why = _("A legal entity is a company of the chain. Stores and customers belong to one.")
            name, url = _("New legal entity"), reverse("admin:stores_legalentity_add")
        case "operating_unit":
            what = _("No operating unit yet")
            why = _(
                "An operating unit is the organisation behind a store. "
                "The country of its primary address goes to new customer addresses."
            )
            name, url = _("New operating unit"), reverse("admin:stores_operatingunit_add")
        case _store:
            what = _("No stores yet")
            why = _("Make a store, give it a register, then enrol the register.")
            name, url = _("New store"), reverse("hq:store", args=["new"])
    return Line(what=what, why=why, name=name, number="", url=url)


def _words(code: str, params: Mapping[str, str]) -> tuple[str, str]:
    if code.startswith("store."):
        return _words_of_store(code, params)
    match code:
        case "operating_unit.no_country":
            return _("No country/region"), _company_country(params["country"])
        case "operating_unit.no_address":
            return (
                _("No address"),
                _("It has no street and no city, so receipts and letters name none."),
            )
        case "switch.held_back":
            needed = [_(CATALOG[name].title) for name in params["lacking"].split()]
            return (
                _("A feature stands on and does not act"),
                _("It needs these, which are off: %(list)s") % {"list": ", ".join(needed)},
            )
        case "profile.unused":
            return _("Profile not used"), _("No store and no register follows it.")
        case "translation.missing":
            spoken = [language_name(tag) for tag in params["languages"].split()]
            return (
                _("Translation missing"),
                _("Stores work in these languages and read another one: %(list)s")
                % {"list": ", ".join(spoken)},
            )
        case "number_sequence.used_up":
            return _("No number is left"), _("New customers wait until the format is longer.")
    return (
        _("Numbers run out"),
        _("%(percent)s %% of its numbers are used up. Give it a longer format.") % params,
    )


def _words_of_store(code: str, params: Mapping[str, str]) -> tuple[str, str]:
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
    return (
        _("A device receives no customers of the store"),
        _(
            "%(node)s follows the channel database group %(group)s, which leaves out "
            "the store’s company or address book."
        )
        % params,
    )


def _company_country(country: str) -> str:
    if not country:
        return _("No store uses this operating unit.")
    name = countries.name_of(country, language=get_language() or "en")
    return _("New addresses start with the company’s country: %(country)s.") % {"country": name}


def _url(remark: Remark) -> str:
    if page := _PLACES.get(remark.kind):
        return reverse(page, args=[remark.id])
    match remark.kind:
        case "switch":
            name = next(name for name in CATALOG if id_of(name) == remark.id)
            return reverse("hq:features") + f"?feature={name}#feature"
        case "store":
            return reverse("hq:store", args=[remark.number])
    return reverse("admin:stores_numbersequence_change", args=[remark.id])
