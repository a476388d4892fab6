"""Registers of the stores."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.hq import choices
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.stores.models import Register

_THING = pgettext_lazy("of a place or thing", "Name")


class RegisterForm(ConfigurationForm):
    """Number, name and store."""

    number = forms.CharField(
        label=_("Number"),
        max_length=16,
        help_text=_("Unique in the chain, such as 1-2: store 1, register 2."),
    )
    name = forms.CharField(label=_THING, max_length=80)
    store = forms.ChoiceField(label=_("Store"), choices=choices.store_pairs)
    offline_profile = forms.ChoiceField(
        label=_("Offline profile"), choices=choices.offline_profile_pairs, required=False
    )

    screen_layout = forms.ChoiceField(
        label=_("Screen layout"),
        choices=choices.layout_pairs,
        required=False,
        help_text=_("None: the store’s."),
    )

    def document(self, names: Collection[str]) -> dict[str, Any]:
        texts = {name: str(value or "") for name, value in super().document(names).items()}
        optional = {"offline_profile", "screen_layout"} & texts.keys()
        return texts | {name: texts[name] or None for name in optional}

    def clean_offline_profile(self) -> UUID | None:
        """Return the profile's id; None is the default one."""
        chosen = self.cleaned_data["offline_profile"]
        return UUID(chosen) if chosen else None

    def clean_screen_layout(self) -> UUID | None:
        """Return the layout's id; None is the store's."""
        chosen = self.cleaned_data["screen_layout"]
        return UUID(chosen) if chosen else None


@admin.register(Register)
class RegisterAdmin(ConfigurationAdmin):
    """Registers of the stores."""

    kind = "register"
    title_of_new = _("New register")
    purpose = _("A register is a till of a store. Make it here, then enrol its device.")
    form = RegisterForm
    fields = ("number", "name", "store", "offline_profile", "screen_layout")
    list_display = ("shown_name", "shown_number", "shown_store")
    search_fields = ("number", "name")
    ordering = ("number",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: Register) -> str:
        return row.name

    @admin.display(description=_("Number"), ordering="number")
    def shown_number(self, row: Register) -> str:
        return row.number

    @admin.display(description=_("Store"))
    def shown_store(self, row: Register) -> str:
        return self.names.get(str(row.store), "–")

    def get_queryset(self, request: Any) -> Any:
        self.names = dict(choices.store_pairs())
        return super().get_queryset(request)
