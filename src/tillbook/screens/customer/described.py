"""The controls of attributes: each by the data type of its values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tillbook.attributes.rules.definitions import Definition
from tillbook.attributes.rules.values import LONGEST
from tillbook.customers.queries import Names
from tillbook.screens import attributes
from tillbook.screens.controls import Field, Option, options
from tillbook.screens.customer.build import Build
from tillbook.screens.customer.typed import ATTRIBUTE, Typed

_YES_NO = ("True", "False")


def fields(build: Build) -> tuple[Field, ...]:
    """Return a control for each attribute of the customer, in the order of its groups (AR-006)."""
    return tuple(_field(build, definition) for definition in build.definitions)


def _field(build: Build, definition: Definition) -> Field:
    control = f"{ATTRIBUTE}{definition.id}"
    made = _control(
        definition,
        _text(build, definition),
        currency=build.form.text("currency") or build.around.currency,
        zone=build.around.time_zone,
        names=build.around.names,
    )
    stored = _stored(build, definition)
    return replace(made, name=control, problem=build.wrong.get(control, ""), stored=stored)


def of_new(definition: Definition, *, names: Names) -> Field:
    """Return the control of an attribute as a new customer's form starts with it."""
    text = "" if definition.default is None else str(definition.default)
    return _control(definition, text, currency="", zone="UTC", names=names)


def _control(definition: Definition, text: str, *, currency: str, zone: str, names: Names) -> Field:
    made: dict[str, Any] = {
        "name": definition.id,
        "kind": f"attribute field--{definition.data_type}",
        "label": _label(definition, currency),
        "hint": definition.help_text or definition.description,
        "is_required": definition.is_required,
    }
    match definition.data_type:
        case "text" if definition.is_fixed_list:
            pairs = [(option.code, option.name) for option in definition.options]
            made["options"] = options([("", "–"), *pairs], text)
        case "boolean":
            made["options"] = _yes_or_no(text)
        case "date_time":
            made |= {"value": _local(text, zone), "type": "datetime-local"}
        case "reference":
            kind = definition.reference_kind
            stands = [(text, names.referred(kind, text))] if text else []
            made |= {"value": text, "shape": "reference", "options": picks(stands, text)}
        case "text":
            made |= {"value": text, "limit": LONGEST}
        case _:
            made |= {
                "value": text,
                "shape": "amount",
                "hint": _with_range(made["hint"], definition),
            }
    return Field(**made)


def _label(definition: Definition, currency: str) -> str:
    beside = currency if definition.data_type == "currency" else definition.unit
    return f"{definition.label} ({beside})" if beside else definition.label


def _text(build: Build, definition: Definition) -> str:
    """Return what stands in the control: as typed or stored; of a new customer, what is preset."""
    typed = build.form.attributes.get(definition.id)
    if typed is None and build.around.is_new and definition.default is not None:
        return str(definition.default)
    return typed or ""


def _stored(build: Build, definition: Definition) -> str | None:
    if build.now is None:
        return None
    now = build.now.attributes.get(definition.id, "")
    if now == build.form.attributes.get(definition.id, ""):
        return None
    return in_words(build, definition, now)


def in_words(build: Build, definition: Definition, text: str) -> str:
    """Write the stored text of a value as people read it."""
    value: Any = text == "True" if definition.data_type == "boolean" and text else text
    if value == "":
        return ""
    names = build.around.names
    return attributes.value_text(definition, value, referred=names.referred)


def _yes_or_no(text: str) -> tuple[Option, ...]:
    yes, no = _YES_NO
    named = (
        ("", "–"),
        (yes, pgettext("attribute", "Yes")),
        (no, pgettext("attribute", "No")),
    )
    return options(named, text)


def _local(text: str, zone: str) -> str:
    """Write a stored moment as browsers enter it; what was typed stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
    has_seconds = "seconds" if local.second else "minutes"
    return local.replace(tzinfo=None).isoformat(timespec=has_seconds)


def picks(found: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """Return the choices of a reference: what stands there, what was found, and none."""
    return options([*dict(found).items(), ("", _("None"))], chosen)


def _with_range(hint: str, definition: Definition) -> str:
    """Say the range where nobody has written any help."""
    least, most = definition.least, definition.most
    if hint or not (least or most):
        return hint
    params = {"least": least, "most": most}
    if not most:
        return _("%(least)s or more") % params
    return _("%(least)s to %(most)s") % params if least else _("%(most)s or less") % params


def differences(build: Build, now: Typed) -> list[tuple[str, str]]:
    """Name the attributes that stand differently by now, with the value that stands."""
    return [
        (
            definition.label,
            in_words(build, definition, now.attributes.get(definition.id, "")) or "–",
        )
        for definition in build.definitions
        if now.attributes.get(definition.id, "") != build.form.attributes.get(definition.id, "")
    ]
