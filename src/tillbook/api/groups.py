"""Customer groups and affiliations, for clients that offer a choice of them. Read only."""

from django.http import HttpResponse
from ninja import Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.schemas import Affiliation, Affiliations, CustomerGroup, CustomerGroups
from tillbook.customers import groups

router = Router(tags=["configuration"])


@router.get("/customer-groups", response=CustomerGroups, summary="List the customer groups")
def customer_groups(request: Call) -> HttpResponse:
    """Return the customer groups with their terms and financial dimensions, by code."""
    listed = CustomerGroups(
        items=[
            CustomerGroup(
                code=row.code,
                name=row.name,
                description=row.description,
                payment_terms=row.payment_terms,
                days_after_due=row.days_after_due,
                tax_group=row.tax_group,
                prices_include_tax=row.prices_include_tax,
                write_off_reason=row.write_off_reason,
                financial_dimensions=row.financial_dimensions,
            )
            for row in groups.customer_groups(request.auth)
        ]
    )
    return answers.json(listed)


@router.get("/affiliations", response=Affiliations, summary="List the affiliations")
def affiliations(request: Call) -> HttpResponse:
    """Return the affiliations with the price groups that they open, by code."""
    listed = Affiliations(
        items=[
            Affiliation(
                code=row.code,
                name=row.name,
                description=row.description,
                price_groups=row.price_groups,
            )
            for row in groups.affiliations(request.auth)
        ]
    )
    return answers.json(listed)
