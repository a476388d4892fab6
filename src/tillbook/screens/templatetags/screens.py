"""Filters that every audience's templates use: messages, names of fields and values, numbers."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.defaultfilters import date as date_filter
from django.urls import reverse
from django.utils import timezone

from tillbook.customers.rules.account_numbers import spaced
from tillbook.foundation import clock
from tillbook.nodes.this_node import current
from tillbook.screens import why, words
from tillbook.screens.messages import message

register = template.Library()
register.filter("spaced", spaced)
register.filter("field_name", words.field_name)
register.filter("choice_name", words.choice_name)
register.filter("step_title", why.title)
register.filter("step_told", why.told)
register.filter("answer_told", why.answer)


@register.filter
def said(notice: str | Mapping[str, Any]) -> str:
    """Write a message: a code, or a mapping with its code and params."""
    if isinstance(notice, str):
        return message(notice)
    return message(notice["code"], notice.get("params"))


@register.simple_tag
def reference_search(name: str) -> str:
    """Return where a control of a reference is searched for."""
    page = "hq:reference" if current().is_root else "pos:reference"
    return f"{reverse(page)}?of={name}"


@register.filter
def moment(milliseconds: str) -> str:
    """Write a time of a report: of today without its day."""
    when = timezone.localtime(clock.from_milliseconds(int(milliseconds)))
    is_today = when.date() == timezone.localdate()
    return date_filter(when, "H:i" if is_today else "Y-m-d H:i")
