"""Customer groups and affiliations."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.customers.models import Affiliation, CustomerGroup
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.hq.widgets import DimensionsField, TagsField

_THING = pgettext_lazy("of a place or thing", "Name")
_CODE = _("Stays for ever: other records name it.")


class CustomerGroupForm(ConfigurationForm):
    """Terms, tax, and the dimensions that new customers of the group get."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)
    description = forms.CharField(label=_("Description"), max_length=250, required=False)
    financial_dimensions = DimensionsField(
        label=_("Financial dimensions"),
        required=False,
        help_text=_(
            "New customers get those of their default customer’s group, "
            "never the default customer’s own."
        ),
    )
    payment_terms = forms.CharField(label=_("Terms of payment"), max_length=50, required=False)
    days_after_due = forms.IntegerField(
        label=_("Days from due date to payment"),
        min_value=0,
        max_value=3650,
        initial=0,
        help_text=_("How long after the due date payment is expected."),
    )
    tax_group = forms.CharField(label=_("Tax group"), max_length=50, required=False)
    prices_include_tax = forms.BooleanField(label=_("Prices include tax"), required=False)
    write_off_reason = forms.CharField(label=_("Write-off reason"), max_length=50, required=False)


@admin.register(CustomerGroup)
class CustomerGroupAdmin(ConfigurationAdmin):
    """H5. Customer groups."""

    kind = "customer_group"
    title_of_new = _("New customer group")
    purpose = _(
        "A customer group holds terms and financial dimensions. "
        "New customers take both from the group of the default customer."
    )
    form = CustomerGroupForm
    fieldsets = (
        (None, {"fields": ("code", "name", "description", "financial_dimensions")}),
        (
            _("Payment and tax"),
            {
                "fields": (
                    "payment_terms",
                    "days_after_due",
                    "tax_group",
                    "prices_include_tax",
                    "write_off_reason",
                )
            },
        ),
    )
    list_display = ("shown_name", "shown_code", "shown_terms", "shown_dimensions")
    search_fields = ("code", "name", "description")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: CustomerGroup) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: CustomerGroup) -> str:
        return row.code

    @admin.display(description=_("Terms of payment"), ordering="payment_terms")
    def shown_terms(self, row: CustomerGroup) -> str:
        return row.payment_terms or "–"

    @admin.display(description=_("Financial dimensions"))
    def shown_dimensions(self, row: CustomerGroup) -> str:
        pairs = row.financial_dimensions.items()
        return " · ".join(f"{code} {value}" for code, value in pairs) or "–"


class AffiliationForm(ConfigurationForm):
    """What it is called and which price groups it opens."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)
    description = forms.CharField(label=_("Description"), max_length=250, required=False)
    price_groups = TagsField(
        label=_("Price groups"),
        required=False,
        help_text=_("Separate them with commas."),
    )


@admin.register(Affiliation)
class AffiliationAdmin(ConfigurationAdmin):
    """H6. Affiliations."""

    kind = "affiliation"
    title_of_new = _("New affiliation")
    purpose = _(
        "An affiliation groups customers, such as students or staff. "
        "A customer may have many; each opens its price groups."
    )
    form = AffiliationForm
    fields = ("code", "name", "description", "price_groups")
    list_display = ("shown_name", "shown_code", "shown_price_groups")
    search_fields = ("code", "name", "description")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: Affiliation) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: Affiliation) -> str:
        return row.code

    @admin.display(description=_("Price groups"))
    def shown_price_groups(self, row: Affiliation) -> str:
        return ", ".join(row.price_groups) or "–"
