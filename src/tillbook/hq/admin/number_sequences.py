"""Number sequences, with the number that comes next."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.hq import choices, numbers
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.hq.widgets import ExampleField
from tillbook.stores.models import NumberSequence
from tillbook.stores.rules import numbering

_THING = pgettext_lazy("of a place or thing", "Name")


def _company_pairs() -> choices.Pairs:
    return [("", str(_("Every company"))), *choices.company_code_pairs()]


def _use_pairs() -> choices.Pairs:
    return [
        (NumberSequence.Use.CUSTOMER_ACCOUNT, str(_("Customer accounts"))),
        (NumberSequence.Use.NOTHING, str(_("Nothing yet"))),
    ]


class NumberSequenceForm(ConfigurationForm):
    """What is numbered, and how its numbers are written."""

    code = forms.CharField(
        label=_("Code"), max_length=32, help_text=_("Stays for ever: other records name it.")
    )
    name = forms.CharField(label=_THING, max_length=80)
    used_for = forms.ChoiceField(label=_("Used for"), choices=_use_pairs)
    legal_entity = forms.ChoiceField(
        label=_("Legal entity"),
        choices=_company_pairs,
        required=False,
        help_text=_("A company’s own sequence goes before that of every company."),
    )
    format = forms.CharField(
        label=_("Format"),
        max_length=numbering.MAX_FORMAT,
        initial="########",
        help_text=_("Each # is a digit; other characters stand for themselves, as in C-######."),
    )
    check_digit = forms.ChoiceField(
        label=_("Check digit"),
        choices=numbers.check_digit_pairs,
        initial="luhn",
        help_text=_("Comes behind the digits, so that a mistyped number is noticed."),
    )
    first = forms.IntegerField(
        label=_("First number"),
        min_value=1,
        max_value=10**numbering.MAX_DIGITS - 1,
        initial=1,
        help_text=_("Where the sequence begins; it has no effect once a number was drawn."),
    )
    example = ExampleField(label=_("Next number"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = str(self.instance.pk or "")
        values = {name: self[name].value() for name in ("format", "check_digit", "first")}
        field = self.fields["example"]
        if isinstance(field, ExampleField):
            address = f"{reverse('hq:number_example')}?sequence={key}"
            field.show(address=address, shown=numbers.next_number(key, values))


@admin.register(NumberSequence)
class NumberSequenceAdmin(ConfigurationAdmin):
    """Number sequences."""

    kind = "number_sequence"
    title_of_new = _("New number sequence")
    purpose = _(
        "A number sequence writes the numbers of customer accounts. "
        "Headquarters alone draws from it, each number once."
    )
    form = NumberSequenceForm
    fields = (
        "code",
        "name",
        "used_for",
        "legal_entity",
        "format",
        "check_digit",
        "first",
        "example",
    )
    list_display = ("shown_name", "shown_code", "shown_company", "shown_next", "shown_used")
    search_fields = ("code", "name", "format")
    ordering = ("code",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: NumberSequence) -> str:
        return self.name_of(row)

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: NumberSequence) -> str:
        return row.code

    @admin.display(description=_("Legal entity"), ordering="legal_entity")
    def shown_company(self, row: NumberSequence) -> str:
        return row.legal_entity or str(_("Every company"))

    @admin.display(description=_("Next number"))
    def shown_next(self, row: NumberSequence) -> str:
        values = {"format": row.format, "check_digit": row.check_digit, "first": row.first}
        return numbers.next_number(str(row.id), values)

    @admin.display(description=_("Used up"))
    def shown_used(self, row: NumberSequence) -> str:
        return numbers.used_up(row)
