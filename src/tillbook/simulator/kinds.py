"""What the simulated chain has: customers with every kind of unit, and configuration."""

from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange.core.deciding import Law, Ruling
from tillbook.exchange.core.merge import Edit, Policy, State
from tillbook.exchange.core.operations import DISCARD, Signed
from tillbook.exchange.core.units import Primary, Shape

#: The groups: of the stores, and two of registers.
CHANNELS, OFFLINE, OUTLET = "all-stores", "offline", "outlet"
CUSTOMER, SETTING, LEDGER = "customer", "setting", "ledger"
CREATE, EDIT, PUT, REMOVE = "create", "edit", "put", "remove"
SHAPES = {
    CUSTOMER: Shape(
        groups={"name": ("first_name", "last_name")},
        lists={"address": "addresses"},
        sets={"affiliation": "affiliations"},
        maps={"consent": "consents"},
        primaries=(Primary(items="addresses", slot_field=None, slot="address"),),
    ),
    SETTING: Shape(),
    LEDGER: Shape(),
}
#: Begins every value that no offline database may hold.
HUSH = "hush-"
#: Headquarters' rules refuse a customer of this name.
REFUSED_NAME = "Nemo"
_POLICIES = {"account_number": Policy.ASSIGNED, "origin": Policy.FIXED}


class Op(msgspec.Struct, frozen=True, kw_only=True):
    """An operation as minted, decoded from the bytes that were signed; never changes."""

    id: UUID
    kind: str
    entity_kind: str
    entity: UUID
    edit: Edit
    origin: str
    #: The operation that this one closes.
    refers: UUID | None = None
    #: Whether its bytes make a parent break down as long as that has its mistake.
    breaks: bool = False
    #: The bytes: the only thing that travels.
    signed: Signed

    @property
    def creates(self) -> bool:
        return self.kind in (CREATE, PUT)

    @property
    def edits(self) -> bool:
        return self.kind in (EDIT, PUT, DISCARD)


def policy_of(kind: str, unit: str) -> Policy:
    """Return what settles two edits of a unit that did not see each other."""
    if kind != CUSTOMER:
        return Policy.REFUSE_STALE
    if unit.startswith("consent/"):
        return Policy.MOST_RESTRICTIVE
    return _POLICIES.get(unit, Policy.LATEST_INTENT)


def customer_policy(unit: str) -> Policy:
    """Return the policy of a customer's unit."""
    return policy_of(CUSTOMER, unit)


def setting_policy(unit: str) -> Policy:
    """Return the policy of a unit of configuration."""
    return policy_of(SETTING, unit)


def restriction(value: Any) -> int:
    """Rank answers for marketing: a no before a yes, both before nothing."""
    if value is None:
        return 0
    return 2 if str(value.get("answer")) == "no" else 1


def law_of(op: Op, number: str) -> Law:
    """Return what the kind of an operation says of it; `number` is for a new customer."""
    if op.entity_kind != CUSTOMER:
        return Law(policy_of=setting_policy, rule=lambda _: Ruling())

    def rule(state: State) -> Ruling:
        if (state.units.get("name") or {}).get("last_name") == REFUSED_NAME:
            return Ruling(refused="name.refused")
        return Ruling(assigned={"account_number": number} if op.creates else {})

    return Law(policy_of=customer_policy, restriction=restriction, rule=rule)
