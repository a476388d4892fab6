"""Commerce parameters: what holds for the chain, and at a store what it says instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from tillbook.customers.models import CommerceParameters
from tillbook.customers.rules.duplicates import Policies, policies_of
from tillbook.customers.rules.parameters import REMOTE_LENGTH, Criterion, criteria_of
from tillbook.nodes.configured import as_configured

_NAMESPACE = UUID("5e0c7a52-9d0c-4b0e-b7a1-7d1f0c6f4f1c")
#: What further attribute groups can hang on, in the order in which their attributes are shown.
GROUPED_BY = ("customer_type", "customer_group", "store")


def parameters_id(store: UUID | None = None) -> UUID:
    """Return the id of a store's parameters, or of the chain's: the same in every chain."""
    return uuid5(_NAMESPACE, str(store or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What holds at one place; without rows, what is usual."""

    #: The group whose attributes stand on every customer.
    customer_attribute_group: UUID | None = None
    #: One of GROUPED_BY -> its value -> id of a further group.
    attribute_groups_by: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: What tills find customers by, in order.
    search_criteria: tuple[Criterion, ...] = criteria_of(())
    #: Type of customer -> what tills ask for.
    required_fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What is done with a new customer who has somebody's contact.
    duplicates: Policies = field(default_factory=Policies)
    #: How many characters a search in all stores asks for.
    remote_search_length: int = REMOTE_LENGTH
    #: Whether opening a customer of another company creates them here without asking (AR-136).
    copies_unasked: bool = False

    def attribute_groups(
        self, *, customer_type: str, customer_group: str, store: UUID | None
    ) -> tuple[UUID, ...]:
        """Return the groups whose attributes a customer has, in order."""
        wanted = {
            "customer_type": customer_type,
            "customer_group": customer_group,
            "store": str(store or ""),
        }
        further = (self.attribute_groups_by.get(by, {}).get(wanted[by]) for by in GROUPED_BY)
        named = (UUID(group) for group in further if group)
        return tuple(dict.fromkeys((*_known(self.customer_attribute_group), *named)))


def _known(group: UUID | None) -> Iterator[UUID]:
    if group is not None:
        yield group


def parameters_of(store: UUID | None) -> Parameters:
    """Return what holds at a store, or for the chain."""
    return as_configured(("Commerce parameters", store), lambda: _read_parameters_of(store))


def _read_parameters_of(store: UUID | None) -> Parameters:
    ids = [parameters_id(), *([parameters_id(store)] if store else [])]
    rows = {row.id: row for row in CommerceParameters.objects.filter(id__in=ids)}
    chain = rows.get(ids[0])
    own = rows.get(ids[1]) if store else None
    group = (own and own.customer_attribute_group) or (chain and chain.customer_attribute_group)
    required = own.required_fields if own else None
    if required is None and chain:
        required = chain.required_fields
    return Parameters(
        customer_attribute_group=group or None,
        attribute_groups_by=chain.attribute_groups_by if chain else {},
        search_criteria=criteria_of(chain.search_criteria if chain else ()),
        required_fields=required or {},
        remote_search_length=chain.remote_search_length if chain else REMOTE_LENGTH,
        copies_unasked=bool(chain and chain.copies_unasked),
        duplicates=policies_of(*(row.duplicates for row in (chain, own) if row)),
    )
