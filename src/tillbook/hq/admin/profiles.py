"""Functionality profiles of stores and offline profiles of registers."""

from dataclasses import fields

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm, Follower
from tillbook.hq.removal import count_in_use
from tillbook.hq.scheduler import words
from tillbook.stores.models import FunctionalityProfile, OfflineProfile
from tillbook.stores.queries import registers_following, stores_following
from tillbook.stores.rules.profiles import Functionality, Offline

_THING = pgettext_lazy("of a place or thing", "Name")
_STAYS = _("Stays for ever: other records name it.")
_FUNCTIONALITY, _OFFLINE = Functionality(), Offline()
Profile = FunctionalityProfile | OfflineProfile


def _used(count: int) -> str:
    return str(count) if count else gettext("Not used")


class ProfileForm(ConfigurationForm):
    """What every profile is known by."""

    number = forms.CharField(label=_("Number"), max_length=16, help_text=_STAYS)
    name = forms.CharField(label=_THING, max_length=80)


class ProfileAdmin(ConfigurationAdmin):
    """What stores or registers name, found by number and name."""

    search_fields = ("number", "name")
    ordering = ("number",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: Profile) -> str:
        return self.name_of(row)

    @admin.display(description=_("Number"), ordering="number")
    def shown_number(self, row: Profile) -> str:
        return row.number

    def count_of_users(self, row: Profile) -> int:
        """Count the stores or registers that name a profile."""
        return count_in_use(self.kind, row)


class FunctionalityProfileForm(ProfileForm):
    """How a store's customers are created and edited, and how its registers open and lock."""

    create_in_async_mode = forms.BooleanField(
        label=_("Create customer in async mode"),
        required=False,
        help_text=_(
            "On: a new customer is saved in the store and gets its number later. "
            "Off: headquarters is asked at once; where it cannot be reached, the same happens."
        ),
    )
    real_time_ms = forms.IntegerField(
        label=_("Longest wait for headquarters (milliseconds)"),
        initial=_FUNCTIONALITY.real_time_ms,
        help_text=_("The whole way there and back. Then the sale goes on and the answer follows."),
    )
    allow_offline_creation = forms.BooleanField(
        label=_("Allow offline creation of customers"),
        required=False,
        initial=_FUNCTIONALITY.allow_offline_creation,
        help_text=_(
            "On: a register without a connection creates customers too; they get their number "
            "when it is back. Off: it says that this has to wait."
        ),
    )
    allow_offline_editing = forms.BooleanField(
        label=_("Allow offline editing of customers"),
        required=False,
        initial=_FUNCTIONALITY.allow_offline_editing,
        help_text=_("Changes are kept on the register, shown at once and sent later."),
    )
    lock_after_minutes = forms.IntegerField(
        label=_("Registers lock by themselves after (minutes)"),
        initial=_FUNCTIONALITY.lock_after_minutes,
        help_text=_(
            "Without work for so long. The sale and what is typed stay for whoever comes back. "
            "0: never."
        ),
    )
    badge_needs_pin = forms.BooleanField(
        label=_("A badge needs the PIN too"),
        required=False,
        help_text=_("On: whoever scans a badge at a register enters the PIN as well."),
    )


@admin.register(FunctionalityProfile)
class FunctionalityProfileAdmin(ProfileAdmin):
    """What stores name to say how their customers are created and edited."""

    kind = "functionality_profile"
    title_of_new = _("New functionality profile")
    purpose = _(
        "A functionality profile says how the customers of its stores are created and edited. "
        "Stores that name none follow the profile Default."
    )
    form = FunctionalityProfileForm
    copied = tuple(field.name for field in fields(Functionality))
    fieldsets = (
        (None, {"fields": ("number", "name")}),
        (_("Creating customers"), {"fields": ("create_in_async_mode", "real_time_ms")}),
        (_("Offline"), {"fields": ("allow_offline_creation", "allow_offline_editing")}),
        (_("Registers"), {"fields": ("lock_after_minutes", "badge_needs_pin")}),
    )
    list_display = (
        "shown_name",
        "shown_number",
        "shown_mode",
        "shown_creation",
        "shown_editing",
        "shown_stores",
    )

    @admin.display(description=_("Creating customers"))
    def shown_mode(self, row: FunctionalityProfile) -> str:
        if row.create_in_async_mode:
            return gettext("Asynchronous")
        return gettext("Synchronous, %(seconds)s s") % {"seconds": f"{row.real_time_ms / 1000:g}"}

    @admin.display(description=_("Created offline"))
    def shown_creation(self, row: FunctionalityProfile) -> str:
        return words.yes_no(value=row.allow_offline_creation)

    @admin.display(description=_("Edited offline"))
    def shown_editing(self, row: FunctionalityProfile) -> str:
        return words.yes_no(value=row.allow_offline_editing)

    def followers(self, row: FunctionalityProfile) -> list[Follower]:
        return [
            Follower(
                name=store.name, number=store.number, url=reverse("hq:store", args=[store.number])
            )
            for store in stores_following(row.id)
        ]

    @admin.display(description=_("Stores"))
    def shown_stores(self, row: FunctionalityProfile) -> str:
        return _used(self.count_of_users(row))


class OfflineProfileForm(ProfileForm):
    """How a register goes offline and comes back."""

    request_timeout_s = forms.IntegerField(
        label=_("Request time-out (seconds)"),
        initial=_OFFLINE.request_timeout_s,
        help_text=_("A register whose request takes longer goes offline and the work goes on."),
    )
    reconnect_s = forms.IntegerField(
        label=_("Reconnection attempt interval (seconds)"),
        initial=_OFFLINE.reconnect_s,
        help_text=_(
            "An offline register tries again after this time, when somebody works on it. One that "
            "asks headquarters past its store tries the store again after it."
        ),
    )
    advanced_switching = forms.BooleanField(
        label=_("Enable advanced offline switching"),
        required=False,
        initial=_OFFLINE.advanced_switching,
        help_text=_("The register tests the connection by itself, also when nobody works on it."),
    )
    health_check_minutes = forms.IntegerField(
        label=_("System health check interval (minutes)"),
        initial=_OFFLINE.health_check_minutes,
        help_text=_("How often it tests. 0: as often as the reconnection interval says."),
    )
    allow_switch_before_sign_in = forms.BooleanField(
        label=_("Allow manual switch to offline before sign-in"),
        required=False,
        help_text=_("Settings on the sign-in page then offer Disconnect."),
    )
    pause_synchronization = forms.BooleanField(
        label=_("Pause offline synchronization"),
        required=False,
        help_text=_(
            "These registers receive no data until this is off again. What is entered there is "
            "sent all the same."
        ),
    )


@admin.register(OfflineProfile)
class OfflineProfileAdmin(ProfileAdmin):
    """What registers name to say how they go offline and come back."""

    kind = "offline_profile"
    title_of_new = _("New offline profile")
    purpose = _(
        "An offline profile says when its registers go offline and how they come back. "
        "Registers that name none follow the profile Default."
    )
    form = OfflineProfileForm
    copied = tuple(field.name for field in fields(Offline))
    fieldsets = (
        (None, {"fields": ("number", "name")}),
        (
            _("Connection"),
            {
                "fields": (
                    "request_timeout_s",
                    "reconnect_s",
                    "advanced_switching",
                    "health_check_minutes",
                    "allow_switch_before_sign_in",
                )
            },
        ),
        (_("Data"), {"fields": ("pause_synchronization",)}),
    )
    list_display = (
        "shown_name",
        "shown_number",
        "shown_timeout",
        "shown_check",
        "shown_paused",
        "shown_registers",
    )

    @admin.display(description=_("Request time-out"))
    def shown_timeout(self, row: OfflineProfile) -> str:
        return gettext("%(seconds)s s") % {"seconds": row.request_timeout_s}

    @admin.display(description=_("Health check"))
    def shown_check(self, row: OfflineProfile) -> str:
        n = row.health_check_minutes
        if not row.advanced_switching:
            return gettext("Only when somebody works")
        if not n:
            return gettext("All the time")
        return ngettext("Every %(n)s minute", "Every %(n)s minutes", n) % {"n": n}

    @admin.display(description=_("Paused"))
    def shown_paused(self, row: OfflineProfile) -> str:
        return words.yes_no(value=row.pause_synchronization)

    def followers(self, row: OfflineProfile) -> list[Follower]:
        page = "admin:stores_register_change"
        return [
            Follower(name=one.name, number=one.number, url=reverse(page, args=[one.id]))
            for one in registers_following(row.id)
        ]

    @admin.display(description=_("Registers"))
    def shown_registers(self, row: OfflineProfile) -> str:
        return _used(self.count_of_users(row))
