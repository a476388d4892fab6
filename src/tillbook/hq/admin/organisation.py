"""Legal entities and operating units."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tillbook.foundation import countries
from tillbook.hq import choices
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.screens import words
from tillbook.stores.checks import ADDRESS, RECEIPT_OPTIONS
from tillbook.stores.models import LegalEntity, OperatingUnit

_THING = pgettext_lazy("of a place or thing", "Name")
_CODE = _("Stays for ever: other records name it.")


def _receipt_pairs() -> choices.Pairs:
    return [(option, words.choice_name(option)) for option in RECEIPT_OPTIONS]


class LegalEntityForm(ConfigurationForm):
    """A company and what its stores fall back to."""

    code = forms.CharField(label=_("Code"), max_length=16, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)
    country = forms.ChoiceField(
        label=_("Country/region"),
        choices=choices.country_pairs,
        help_text=_("New addresses start with it where the operating unit has no country."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=choices.currency_pairs)
    language = forms.ChoiceField(label=_("Language"), choices=choices.language_pairs)
    customer_group = forms.ChoiceField(
        label=_("Customer group"),
        choices=choices.group_pairs,
        required=False,
        help_text=_("New customers of a store without a default customer get it."),
    )
    receipt_option = forms.ChoiceField(label=_("Receipt option"), choices=_receipt_pairs)
    copied_fields = forms.MultipleChoiceField(
        label=_("Also copied from the default customer"),
        choices=choices.extra_field_pairs,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Type, group, currency, language, receipts and affiliations always are."),
    )
    dimensions_follow_chosen_group = forms.BooleanField(
        label=_("Financial dimensions follow the chosen customer group"),
        required=False,
        help_text=_(
            "Off: new customers keep the dimensions of the default customer’s group, "
            "also when somebody chooses another group."
        ),
    )
    existing_customers = forms.TypedChoiceField(
        label=_("When a new customer may exist already"),
        choices=choices.existing_pairs,
        required=False,
        empty_value=LegalEntity.ExistingCustomers.CREATE.value,
        help_text=_(
            "For customers that stores made offline or asynchronously: somebody with the same "
            "name and the same phone number or email address is here already."
        ),
    )


@admin.register(LegalEntity)
class LegalEntityAdmin(ConfigurationAdmin):
    """The companies of the chain."""

    kind = "legal_entity"
    title_of_new = _("New legal entity")
    purpose = _("A legal entity is a company of the chain. Stores and customers belong to one.")
    form = LegalEntityForm
    fieldsets = (
        (None, {"fields": ("code", "name", "country", "currency", "language")}),
        (
            _("New customers"),
            {
                "fields": (
                    "customer_group",
                    "receipt_option",
                    "copied_fields",
                    "dimensions_follow_chosen_group",
                    "existing_customers",
                )
            },
        ),
    )
    list_display = ("shown_name", "shown_code", "shown_country", "shown_currency")
    search_fields = ("code", "name")
    ordering = ("code",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: LegalEntity) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: LegalEntity) -> str:
        return row.code

    @admin.display(description=_("Country/region"), ordering="country")
    def shown_country(self, row: LegalEntity) -> str:
        return _country(row.country)

    @admin.display(description=_("Currency"), ordering="currency")
    def shown_currency(self, row: LegalEntity) -> str:
        return row.currency


def _part(name: str, label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=ADDRESS[name], required=False)


class OperatingUnitForm(ConfigurationForm):
    """H3. Number, name and primary address; its country goes to new addresses."""

    number = forms.CharField(label=_("Number"), max_length=16)
    name = forms.CharField(label=_THING, max_length=80)
    country = forms.ChoiceField(
        label=_("Country/region"),
        choices=choices.country_pairs,
        required=False,
        help_text=_("New addresses start with this country. Without one, the company’s is used."),
    )
    street = _part("street", _("Street address"))
    street_number = _part("street_number", _("Street number"))
    building = _part("building", _("Building, apartment"))
    postal_code = _part("postal_code", _("Postal code"))
    city = _part("city", _("Town or city"))
    district = _part("district", _("District"))
    county = _part("county", _("County"))
    state = _part("state", _("State"))
    phone = _part("phone", _("Phone"))


@admin.register(OperatingUnit)
class OperatingUnitAdmin(ConfigurationAdmin):
    """H3. Operating units with their primary address."""

    kind = "operating_unit"
    title_of_new = _("New operating unit")
    purpose = _(
        "An operating unit is the organisation behind a store. "
        "The country of its primary address goes to new customer addresses."
    )
    form = OperatingUnitForm
    fieldsets = (
        (None, {"fields": ("number", "name")}),
        (
            _("Primary address"),
            {
                "fields": (
                    "country",
                    "street",
                    "street_number",
                    "building",
                    "postal_code",
                    "city",
                    "district",
                    "county",
                    "state",
                    "phone",
                )
            },
        ),
    )
    list_display = ("shown_name", "shown_number", "shown_city", "shown_country")
    search_fields = ("number", "name", "city")
    ordering = ("number",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: OperatingUnit) -> str:
        return row.name

    @admin.display(description=_("Number"), ordering="number")
    def shown_number(self, row: OperatingUnit) -> str:
        return row.number

    @admin.display(description=_("Town or city"), ordering="city")
    def shown_city(self, row: OperatingUnit) -> str:
        return row.city or "–"

    @admin.display(description=_("Country used for new addresses"), ordering="country")
    def shown_country(self, row: OperatingUnit) -> str:
        return _country(row.country)


def _country(code: str) -> str:
    return countries.name_of(code, language=get_language() or "en") if code else "–"
