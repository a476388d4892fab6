"""Questions about customer groups and affiliations: configuration that every actor may read."""

from tillbook.customers.models import Affiliation, CustomerGroup
from tillbook.foundation.actor import Actor


def customer_groups(actor: Actor) -> list[CustomerGroup]:
    """List the customer groups, by code."""
    return list(CustomerGroup.objects.order_by("code"))


def affiliations(actor: Actor) -> list[Affiliation]:
    """List the affiliations, by code."""
    return list(Affiliation.objects.order_by("code"))
