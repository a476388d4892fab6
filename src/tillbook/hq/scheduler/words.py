"""The words of the schedule and of sessions, in the language of the page."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tillbook.exchange.models import JobRun, UploadSession
from tillbook.hq.consents.words import in_language_of_page
from tillbook.scheduler import acts, sessions
from tillbook.scheduler.models import DistributionSchedule, SchedulerJob, SessionRequest
from tillbook.screens.kinds import kind_name

Mode, Direction = DistributionSchedule.Mode, SchedulerJob.Direction
#: Status of a session -> tone and icon.
LOOKS = {
    sessions.CREATED: ("info", "refresh-cw"),
    sessions.AVAILABLE: ("pending", "clock"),
    sessions.APPLIED: ("ok", "circle-check"),
    sessions.FAILED: ("danger", "triangle-alert"),
    sessions.CANCELED: ("off", "ban"),
    sessions.NO_DATA: ("off", "circle-check"),
    JobRun.Status.RUNNING.value: ("info", "refresh-cw"),
    JobRun.Status.DONE.value: ("ok", "circle-check"),
}
ICONS = {
    Direction.UPLOAD.value: "upload",
    Direction.DECIDE.value: "arrow-right-left",
    Direction.DOWNLOAD.value: "download",
}


def yes_no(*, value: bool) -> str:
    """Answer a question of configuration."""
    return _("Yes") if value else _("No")


def name_of(job: SchedulerJob) -> str:
    """Name a job by what it does."""
    return in_language_of_page(job.name, job.names)


def reference_of(job: SchedulerJob) -> str:
    """Write the number of a job with the name by which manuals know it."""
    known = in_language_of_page(job.reference, job.references)
    return known if job.direction == Direction.DECIDE else f"{job.number} · {known}"


def direction(value: str) -> str:
    """Say where a job moves things."""
    match value:
        case Direction.UPLOAD.value:
            return _("From stores")
        case Direction.DECIDE.value:
            return _("At headquarters")
    return _("To stores")


def purpose(value: str) -> str:
    """Say what a job does, and what holding it means."""
    match value:
        case Direction.UPLOAD.value:
            return _(
                "Brings what stores made by themselves to headquarters. While it is held, that waits "
                "in the stores as Pending sync. Customers that are not created in async mode are asked "
                "for at once, past this job."
            )
        case Direction.DECIDE.value:
            return _(
                "Decides on what has arrived: here customers get their numbers. While it is held, "
                "what arrives waits."
            )
    return _(
        "Brings rows to the databases of stores and registers. While it is held, they keep what "
        "they have."
    )


def when(schedule: DistributionSchedule) -> str:
    """Say when a job runs."""
    if schedule.mode == Mode.CONTINUOUS:
        return pgettext("of a job", "Continuous")
    if schedule.mode == Mode.HELD:
        return pgettext("of a job", "Held")
    said = every(schedule.every_minutes)
    if not schedule.starts_at:
        return said
    given = {"every": said, "time": schedule.starts_at}
    return _("%(every)s, first at %(time)s UTC") % given


def every(minutes: int) -> str:
    """Say how often, in the largest unit that fits."""
    if minutes % 1440 == 0:
        n = minutes // 1440
        return ngettext("Every day", "Every %(n)s days", n) % {"n": n}
    if minutes % 60 == 0:
        n = minutes // 60
        return ngettext("Every hour", "Every %(n)s hours", n) % {"n": n}
    return ngettext("Every minute", "Every %(n)s minutes", minutes) % {"n": minutes}


def status(value: str) -> str:
    """Name the state of a session or a run."""
    match value:
        case sessions.CREATED:
            return pgettext("of a session", "Created")
        case sessions.AVAILABLE:
            return pgettext("of a session", "Available")
        case sessions.APPLIED:
            return pgettext("of a session", "Applied")
        case sessions.CANCELED:
            return pgettext("of a session", "Canceled")
        case sessions.NO_DATA:
            return pgettext("of a session", "No data")
        case JobRun.Status.RUNNING.value:
            return pgettext("of a session", "Running")
        case JobRun.Status.DONE.value:
            return pgettext("of a session", "Done")
        case UploadSession.Status.FAILED.value:
            return pgettext("of a session", "Apply failed")
    return value


def act(what: str) -> str:
    """Say what somebody asked of a job or a session."""
    names = {
        acts.RUN: _("Run now"),
        acts.FULL: _("Full data sync"),
        Mode.HELD.value: pgettext("of a job", "Held"),
        Mode.CONTINUOUS.value: pgettext("of a job", "Continuous"),
        Mode.RECURRING.value: _("Recurrence"),
        SessionRequest.Asked.RETRY.value: _("Try again"),
        SessionRequest.Asked.CANCEL.value: _("Cancel session"),
        SessionRequest.Asked.DELETE.value: _("Delete"),
    }
    return names.get(what, what)


def size(count: int) -> str:
    """Write a number of bytes as people read it."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= factor:
            value = count / factor
            return f"{number_format(value, decimal_pos=1 if value < 10 else 0)} {unit}"
    return f"{count} B"


def contents(rows: Mapping[str, int], *, most: int | None = None) -> str:
    """Say what a package holds, the most first; of many kinds only some where that is asked for."""
    listed = sorted(rows.items(), key=lambda pair: -pair[1])
    named = [f"{kind_name(name)} {count}" for name, count in listed[:most]]
    more = f" +{len(listed) - len(named)}" if len(named) < len(listed) else ""
    return ", ".join(named) + more or "–"


def remark(code: str) -> tuple[str, str]:
    """Say what of the exclusion is half done, and what follows from it."""
    match code:
        case "filter.customers_still_offline":
            return (
                _("Customers still reach offline databases"),
                _(
                    "The filter keeps their names out of shared tables, but a job with customer "
                    "data is not excluded. Exclude job 1010 as well."
                ),
            )
        case "filter.extension_still_offline":
            return (
                _("An extension brings customer data to offline databases"),
                _(
                    "The customer filter does not know its tables. Take them out of the scheduler "
                    "subjobs, or exclude the job that carries them."
                ),
            )
        case "exclusion.names_still_offline":
            return (
                _("Names of customers still reach offline databases"),
                _(
                    "Job 1010 is excluded, but other jobs carry the shared table of parties. "
                    "Turn on the customer filter of the channel schema as well."
                ),
            )
    return (
        _("Staff is missing in offline databases"),
        _(
            "A table that staff shares with customers is excluded, so nobody can sign in "
            "offline. Use the customer filter instead."
        ),
    )
