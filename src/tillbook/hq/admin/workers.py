"""Workers: who signs in at the registers of which store, in which language, with which PIN."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.hq import choices
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.hq.scheduler import words
from tillbook.nodes.this_node import current
from tillbook.staff.models import Associate
from tillbook.staff.operations.sign_in import hash_pin
from tillbook.staff.rules.badges import hash_badge, hashes, read_badge

_ROLES = {Role.CASHIER: _("Store associate"), Role.MANAGER: _("Store manager")}
_ALL_ROLES = {**_ROLES, Role.ADMINISTRATOR: _("Administrator")}
_PIN = RegexValidator(r"^[0-9]{4,12}$", _("A PIN is 4 to 12 digits."))
_LONGEST_NAME = 40
_SHOWN = ("number", "name", "role", "language", "store", "screen_layout", "is_active")


class WorkerForm(ConfigurationForm):
    """Number, name, role, store, language and a new PIN."""

    number = forms.CharField(label=_("Personnel number"), max_length=32)
    name = forms.CharField(label=pgettext_lazy("of a place or thing", "Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=tuple(_ALL_ROLES.items()))
    store = forms.ChoiceField(label=_("Store"), choices=choices.store_pairs, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The register speaks it when this person signs in."),
    )
    screen_layout = forms.ChoiceField(
        label=_("Screen layout"),
        choices=choices.layout_pairs,
        required=False,
        help_text=_("Wins over the layouts of the register and of the store."),
    )
    new_pin = forms.CharField(
        label=_("New PIN"),
        required=False,
        validators=[_PIN],
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("4 to 12 digits. Leave it empty to keep the PIN that is set."),
    )
    new_badge = forms.CharField(
        label=_("New badge"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Put the cursor here and scan it. It opens the registers without a PIN; "
            "only a hash of it is kept."
        ),
    )
    badge_name = forms.CharField(
        label=_("Name of the new badge"),
        required=False,
        max_length=_LONGEST_NAME,
        help_text=_("To know it again when it is lost, such as Blue card."),
    )
    withdrawn_badges = forms.MultipleChoiceField(
        label=_("Withdraw badges"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A withdrawn badge opens no register as soon as the registers hear of it."),
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _ALL_ROLES if self.instance.role == Role.ADMINISTRATOR else _ROLES
        roles = [(role.value, name) for role, name in offered.items()]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        held = [(badge["id"], badge["name"]) for badge in self.instance.badges]
        self.fields["withdrawn_badges"].choices = held  # type: ignore[attr-defined]
        if not held:
            self.fields["withdrawn_badges"].widget = forms.MultipleHiddenInput()

    def document(self, names: Collection[str]) -> dict[str, Any]:
        typed = self.cleaned_data
        document = {name: typed[name] for name in names if name in _SHOWN}
        if "store" in document:
            document["store"] = str(typed["store"]) if typed["store"] else None
        if "screen_layout" in document:
            document["screen_layout"] = typed["screen_layout"] or None
        if typed["new_pin"]:
            document["pin"] = hash_pin(typed["new_pin"])
        if typed["new_badge"] or typed["withdrawn_badges"]:
            document["badges"] = self._badges(typed)
        return document

    def _badges(self, typed: dict[str, Any]) -> list[dict[str, str]]:
        gone = typed["withdrawn_badges"]
        left = [badge for badge in self.instance.badges if badge["id"] not in gone]
        if typed["new_badge"]:
            name = typed["badge_name"].strip() or str(_("Badge"))
            left.append({"id": str(new_id()), "name": name, "hash": typed["new_badge"]})
        return left

    def clean_new_badge(self) -> str:
        """Return what is kept of a new badge; refuse one that somebody has."""
        typed = str(self.cleaned_data["new_badge"])
        if not typed:
            return ""
        if not read_badge(typed):
            raise forms.ValidationError(_("A badge has 4 to 64 letters and digits."))
        kept = hash_badge(read_badge(typed), headquarters=current().identity.headquarters)
        for badges in Associate.objects.values_list("badges", flat=True):
            if kept in hashes(badges):
                raise forms.ValidationError(_("Somebody has this badge already."))
        return kept

    def clean_number(self) -> str:
        """Refuse a number that somebody else signs in with."""
        number = str(self.cleaned_data["number"])
        if Associate.objects.filter(number=number).exclude(id=self.instance.pk).exists():
            raise forms.ValidationError(_("Another worker has this number."))
        return number

    def clean_store(self) -> UUID | None:
        """Return the store's id; none is headquarters."""
        chosen = self.cleaned_data["store"]
        return UUID(chosen) if chosen else None


@admin.register(Associate)
class WorkerAdmin(ConfigurationAdmin):
    """H20. The people who sign in."""

    kind = "associate"
    title_of_new = _("New worker")
    purpose = _("A worker signs in at the registers of a store with a personnel number and a PIN.")
    #: The history names them; who leaves may not sign in any more.
    can_be_removed = False
    form = WorkerForm
    fields = (*_SHOWN, "new_pin", "new_badge", "badge_name", "withdrawn_badges")
    list_display = ("shown_name", "shown_number", "shown_role", "shown_store", "shown_active")
    search_fields = ("number", "name")
    ordering = ("number",)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Answer no address that asks for secrets letter by letter."""
        is_secret = lookup.startswith(("pin", "password", "badges"))
        return not is_secret and super().lookup_allowed(lookup, value, request)

    @admin.display(description=pgettext_lazy("of a place or thing", "Name"), ordering="name")
    def shown_name(self, row: Associate) -> str:
        return row.name

    @admin.display(description=_("Personnel number"), ordering="number")
    def shown_number(self, row: Associate) -> str:
        return row.number

    @admin.display(description=_("Role"), ordering="role")
    def shown_role(self, row: Associate) -> str:
        return str(_ALL_ROLES.get(Role(row.role), row.role))

    @admin.display(description=_("Store"))
    def shown_store(self, row: Associate) -> str:
        return dict(choices.store_pairs()).get(str(row.store), "–")

    @admin.display(description=_("May sign in"))
    def shown_active(self, row: Associate) -> str:
        return words.yes_no(value=row.is_active)
