"""Which attributes a customer is described by: those of the groups that the parameters name."""

from uuid import UUID

from tillbook.attributes import queries
from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.parameters import parameters_of


def definitions_for(
    store: UUID | None, *, customer_type: str, customer_group: str, language: str
) -> tuple[Definition, ...]:
    """Return the attributes of a customer at a store, in the order of forms and pages.

    None without a group in the parameters. Source: AR-051, AR-053.
    """
    parameters = parameters_of(store)
    groups = parameters.attribute_groups(
        customer_type=customer_type, customer_group=customer_group, store=store
    )
    return queries.definitions(groups, language=language)
