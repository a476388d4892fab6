"""Filters that every audience's templates use: messages, names of fields and values, numbers."""

from collections.abc import Mapping
from typing import Any

from django import template

from tillbook.customers.rules.account_numbers import spaced
from tillbook.screens import words
from tillbook.screens.messages import message

register = template.Library()
register.filter("spaced", spaced)
register.filter("field_name", words.field_name)
register.filter("choice_name", words.choice_name)


@register.filter
def said(notice: str | Mapping[str, Any]) -> str:
    """Write a message: a code, or a mapping with its code and params."""
    if isinstance(notice, str):
        return message(notice)
    return message(notice["code"], notice.get("params"))
