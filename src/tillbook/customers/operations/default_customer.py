"""Keeping default customers usable: who hands down values is neither blocked nor merged away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tillbook.customers.rules import default_customers
from tillbook.customers.rules.validation import Problem
from tillbook.stores.models import Store

IN_USE = "customer.is_default"
_NAMED = 3


def problems_of_edit(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Problem]:
    """List what speaks against an edit that makes a default customer unusable."""
    objection = default_customers.unusable(after)
    if not objection or default_customers.unusable(before) == objection:
        return []
    stores = Store.objects.filter(default_customer=UUID(after["id"]))
    names = list(stores.values_list("name", flat=True)[: _NAMED + 1])
    if not names:
        return []
    field = "merged_into" if objection == default_customers.MERGED else "blocked"
    told = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return [Problem(code=IN_USE, pointer=f"/{field}", params={"stores": told})]
