"""What headquarters checks of every customer document, whoever sent it."""

from typing import Any
from uuid import UUID

from tillbook.customers.document import LISTS
from tillbook.customers.rules import validation
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Ruling


def rule(document: Document) -> Ruling:
    """Refuse what no till may have let through; the first problem is named.

    Where edits that met made a retired address primary, another one is.
    """
    problems = validation.problems(_as_accepted(document), store_country="")
    if problems:
        return Ruling(refused=problems[0].code, params={"pointer": problems[0].pointer})
    customer = UUID(document["id"])
    for name, model in LISTS.items():
        ids = _ids(document, name)
        if ids is None:
            return Ruling(refused="part.malformed", params={"pointer": f"/{name}"})
        if ids and model._default_manager.filter(id__in=ids).exclude(customer=customer).exists():
            return Ruling(refused="part.taken", params={"pointer": f"/{name}"})
    return Ruling(assigned=_another_primary(document))


def _another_primary(document: Document) -> dict[str, Any]:
    addresses = document.get("addresses", ())
    if not any(one["is_primary"] and not one.get("is_active", True) for one in addresses):
        return {}
    active = (one["id"] for one in addresses if one.get("is_active", True))
    return {"primary/address": next(active, None)}


def _as_accepted(document: Document) -> Document:
    """Take phones that stand as they were typed for accepted: a store has looked at them."""
    contacts = [
        contact | {"accept_as_typed": contact.get("value") == contact.get("as_typed")}
        for contact in document.get("contacts", ())
    ]
    return document | {"contacts": contacts}


def _ids(document: Document, name: str) -> list[UUID] | None:
    """Return the ids of a list's parts, None when one is no id."""
    try:
        return [UUID(str(part["id"])) for part in document.get(name, ())]
    except (KeyError, ValueError):
        return None
