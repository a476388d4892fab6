"""The panel "What new customers inherit": each value with its source, saved or only looked at."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import get_language

from tillbook.customers import queries, store_defaults
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.hq.stores.form import Typed, id_of
from tillbook.screens.customer import inherited
from tillbook.screens.customer.inherited import Line
from tillbook.stores.models import OperatingUnit, Store
from tillbook.stores.queries import Place, place_of_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What a store gives its new customers."""

    rows: tuple[Line, ...]
    has_default_customer: bool
    #: Whether the default customer has a receipt email, and whether it is copied.
    receipt_email: str
    is_copied: bool
    is_preview: bool = False


def preview(actor: Actor, store: Store, form: Typed, customer: Document | None) -> Panel:
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
    return replace(_panel(actor, wanted, customer, unit), is_preview=differs)


def _panel(
    actor: Actor, place: Place, customer: Document | None, unit: OperatingUnit | None
) -> Panel:
    given = store_defaults.resolve(place)
    rows = inherited.lines(
        given.values,
        given.sources,
        queries.names(actor, language=get_language() or "en"),
        unit=f"{unit.number} {unit.name}" if unit else "",
    )
    return Panel(
        rows=tuple(rows),
        has_default_customer=place.default_customer is not None,
        receipt_email=(customer or {}).get("receipt_email", ""),
        is_copied=place.copy_receipt_email,
    )


def _empty() -> Panel:
    return Panel(rows=(), has_default_customer=False, receipt_email="", is_copied=False)
