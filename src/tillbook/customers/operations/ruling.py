"""What headquarters checks of every customer document, whoever sent it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.customers.document import LISTS, SHAPE
from tillbook.customers.rules import validation
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Ruling
from tillbook.nodes.unit import unit


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
        if _are_taken(model, name, ids, customer):
            return Ruling(refused="part.taken", params={"pointer": f"/{name}"})
    return Ruling(assigned=_another_primary(document))


def read_parts_ahead(patches: Iterable[Mapping[str, Any]]) -> None:
    """Read which parts of new customers stand in the tables already, for `rule` to remember."""
    named: dict[str, set[UUID]] = {name: set() for name in LISTS}
    for prefix, _, rest in (path.partition("/") for patch in patches for path in patch):
        id = _id(rest) if prefix in SHAPE.lists else None
        if id is not None:
            named[SHAPE.lists[prefix]].add(id)
    memory = unit().memory
    for name, parts in named.items():
        rows = LISTS[name]._default_manager.filter(id__in=parts)
        taken = set(rows.values_list("id", flat=True)) if parts else set()
        memory.update({("free", name, part): True for part in parts - taken})


def _are_taken(model: type[Model], name: str, ids: Sequence[UUID], customer: UUID) -> bool:
    """Tell whether another customer has one of these parts."""
    memory = unit().memory
    unsure = [id for id in ids if ("free", name, id) not in memory]
    if not unsure:
        return False
    return model._default_manager.filter(id__in=unsure).exclude(customer=customer).exists()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


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
