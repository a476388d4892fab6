"""The panel "What new customers inherit": each value with its source, saved or only looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tillbook.customers import store_defaults
from tillbook.customers.models import Affiliation, CustomerGroup
from tillbook.exchange.core.units import Document
from tillbook.hq.stores.form import Typed, id_of
from tillbook.screens import words
from tillbook.stores.models import OperatingUnit, Store
from tillbook.stores.queries import Place, place_of_store

_ORDER = (
    "type",
    "customer_group",
    "currency",
    "language",
    "receipt_option",
    "receipt_email",
    "affiliations",
    "financial_dimensions",
    "country",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An inherited value in words."""

    field: str
    label: str
    value: str
    #: Empty for the default customer, which the panel's heading names.
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What a store gives its new customers."""

    rows: tuple[Row, ...]
    has_default_customer: bool
    #: Whether the default customer has a receipt email, and whether it is copied.
    receipt_email: str
    is_copied: bool
    is_preview: bool = False


def preview(store: Store, form: Typed, customer: Document | None) -> Panel:
    """Return the panel as it would be if the form were saved."""
    place = place_of_store(store.id)
    if place is None:
        return _empty()
    id = id_of(form.values["operating_unit"])
    unit = OperatingUnit.objects.filter(id=id).first() if id else None
    country = (unit.country if unit else "") or place.company.get("country", "")
    wanted = replace(
        place,
        default_customer=UUID(customer["id"]) if customer else None,
        country=country,
        unit_country=unit.country if unit else "",
        currency=form.values["currency"],
        language=form.values["language"],
        copy_receipt_email=form.copies_receipt_email,
        address_book=form.values["address_book"],
    )
    differs = wanted != place
    return replace(_panel(wanted, customer, unit), is_preview=differs)


def _panel(place: Place, customer: Document | None, unit: OperatingUnit | None) -> Panel:
    inherited = store_defaults.resolve(place)
    details = {
        "customer_group": _group_name(inherited.values.get("customer_group", "")),
        "operating_unit": f"{unit.number} {unit.name}" if unit else "",
    }
    rows = [
        Row(
            field=field,
            label=words.field_name(field),
            value=_value(field, inherited.values[field]),
            source=_source(inherited.sources[field], details),
        )
        for field in _ORDER
        if field in inherited.values
    ]
    return Panel(
        rows=tuple(rows),
        has_default_customer=place.default_customer is not None,
        receipt_email=(customer or {}).get("receipt_email", ""),
        is_copied=place.copy_receipt_email,
    )


def _empty() -> Panel:
    return Panel(rows=(), has_default_customer=False, receipt_email="", is_copied=False)


def _source(source: str, details: Mapping[str, str]) -> str:
    return "" if source == "default_customer" else words.source_name(source, details)


def _value(field: str, value: Any) -> str:
    match field:
        case "customer_group":
            return _group_name(value)
        case "affiliations":
            names = dict(Affiliation.objects.filter(code__in=value).values_list("code", "name"))
            return ", ".join(names.get(code, code) for code in value)
    return words.value_name(field, value)


def _group_name(code: str) -> str:
    row = CustomerGroup.objects.filter(code=code).first()
    return row.name if row else code
