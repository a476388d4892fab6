"""Filters of the back office's templates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django import template
from django.template.defaultfilters import date as date_filter
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from tillbook.customers.rules.ranking import Match
from tillbook.foundation import clock
from tillbook.hq.scheduler.offer import offered
from tillbook.screens import health, kinds, words

register = template.Library()
register.filter("trouble", health.trouble)
register.filter("state", health.state)
register.filter("role", health.role)
register.filter("set_name", health.set_name)
register.filter("loop_name", health.loop_name)
register.filter("kind_name", kinds.kind_name)
register.filter("size", health.size)
register.filter("offered_full_sync", offered)


@register.filter
def ago(when: datetime) -> str:
    """Say how long ago a time was."""
    return words.ago(when, clock.now())


@register.filter
def at(milliseconds: int) -> datetime:
    """Turn a time of a report into a moment."""
    return clock.from_milliseconds(milliseconds)


@register.filter
def exact(when: datetime) -> str:
    """Write a time to the second, with its day unless that is today."""
    is_today = timezone.localtime(when).date() == timezone.localdate()
    return date_filter(when, "H:i:s" if is_today else "Y-m-d H:i:s")


@register.filter
def until(when: datetime) -> str:
    """Write a time to come to the minute, with its day unless that is today."""
    is_today = timezone.localtime(when).date() == timezone.localdate()
    return date_filter(when, "H:i" if is_today else "Y-m-d H:i")


@register.filter
def brief(when: datetime | None) -> str:
    """Write a time of today to the second, an older one with its day to the minute."""
    if when is None:
        return "–"
    is_today = timezone.localtime(when).date() == timezone.localdate()
    return date_filter(when, "H:i:s" if is_today else "Y-m-d H:i")


@register.filter
def labelled(cells: Iterable[str], headers: Sequence[Mapping[str, str]]) -> Iterator[SafeString]:
    """Give each cell of a row of Django's list the name of its column."""
    for cell, header in zip(cells, headers, strict=True):
        label = format_html('<td data-label="{}"', capfirst(header["text"]))
        yield mark_safe(cell.replace("<td", label, 1))  # noqa: S308  (Django escaped the cell)


@register.filter
def marked(match: Match) -> SafeString:
    """Write a value that answers a search, with the parts that match marked."""
    parts, end = [], 0
    for start, stop in match.spans:
        parts.append(conditional_escape(match.value[end:start]))
        parts.append(format_html("<mark>{}</mark>", match.value[start:stop]))
        end = stop
    return mark_safe("".join([*parts, conditional_escape(match.value[end:])]))  # noqa: S308
