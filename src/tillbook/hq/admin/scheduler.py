"""Scheduler jobs and subjobs, channel database groups, and the scheduler's parameters."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tillbook.hq import choices
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.hq.consents.words import in_language_of_page
from tillbook.hq.scheduler import words
from tillbook.hq.scheduler.fields import named
from tillbook.hq.scheduler.offer import offer_full_sync
from tillbook.scheduler import queries
from tillbook.scheduler.models import (
    ChannelDatabaseGroup,
    SchedulerJob,
    SchedulerParameters,
    SchedulerSubjob,
)
from tillbook.screens.kinds import kind_name

_THING = pgettext_lazy("of a place or thing", "Name")
_EXCLUDE = _("Exclude from offline databases")


def _begins_to_exclude(form: Any) -> bool:
    name = "is_excluded_offline"
    return name in form.changed_data and form.cleaned_data[name]


def _takes_out(form: Any) -> bool:
    """Tell whether a job loses a subjob that no other job brings to offline databases."""
    lost = set(form.initial.get("subjobs") or ()) - set(form.cleaned_data["subjobs"])
    brought = {
        code for job in queries.jobs() if not job.is_excluded_offline for code in job.subjobs
    }
    return bool(lost - brought)


class _Planted(ConfigurationAdmin):
    """Rows that every chain starts with; people change what they say, not which there are."""

    can_be_removed = False

    def has_add_permission(self, request: Any) -> bool:
        return False


class SchedulerJobForm(ConfigurationForm):
    """Its subjobs, and whether offline databases receive it."""

    is_excluded_offline = forms.BooleanField(
        label=_EXCLUDE,
        required=False,
        help_text=_("A full data sync of the job then empties its tables there."),
    )
    subjobs = forms.MultipleChoiceField(
        label=_("Scheduler subjobs"),
        choices=choices.subjob_pairs,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(SchedulerJob)
class SchedulerJobAdmin(_Planted):
    """Scheduler jobs."""

    kind = "scheduler_job"
    title_of_new = ""
    purpose = _("A job moves data between headquarters and stores.")
    form = SchedulerJobForm
    fields = ("is_excluded_offline", "subjobs")
    list_display = ("shown_name", "shown_number", "shown_direction", "shown_excluded")
    ordering = ("number",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        is_download = obj.direction == SchedulerJob.Direction.DOWNLOAD
        if _begins_to_exclude(form) or (is_download and _takes_out(form)):
            offer_full_sync(request, obj.number)

    @admin.display(description=_THING)
    def shown_name(self, row: SchedulerJob) -> str:
        return words.name_of(row)

    @admin.display(description=pgettext_lazy("of a job", "Reference"), ordering="number")
    def shown_number(self, row: SchedulerJob) -> str:
        return words.reference_of(row)

    @admin.display(description=_("Direction"))
    def shown_direction(self, row: SchedulerJob) -> str:
        return words.direction(row.direction)

    @admin.display(description=_EXCLUDE)
    def shown_excluded(self, row: SchedulerJob) -> str:
        is_download = row.direction == SchedulerJob.Direction.DOWNLOAD
        return words.yes_no(value=row.is_excluded_offline) if is_download else "–"


class SchedulerSubjobForm(ConfigurationForm):
    """Whether offline databases receive it."""

    is_excluded_offline = forms.BooleanField(
        label=_EXCLUDE,
        required=False,
        help_text=_("It is then skipped in every job that has it."),
    )


@admin.register(SchedulerSubjob)
class SchedulerSubjobAdmin(_Planted):
    """Scheduler subjobs with the fields that they carry."""

    kind = "scheduler_subjob"
    title_of_new = ""
    purpose = _("A subjob is a table with the fields of it that jobs carry.")
    form = SchedulerSubjobForm
    fields = ("is_excluded_offline",)
    list_display = ("shown_name", "shown_fields", "shown_jobs", "shown_excluded")
    ordering = ("code",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        if _begins_to_exclude(form):
            offer_full_sync(request, queries.job_with(obj.code))

    @admin.display(description=_THING)
    def shown_name(self, row: SchedulerSubjob) -> str:
        return in_language_of_page(row.name, row.names)

    @admin.display(description=_("Fields for offline databases"))
    def shown_fields(self, row: SchedulerSubjob) -> str:
        parts = (
            (kind_name(kind), " · ".join(named(kind, names)), " ".join(names))
            for kind, names in row.fields.items()
            if names
        )
        return format_html_join(
            "",
            '<p class="carried"><b>{}</b>: {} <code translate="no">{}</code></p>',
            parts,
        )

    @admin.display(description=_("Jobs"))
    def shown_jobs(self, row: SchedulerSubjob) -> str:
        return ", ".join(job.number for job in queries.jobs() if row.code in job.subjobs) or "–"

    @admin.display(description=_EXCLUDE)
    def shown_excluded(self, row: SchedulerSubjob) -> str:
        return words.yes_no(value=row.is_excluded_offline)


class ChannelDatabaseGroupForm(ConfigurationForm):
    """Schema, kind, pause, and which customers come along."""

    name = forms.CharField(
        label=_THING, max_length=32, help_text=_("Stays for ever: packages are numbered by it.")
    )
    schema = forms.ChoiceField(label=_("Channel schema"), choices=choices.schema_pairs)
    is_offline = forms.BooleanField(
        label=_("Offline databases of registers"),
        required=False,
        help_text=_("Exclusion and the customer filter hold for these."),
    )
    is_paused = forms.BooleanField(
        label=_("Pause"), required=False, help_text=_("No packages are made while it is paused.")
    )
    legal_entities = forms.MultipleChoiceField(
        label=_("Customers of these legal entities only"),
        choices=choices.company_code_pairs,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: of all."),
    )
    address_books = forms.MultipleChoiceField(
        label=_("Customers of these address books only"),
        choices=lambda: choices.address_book_pairs()[1:],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: of all."),
    )


@admin.register(ChannelDatabaseGroup)
class ChannelDatabaseGroupAdmin(ConfigurationAdmin):
    """Channel database groups."""

    kind = "channel_database_group"
    title_of_new = _("New channel database group")
    purpose = _("The databases of a group receive the same packages.")
    can_be_removed = False
    form = ChannelDatabaseGroupForm
    fields = ("name", "schema", "is_offline", "is_paused", "legal_entities", "address_books")
    list_display = ("shown_name", "shown_kind", "shown_schema", "shown_rows", "shown_paused")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: ChannelDatabaseGroup) -> str:
        return row.name

    @admin.display(description=_("Databases"))
    def shown_kind(self, row: ChannelDatabaseGroup) -> str:
        return gettext("Offline databases") if row.is_offline else gettext("Channel databases")

    @admin.display(description=_("Channel schema"), ordering="schema")
    def shown_schema(self, row: ChannelDatabaseGroup) -> str:
        return row.schema

    @admin.display(description=_("Customers"))
    def shown_rows(self, row: ChannelDatabaseGroup) -> str:
        return ", ".join([*row.legal_entities, *row.address_books]) or gettext("All customers")

    @admin.display(description=_("Pause"))
    def shown_paused(self, row: ChannelDatabaseGroup) -> str:
        return words.yes_no(value=row.is_paused)


class SchedulerParametersForm(ConfigurationForm):
    """Tries, ages, retention, and headquarters' own address."""

    try_count = forms.IntegerField(
        label=_("Try count"),
        min_value=1,
        max_value=100,
        help_text=_("After so many failures a node stops trying a package; later ones wait."),
    )
    undecided_after_minutes = forms.IntegerField(
        label=_("Minutes that an operation may stay undecided or refused"),
        min_value=1,
        max_value=10080,
    )
    unsent_after_minutes = forms.IntegerField(
        label=_("Minutes that an operation may stay unsent"), min_value=1, max_value=10080
    )
    keep_sessions_days = forms.IntegerField(
        label=_("Days to keep sessions"), min_value=1, max_value=3650
    )
    headquarters_url = forms.CharField(
        label=_("Address of headquarters for registers"),
        max_length=200,
        required=False,
        help_text=_("Registers go there when their store does not answer. Empty: they wait."),
    )


@admin.register(SchedulerParameters)
class SchedulerParametersAdmin(_Planted):
    """Commerce scheduler parameters."""

    kind = "scheduler_parameters"
    title_of_new = ""
    purpose = _("How the scheduler works for the whole chain.")
    form = SchedulerParametersForm
    fields = (
        "try_count",
        "undecided_after_minutes",
        "unsent_after_minutes",
        "keep_sessions_days",
        "headquarters_url",
    )
    list_display = ("shown_name", "shown_tries", "shown_days", "shown_address")

    def name_of(self, row: SchedulerParameters) -> str:
        return gettext("Commerce scheduler parameters")

    @admin.display(description=_("Parameters"))
    def shown_name(self, row: SchedulerParameters) -> str:
        return self.name_of(row)

    @admin.display(description=_("Try count"))
    def shown_tries(self, row: SchedulerParameters) -> str:
        return str(row.try_count)

    @admin.display(description=_("Days to keep sessions"))
    def shown_days(self, row: SchedulerParameters) -> str:
        return str(row.keep_sessions_days)

    @admin.display(description=_("Address of headquarters for registers"))
    def shown_address(self, row: SchedulerParameters) -> str:
        return row.headquarters_url or "–"
