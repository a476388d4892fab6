"""Address books, and the purposes that addresses have."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.customers.models import AddressBook, AddressPurpose
from tillbook.customers.rules.validation import TYPES
from tillbook.hq import choices
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.screens import words

_THING = pgettext_lazy("of a place or thing", "Name")
_CODE = _("Stays for ever: other records name it.")


class AddressBookForm(ConfigurationForm):
    """Code and name."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)


@admin.register(AddressBook)
class AddressBookAdmin(ConfigurationAdmin):
    """Address books."""

    kind = "address_book"
    title_of_new = _("New address book")
    purpose = _(
        "An address book is a set of customers. "
        "A store with a customer address book puts its new customers there."
    )
    form = AddressBookForm
    fields = ("code", "name")
    list_display = ("shown_name", "shown_code")
    search_fields = ("code", "name")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: AddressBook) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: AddressBook) -> str:
        return row.code


#: Languages in which a purpose may be called something else.
_LANGUAGES = {"name_sv": "sv", "name_zh": "zh-Hans"}


def _type_pairs() -> choices.Pairs:
    return [choices.NONE, *((type, words.choice_name(type)) for type in TYPES)]


class AddressPurposeForm(ConfigurationForm):
    """What a purpose is called, and whose addresses start with it."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=80, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80, required=False)
    default_for = forms.ChoiceField(
        label=_("First choice for"),
        choices=_type_pairs,
        required=False,
        help_text=_("New addresses of these customers start with this purpose."),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=9999,
        initial=0,
        help_text=_("Lists show purposes in this order."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, language in _LANGUAGES.items():
            self.fields[field].initial = self.instance.names.get(language, "")

    def document(self, names: Collection[str]) -> dict[str, Any]:
        plain = super().document([name for name in names if name not in _LANGUAGES])
        if not _LANGUAGES.keys() & set(names):
            return plain
        typed = {language: self.cleaned_data[field] for field, language in _LANGUAGES.items()}
        kept = {**self.instance.names, **typed}
        return plain | {"names": {language: name for language, name in kept.items() if name}}


@admin.register(AddressPurpose)
class AddressPurposeAdmin(ConfigurationAdmin):
    """What addresses are for."""

    kind = "address_purpose"
    title_of_new = _("New address purpose")
    purpose = _("A purpose says what an address is for, such as home or office.")
    form = AddressPurposeForm
    fields = ("code", "name", "name_sv", "name_zh", "default_for", "position")
    list_display = ("shown_name", "shown_code", "shown_names", "shown_default_for")
    search_fields = ("code", "name")
    ordering = ("position", "code")

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: AddressPurpose) -> str:
        return row.name

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: AddressPurpose) -> str:
        return row.code

    @admin.display(description=_("In other languages"))
    def shown_names(self, row: AddressPurpose) -> str:
        return ", ".join(row.names.values()) or "–"

    @admin.display(description=_("First choice for"), ordering="default_for")
    def shown_default_for(self, row: AddressPurpose) -> str:
        return words.choice_name(row.default_for) if row.default_for else "–"
