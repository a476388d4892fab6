"""Attributes in words: their values as people read them, and what is wrong with one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.attributes.rules.definitions import Definition
from tillbook.attributes.rules.values import in_stored_form
from tillbook.customers.queries import Names
from tillbook.screens import words

#: Kind and id of what a reference names -> what people call it.
Referred = Callable[[str, str], str]


def label(definition: Definition | None, id: str) -> str:
    """Name an attribute; one that has not arrived here goes by the beginning of its id."""
    return definition.label if definition else _("Attribute %(id)s") % {"id": id[:8]}


def value_text(
    definition: Definition | None, value: Any, *, referred: Referred, currency: str = ""
) -> str:
    """Write a value as people read it, in the language and the time zone of the page."""
    read = value
    if definition is not None and value is not None:
        # What was typed and not saved yet may be anything.
        read = in_stored_form(value, definition, zone=timezone.get_current_timezone())
    if isinstance(read, bool):
        return pgettext("attribute", "Yes") if read else pgettext("attribute", "No")
    if definition is None or read is None:
        return "" if value is None else str(value)
    value = read
    match definition.data_type:
        case "text":
            option = definition.option(value)
            return option.name if option else str(value)
        case "integer" | "decimal":
            number = format_decimal(str(value), locale=words.locale(), decimal_quantization=False)
            return f"{number} {definition.unit}".strip()
        case "currency" if currency:
            return format_currency(str(value), currency, locale=words.locale())
        case "currency":
            return format_decimal(str(value), format="#,##0.00", locale=words.locale())
        case "date_time":
            return moment_text(str(value))
        case "reference":
            return referred(definition.reference_kind, str(value))
    return str(value)


def rows(customer: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Return the values of a customer with their names; unknown attributes come last."""
    values = customer.get("attributes") or {}
    order = [id for id in names.attributes if id in values]
    return [
        (
            label(names.attributes.get(id), id),
            value_text(
                names.attributes.get(id),
                values[id],
                referred=names.referred,
                currency=customer.get("currency") or "",
            ),
        )
        for id in (*order, *(id for id in values if id not in names.attributes))
        if values[id] is not None
    ]


def moment_text(stored: str) -> str:
    """Write a stored moment in the time zone of the page."""
    moment = timezone.localtime(datetime.fromisoformat(stored))
    zone = timezone.get_current_timezone()
    day = format_date(moment.astimezone(zone).date(), "medium", locale=words.locale())
    return f"{day} {format_time(moment, 'short', tzinfo=zone, locale=words.locale())}"


def type_name(data_type: str) -> str:
    """Name a data type."""
    names = {
        "text": pgettext("data type", "Text"),
        "integer": pgettext("data type", "Whole number"),
        "decimal": pgettext("data type", "Decimal number"),
        "currency": pgettext("data type", "Amount"),
        "boolean": pgettext("data type", "Yes or no"),
        "date_time": pgettext("data type", "Date and time"),
        "reference": pgettext("data type", "Reference"),
    }
    return names.get(data_type, data_type)
