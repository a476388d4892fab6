"""Operations, what lost and what is overdue, in the words of every screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta
from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tillbook.customers.queries import Names
from tillbook.customers.rules import merging
from tillbook.customers.rules.stages import GROUPS, Alert, Stage
from tillbook.customers.synchronization.conflicts import LostValue, Side
from tillbook.customers.synchronization.listing import Line
from tillbook.fleet.queries import Level
from tillbook.foundation import folding
from tillbook.screens import changes, words
from tillbook.screens.messages import reason
from tillbook.screens.timeline import Badge

#: A line names at most so many parts of a customer.
_NAMED = 3
#: What a merge asks of the customer who goes, of the one who is kept, and how both are undone.
_MERGES = {
    merging.MERGE: gettext_lazy("Merged into another customer"),
    merging.ABSORB: gettext_lazy("Brought over from a merged customer"),
    merging.UNMERGE: gettext_lazy("Merge undone"),
    merging.RELEASE: gettext_lazy("Given back after a merge was undone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """An operation in a list."""

    line: Line
    title: str
    #: Language of the customer's name, where it matters for reading.
    lang: str
    icon: str
    badge: Badge
    #: Who has it.
    level: str
    #: Why headquarters did not accept it; empty when it did.
    why: str
    who: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLoss:
    """A value that lost, beside the one that stands."""

    lost: LostValue
    lang: str
    label: str
    #: What stands, and what lost.
    stands: str
    value: str
    #: Who wrote what stands, and when.
    winner: str
    stands_at: datetime | None
    loser: str
    #: The two field by field: before is what stands, after what lost.
    rows: tuple[changes.Row, ...]


def shown(lines: Iterable[Line]) -> list[ShownLine]:
    """Put operations into words."""
    return [
        ShownLine(
            line=line,
            title=title(line),
            lang=lang_of(line.name),
            icon="user-plus" if line.creates else "pencil",
            badge=badge(line.stage),
            level=level(line.level),
            why=_why(line),
            who=line.by_name or _stranger(line.by_kind),
            where=_where(line),
        )
        for line in lines
    ]


def lang_of(name: str) -> str:
    """Return the language in which a name is to be read aloud; empty for the page's own."""
    return "zh-Hans" if folding.has_han(name) else ""


def title(line: Line) -> str:
    """Say what an operation does."""
    if line.creates:
        return _("New customer")
    if line.kind in _MERGES:
        return str(_MERGES[line.kind])
    told = (unit for unit in line.units if unit not in changes.QUIET)
    labels = list(dict.fromkeys(map(words.field_name, told)))
    if not 0 < len(labels) <= _NAMED:
        return _("Customer edited")
    fields = format_list([label[:1].lower() + label[1:] for label in labels], locale=words.locale())
    return _("Changed: %(fields)s") % {"fields": fields}


def badge(stage: Stage) -> Badge:
    """Return the mark for where an operation stands: icon and word, never colour alone."""
    marks = {
        Stage.UNSENT: ("pending", "clock", _("Waiting to be sent")),
        Stage.SENT: ("pending", "arrow-up", _("Sent, not decided yet")),
        Stage.HELD: ("pending", "clock", _("Waits for the customer’s creation")),
        Stage.ATTENTION: ("warn", "triangle-alert", _("Needs attention")),
        Stage.DECIDED: ("ok", "circle-check", _("On the way to every store")),
        Stage.DONE: ("ok", "circle-check", _("In every store")),
        Stage.MERGED: ("warn", "split", _("Lost in part to another change")),
        Stage.DUPLICATE: ("off", "copy", _("Sent before")),
        Stage.DISCARDED: ("off", "ban", pgettext("a refused change", "Closed")),
        Stage.CORRECTED: ("off", "check", pgettext("a refused change", "Corrected")),
    }
    tone, icon, text = marks[stage]
    return Badge(tone=tone, icon=icon, text=text)


def group_names() -> dict[str, str]:
    """Name what a list can be narrowed to, in the order in which it is offered."""
    names = {
        "attention": _("Needs attention"),
        "waiting": pgettext("of changes", "Waiting"),
        "done": pgettext("of changes", "Done"),
        "closed": pgettext("of changes", "Closed"),
    }
    return {group: names[group] for group in GROUPS}


def level(reached: Level) -> str:
    """Say who has an operation besides the node that made it."""
    names = {
        Level.HERE: _("Only where it was made"),
        Level.PARENT: _("L1 · Also kept one node further up"),
        Level.DECIDED: _("L2 · Decided by headquarters"),
        Level.BACKED_UP: _("L3 · In a backup of headquarters"),
    }
    return names[reached]


def _why(line: Line) -> str:
    is_refused = line.stage in (Stage.ATTENTION, Stage.DISCARDED, Stage.CORRECTED)
    return words.sentence(reason(line.reason)) if is_refused and line.reason else ""


def _stranger(kind: str) -> str:
    return {"token": _("A program"), "system": "Tillbook"}.get(kind, _("An associate"))


def _where(line: Line) -> str:
    if not line.store:
        return _("Headquarters")
    if not line.register:
        return line.store_name
    given = {"store": line.store_name, "register": line.register}
    return _("%(store)s, register %(register)s") % given


def losses(items: Iterable[LostValue], names: Names) -> list[ShownLoss]:
    """Put values that lost into words."""
    return [_loss(item, names) for item in items]


def _loss(item: LostValue, names: Names) -> ShownLoss:
    rows = changes.rows(item.changes, names)
    labels = dict.fromkeys(row.label for row in rows)
    standing = item.later or item.winner
    return ShownLoss(
        lost=item,
        lang=lang_of(item.name),
        label=", ".join(labels) or words.field_name(item.unit.partition("/")[0]),
        stands=", ".join(row.before for row in rows if row.before),
        value=", ".join(row.after for row in rows if row.after),
        winner=_side(standing),
        stands_at=standing.at,
        loser=_side(item.loser),
        rows=tuple(rows),
    )


def _side(side: Side) -> str:
    return ", ".join(part for part in (side.by_name or _("A program"), side.place) if part)


def alert_text(alert: Alert, *, is_root: bool) -> str:
    """Say what is overdue, and for how long it may be."""
    age = format_timedelta(alert.limit, locale=words.locale())
    match alert.kind:
        case "failed":
            text = ngettext(
                "%(n)s change has needed attention for more than %(age)s.",
                "%(n)s changes have needed attention for more than %(age)s.",
                alert.count,
            )
        case "undecided":
            text = ngettext(
                "%(n)s change has waited for headquarters’ decision for more than %(age)s.",
                "%(n)s changes have waited for headquarters’ decision for more than %(age)s.",
                alert.count,
            )
        case _ if is_root:
            text = ngettext(
                "%(n)s node has not sent its changes for more than %(age)s.",
                "%(n)s nodes have not sent their changes for more than %(age)s.",
                alert.count,
            )
        case _:
            text = ngettext(
                "%(n)s change has not been sent for more than %(age)s.",
                "%(n)s changes have not been sent for more than %(age)s.",
                alert.count,
            )
    return text % {"n": alert.count, "age": age}


def ages() -> list[tuple[str, str]]:
    """Return the ages that a list can be narrowed to: hours and words."""
    steps = [timedelta(hours=hours) for hours in (1, 4, 24, 24 * 7)]
    return [
        (
            str(int(step.total_seconds() // 3600)),
            _("Older than %(age)s") % {"age": format_timedelta(step, locale=words.locale())},
        )
        for step in steps
    ]
