"""The plain lists of configuration on Django's admin."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tillbook.customers.models import Affiliation, CustomerGroup
from tillbook.foundation import countries
from tillbook.hq import workers  # noqa: F401  (registers its list)
from tillbook.hq.configured import (
    ConfigurationAdmin,
    ConfigurationForm,
    DimensionsField,
    dimension_lines,
)
from tillbook.stores.models import OperatingUnit, Register, Store

# Django's own groups: nothing of Tillbook asks them.
admin.site.unregister(Group)

_RETAIL = _("Retail and Commerce")
_THING = pgettext_lazy("of a place or thing", "Name")


class CustomerGroupForm(ConfigurationForm):
    """Code, name, and the dimensions that new customers of the group get."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_THING, max_length=80)
    financial_dimensions = DimensionsField(
        label=_("Financial dimensions"),
        required=False,
        help_text=_("One per line, as name: value. New customers of the group get them."),
    )


@admin.register(CustomerGroup)
class CustomerGroupAdmin(ConfigurationAdmin):
    """Customer groups."""

    kind = "customer_group"
    path = (_RETAIL, _("Customers"), _("Customer groups"))
    title_of_new = _("New customer group")
    form = CustomerGroupForm
    fields = ("code", "name", "financial_dimensions")
    list_display = ("shown_name", "shown_code", "shown_dimensions")
    search_fields = ("code", "name")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: CustomerGroup) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: CustomerGroup) -> str:
        return row.code

    @admin.display(description=_("Financial dimensions"))
    def shown_dimensions(self, row: CustomerGroup) -> str:
        return dimension_lines(row.financial_dimensions).replace("\n", " · ") or "–"


class AffiliationForm(ConfigurationForm):
    """Code and name."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_THING, max_length=80)


@admin.register(Affiliation)
class AffiliationAdmin(ConfigurationAdmin):
    """Affiliations."""

    kind = "affiliation"
    path = (_RETAIL, _("Customers"), _("Affiliations"))
    title_of_new = _("New affiliation")
    form = AffiliationForm
    fields = ("code", "name")
    list_display = ("shown_name", "shown_code")
    search_fields = ("code", "name")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: Affiliation) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: Affiliation) -> str:
        return row.code


def _country_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    named = [(code, countries.name_of(code, language=language)) for code in countries.codes()]
    return [("", "–"), *sorted(named, key=lambda pair: pair[1])]


class OperatingUnitForm(ConfigurationForm):
    """Number, name and primary address; its country goes to new addresses."""

    number = forms.CharField(label=_("Number"), max_length=16)
    name = forms.CharField(label=_THING, max_length=80)
    street = forms.CharField(label=_("Street address"), max_length=250, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("Town or city"), max_length=100, required=False)
    country = forms.ChoiceField(
        label=_("Country/region"),
        choices=_country_choices,
        required=False,
        help_text=_("New addresses start with this country. Without one, the company’s is used."),
    )


@admin.register(OperatingUnit)
class OperatingUnitAdmin(ConfigurationAdmin):
    """H3. Operating units with their primary address."""

    kind = "operating_unit"
    path = (_("Organization administration"), _("Organizations"), _("Operating units"))
    title_of_new = _("New operating unit")
    form = OperatingUnitForm
    fields = ("number", "name", "street", "postal_code", "city", "country")
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
        if not row.country:
            return "–"
        return countries.name_of(row.country, language=get_language() or "en")


def _store_choices() -> list[tuple[str, str]]:
    rows = Store.objects.order_by("number")
    return [("", "–"), *((str(row.id), f"{row.number} · {row.name}") for row in rows)]


class RegisterForm(ConfigurationForm):
    """Number, name and store."""

    number = forms.CharField(
        label=_("Number"),
        max_length=16,
        help_text=_("Unique in the chain, such as 1-2: store 1, register 2."),
    )
    name = forms.CharField(label=_THING, max_length=80)
    store = forms.ChoiceField(label=_("Store"), choices=_store_choices)

    def clean_number(self) -> str:
        """Refuse a number that another register has."""
        number = str(self.cleaned_data["number"])
        if Register.objects.filter(number=number).exclude(id=self.instance.pk).exists():
            raise forms.ValidationError(_("Another register has this number."))
        return number

    def clean_store(self) -> UUID:
        """Return the store's id."""
        return UUID(self.cleaned_data["store"])


@admin.register(Register)
class RegisterAdmin(ConfigurationAdmin):
    """Registers of the stores."""

    kind = "register"
    path = (_RETAIL, _("Channels"), _("Registers"))
    title_of_new = _("New register")
    form = RegisterForm
    fields = ("number", "name", "store")
    list_display = ("shown_name", "shown_number", "shown_store")
    search_fields = ("number", "name")
    ordering = ("number",)

    def document(self, form: Any, names: Sequence[str]) -> dict[str, Any]:
        return {name: str(form.cleaned_data[name]) for name in names}

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: Register) -> str:
        return row.name

    @admin.display(description=_("Number"), ordering="number")
    def shown_number(self, row: Register) -> str:
        return row.number

    @admin.display(description=_("Store"))
    def shown_store(self, row: Register) -> str:
        return dict(_store_choices()).get(str(row.store), "–")
