"""What cannot be changed while headquarters has yet to answer: what it decides a new customer by."""

from collections.abc import Iterable

from tillbook.customers.rules.validation import Problem

LOCKED = frozenset({"type", "customer_group", "currency", "identifiers"})
CODE = "field.locked"


def problems(fields: Iterable[str]) -> list[Problem]:
    """Return what is wrong with changing these fields of the document now. Source: AR-109."""
    return [Problem(code=CODE, pointer=f"/{name}") for name in sorted(LOCKED.intersection(fields))]
