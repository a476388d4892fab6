"""What headquarters checks of every customer document, whoever sent it."""

from uuid import UUID

from tillbook.customers.models import Address, Contact
from tillbook.customers.rules import validation
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Ruling

ACCEPTED = Ruling()


def rule(document: Document) -> Ruling:
    """Refuse what no till may have let through; the first problem is named."""
    problems = validation.problems(document, store_country="")
    if problems:
        return Ruling(refused=problems[0].code, params={"pointer": problems[0].pointer})
    customer = UUID(document["id"])
    for model, name in ((Contact, "contacts"), (Address, "addresses")):
        ids = _ids(document, name)
        if ids is None:
            return Ruling(refused="part.malformed", params={"pointer": f"/{name}"})
        taken = model._default_manager.filter(id__in=ids).exclude(customer=customer)
        if taken.exists():
            return Ruling(refused="part.taken", params={"pointer": f"/{name}"})
    return ACCEPTED


def _ids(document: Document, name: str) -> list[UUID] | None:
    """Return the ids of a list's parts, None when one is no id."""
    try:
        return [UUID(str(part["id"])) for part in document.get(name, ())]
    except (KeyError, ValueError):
        return None
