"""The history of a customer in words, for every audience: grouped by day, newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from babel.dates import format_skeleton, format_time
from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tillbook.customers.history import Event, Rival, Timeline, history
from tillbook.customers.queries import Names
from tillbook.customers.rules.duplicates import SAID
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.screens import changes, words
from tillbook.screens.changes import KEY_FACTS
from tillbook.screens.messages import reason

#: Rows shown at once; a headline names at most so many fields.
_ROWS, _NAMED = 8, 3
#: A change that took longer than this to be decided says when it was made.
_AT_ONCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """How an event stands, unless it simply stands."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A value before and after, and what is to be said of it."""

    label: str
    detail: str
    before: str
    after: str
    is_before_known: bool
    #: Whether the value counts, or counted; a refused or lost one does not.
    is_void: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvent:
    """One entry of the timeline."""

    title: str
    where: str
    at: datetime
    time: str
    badge: Badge | None
    notes: tuple[str, ...]
    changes: tuple[ShownChange, ...]
    #: What is shown on demand.
    more_changes: tuple[ShownChange, ...]
    #: (name, time to the second or empty) of the three steps.
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The events of one day."""

    #: Empty when the page before ended in the same day.
    heading: str
    day: str
    events: tuple[ShownEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page of a timeline."""

    days: tuple[Day, ...]
    is_complete: bool
    #: The query of the next page's address; empty on the last page.
    more: str


def read(
    actor: Actor, id: UUID, names: Names, *, zone: tzinfo, query: Mapping[str, str] | None = None
) -> Shown:
    """Return a page of a customer's history in words; `query` is that of the page's address.

    Raises UnknownCustomer and PermissionRefused.
    """
    asked = query or {}
    found = history(actor, id, before=_id(asked.get("before", "")))
    return shown(found, names, zone=zone, continued=asked.get("day", ""))


def _id(text: str) -> UUID | None:
    """Read an operation's id; an address that somebody changed leads to the first page."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def told(events: Sequence[Event], names: Names, *, zone: tzinfo) -> Shown:
    """Put events that hang together into words, all on one page."""
    return shown(Timeline(events=tuple(events), has_more=False), names, zone=zone)


def shown(timeline: Timeline, names: Names, *, zone: tzinfo, continued: str = "") -> Shown:
    """Put a page of history into words and into days of a time zone.

    `continued` is the day (ISO) in which the page before ended: its heading stands there already.
    """
    days: list[Day] = []
    for day, events in groupby(timeline.events, key=lambda event: _day(event, zone)):
        is_continued = not days and day.isoformat() == continued
        days.append(
            Day(
                heading="" if is_continued else _heading(day, zone),
                day=day.isoformat(),
                events=tuple(_shown_event(event, names, zone) for event in events),
            )
        )
    more = ""
    if timeline.has_more and timeline.events:
        last = timeline.events[-1].operation
        more = urlencode({"before": str(last), "day": days[-1].day})
    return Shown(days=tuple(days), is_complete=timeline.is_complete, more=more)


def _day(event: Event, zone: tzinfo) -> date:
    """Return the day on which a change took effect; until it has, that on which it was made.

    In this order each value before is the value after of an earlier entry, whatever clocks say.
    """
    return (event.decided_at or event.at).astimezone(zone).date()


def _heading(day: date, zone: tzinfo) -> str:
    today = clock.now().astimezone(zone).date()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    skeleton = "MMMMEEEEd" if day.year == today.year else "yMMMMEEEEd"
    text = format_skeleton(skeleton, day, locale=words.locale())
    return text[:1].upper() + text[1:]


def _shown_event(event: Event, names: Names, zone: tzinfo) -> ShownEvent:
    rows = changes.rows(event.changes, names)
    seen = _how_many(event, rows)
    told = [_shown_change(event, row, zone) for row in rows]
    return ShownEvent(
        title=_title(event, rows),
        where=_where(event),
        at=event.at,
        time=_time(event.at, zone),
        badge=_badge(event),
        notes=tuple(_notes(event, zone)),
        changes=tuple(told[:seen]),
        more_changes=tuple(told[seen:]),
        steps=(
            (_("Uploaded"), _exact(event.uploaded_at, zone)),
            (_("Decided"), _exact(event.decided_at, zone)),
            (_("Distributed"), _exact(event.distributed_at, zone)),
        ),
    )


def _how_many(event: Event, rows: Sequence[changes.Row]) -> int:
    if event.what == "created":
        return sum(row.prefix in KEY_FACTS for row in rows)
    return len(rows) if len(rows) <= _ROWS else _ROWS - 1


def _title(event: Event, rows: Sequence[changes.Row]) -> str:
    given = {"who": _who(event)}
    match event.what:
        case "created":
            return _("%(who)s created the customer") % given
        case "discarded":
            return _("%(who)s closed a change that was not accepted") % given
        case "retried":
            return _("%(who)s had a change decided anew") % given
        case "corrected":
            return _("%(who)s corrected a change that was not accepted") % given
        case "consent":
            return (
                _consent_title({row.change.after.get("answer") for row in rows if row.change.after})
                % given
            )
    if event.what in _MERGES:
        return str(_MERGES[event.what]) % given
    labels = list(dict.fromkeys(_inside_sentence(row.label) for row in rows))
    if not 0 < len(labels) <= _NAMED:
        return _("%(who)s changed the customer") % given
    fields = format_list(labels, locale=words.locale())
    return _("%(who)s changed %(fields)s") % {**given, "fields": fields}


_MERGES: dict[str, Promise] = {
    "merged": gettext_lazy("%(who)s merged the customer into another one"),
    "absorbed": gettext_lazy("%(who)s brought over what a merged customer has"),
    "unmerged": gettext_lazy("%(who)s undid the merge"),
    "released": gettext_lazy("%(who)s took back what a merge had brought"),
}


def _consent_title(answers: set[str]) -> str:
    if answers == {"yes"}:
        return _("%(who)s recorded consent")
    if answers == {"no"}:
        return _("%(who)s recorded a No to consent")
    return _("%(who)s recorded answers about consent")


def _inside_sentence(label: str) -> str:
    """Write a label with a small letter, unless it begins with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _who(event: Event) -> str:
    if event.by_name:
        return event.by_name
    others = {"token": _("A program"), "system": "Tillbook"}
    return others.get(event.by_kind, _("An associate"))


def _where(event: Event) -> str:
    if not event.store:
        return _("Headquarters")
    if not event.register:
        return event.store_name
    given = {"store": event.store_name, "register": event.register}
    return _("%(store)s, register %(register)s") % given


def _badge(event: Event) -> Badge | None:
    if event.is_erased:
        return Badge(tone="off", icon="shield-check", text=_("Erased on request"))
    badges = {
        "pending": ("pending", "clock", _("Pending sync")),
        "lost": ("warn", "split", _("Lost to another change")),
        "merged": ("warn", "split", _("Lost in part to another change")),
        "refused": ("warn", "triangle-alert", _("Not accepted")),
        "discarded": ("off", "ban", pgettext("a refused change", "Closed")),
        "duplicate": ("off", "copy", _("Sent before")),
    }
    if event.fate not in badges:
        return None
    tone, icon, text = badges[event.fate]
    return Badge(tone=tone, icon=icon, text=text)


def _notes(event: Event, zone: tzinfo) -> Iterable[str]:
    if event.fate in ("refused", "discarded") and event.reason:
        yield _("Headquarters could not accept this: %(reason)s.") % {
            "reason": reason(event.reason)
        }
    if event.said:
        code = event.said.removeprefix(SAID)
        if code == event.said:
            yield _("Reason given: %(reason)s") % {"reason": event.said}
        else:
            named = words.duplicate_reason(code)
            yield _("Created although another customer has the same contact: %(reason)s.") % {
                "reason": named
            }
    if event.approved_by:
        yield _("Approved by %(who)s.") % {"who": event.approved_by}
    if event.is_erased:
        yield _("The values were erased.")
    if event.fate == "duplicate":
        yield _("The customer was there already: nothing changed.")
    decided = event.decided_at
    if decided is not None and abs(decided - event.at) > _AT_ONCE:
        yield _("Made %(made)s, decided %(decided)s.") % {
            "made": _moment(event.at, zone),
            "decided": _moment(decided, zone),
        }


def _shown_change(event: Event, row: changes.Row, zone: tzinfo) -> ShownChange:
    change = row.change
    is_void = not change.is_written and event.fate not in ("pending", "applied")
    is_lost = change.lost_to is not None and not change.is_written
    return ShownChange(
        label=row.label,
        detail=row.detail,
        before="" if is_lost else row.before,
        after=row.after,
        is_before_known=is_lost or change.is_before_known,
        is_void=is_void,
        note=_note(event, row, zone),
    )


def _note(event: Event, row: changes.Row, zone: tzinfo) -> str:
    change = row.change
    if change.is_assigned:
        return _("given by headquarters")
    if change.lost_to is None:
        return ""
    winner = next((one for one in event.rivals if one.operation == change.lost_to), None)
    given = {"value": row.before or "–", **_rival(winner, zone)}
    if change.is_written:
        return _("Replaced by %(who)s, %(when)s, who had not seen it.") % given
    return _("Kept instead: %(value)s, from %(who)s, %(when)s.") % given


def _rival(winner: Rival | None, zone: tzinfo) -> dict[str, str]:
    if winner is None:
        return {"who": _("another change"), "when": "–"}
    return {"who": winner.by_name or _("A program"), "when": _moment(winner.at, zone)}


def _moment(when: datetime, zone: tzinfo) -> str:
    """Write the time of today, else day and time."""
    local = when.astimezone(zone)
    if local.date() == clock.now().astimezone(zone).date():
        return _time(when, zone)
    day = format_skeleton("MMMd", local.date(), locale=words.locale())
    return f"{day} {_time(when, zone)}"


def _time(when: datetime, zone: tzinfo) -> str:
    return str(format_time(when.astimezone(zone), "HH:mm", locale=words.locale()))


def _exact(when: datetime | None, zone: tzinfo) -> str:
    if when is None:
        return ""
    return str(format_time(when.astimezone(zone), "HH:mm:ss", locale=words.locale()))
