"""The list of nodes as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.health.tree import Line, tree
from tillbook.hq.access import for_administrators
from tillbook.hq.nodes.views import chosen_lines
from tillbook.screens import health as words

Cell = str | int | float | None
#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Tells spreadsheets that the file is UTF-8.
_MARK = "\ufeff"


@require_safe
@for_administrators
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer with the lines that the page shows, one row each. Times are in UTC."""
    _show, lines = chosen_lines(request, tree(actor))
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_heads())
    writer.writerows([_safe(cell) for cell in _cells(line)] for line in lines)
    answer = HttpResponse(_MARK + target.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"nodes-{clock.now():%Y%m%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _safe(cell: Cell) -> Cell:
    """Keep a text from being run as a formula; figures stay figures."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _heads() -> Iterable[str]:
    return (
        _("Node"),
        pgettext("of a node", "Role"),
        _("Number"),
        pgettext("of a node", "State"),
        _("Deserves a look"),
        _("Muted until"),
        _("Last contact"),
        _("To send"),
        _("Oldest to send"),
        _("Needs attention"),
        _("Packages behind"),
        _("Free disk (MiB)"),
        _("Clock off by (s)"),
        _("Version"),
    )


def _cells(line: Line) -> Iterable[Cell]:
    report, standing = line.report, line.standing
    return (
        line.name,
        words.role(line),
        line.place,
        words.state(line),
        "; ".join(words.trouble(one) for one in line.troubles),
        _time(line.muted.until if line.muted else None),
        _time(report.at if report else None),
        report.pending if report else None,
        _time(report.oldest_pending_at if report else None),
        report.attention if report else None,
        line.behind if report else None,
        standing.details.disk_free_mib if standing else None,
        round(standing.clock_s, 1) if standing else None,
        report.version if report else None,
    )


def _time(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S}" if when else ""
