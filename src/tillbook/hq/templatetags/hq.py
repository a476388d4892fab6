"""Filters of the back office's templates."""

from datetime import datetime

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tillbook.customers.rules.account_numbers import spaced
from tillbook.customers.rules.ranking import Match
from tillbook.foundation import clock
from tillbook.hq import words

register = template.Library()
register.filter("spaced", spaced)
register.filter("field_name", words.field_name)
register.filter("choice_name", words.choice_name)


@register.filter
def ago(when: datetime) -> str:
    """Say how long ago a time was."""
    return words.ago(when, clock.now())


@register.filter
def marked(match: Match) -> SafeString:
    """Write a value that answers a search, with the parts that match marked."""
    parts, end = [], 0
    for start, stop in match.spans:
        parts.append(conditional_escape(match.value[end:start]))
        parts.append(format_html("<mark>{}</mark>", match.value[start:stop]))
        end = stop
    return mark_safe("".join([*parts, conditional_escape(match.value[end:])]))  # noqa: S308
