"""Financial dimensions and their values."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.customers.models import FinancialDimension
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.hq.widgets import RowsField

_THING = pgettext_lazy("of a place or thing", "Name")
_SHOWN = 5


class FinancialDimensionForm(ConfigurationForm):
    """A dimension with the values that it takes."""

    code = forms.CharField(
        label=_("Code"), max_length=50, help_text=_("Stays for ever: other records name it.")
    )
    name = forms.CharField(label=_THING, max_length=80)
    values = RowsField(
        label=_("Values"),
        required=False,
        help_text=_("Empty a row to remove its value. A value that a customer group has stays."),
    )


@admin.register(FinancialDimension)
class FinancialDimensionAdmin(ConfigurationAdmin):
    """The dimensions that accounts are kept by."""

    kind = "financial_dimension"
    title_of_new = _("New financial dimension")
    purpose = _(
        "A financial dimension is what accounts are kept by, such as department. "
        "Customer groups choose among its values."
    )
    form = FinancialDimensionForm
    fields = ("code", "name", "values")
    list_display = ("shown_name", "shown_code", "shown_values")
    search_fields = ("code", "name")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: FinancialDimension) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: FinancialDimension) -> str:
        return row.code

    @admin.display(description=_("Values"))
    def shown_values(self, row: FinancialDimension) -> str:
        names = [value["name"] for value in row.values]
        more = f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
        return ", ".join(names[:_SHOWN]) + more or "–"
