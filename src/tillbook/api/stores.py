"""The stores, for clients that must name one."""

from django.http import HttpResponse
from ninja import Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.schemas import Register, Store, Stores
from tillbook.stores import queries

router = Router(tags=["stores"])


@router.get("", response=Stores, summary="List the stores")
def stores(request: Call) -> HttpResponse:
    """Return the stores that the token may see, with their registers, by number."""
    rows = queries.stores(request.auth)
    registers = queries.registers_of(row.id for row in rows)
    listed = Stores(
        items=[
            Store(
                number=row.number,
                name=row.name,
                kind=row.kind,
                currency=row.currency,
                language=row.language,
                time_zone=row.time_zone,
                registers=[
                    Register(number=register.number, name=register.name)
                    for register in registers.get(row.id, ())
                ],
            )
            for row in rows
        ]
    )
    return answers.json(listed)
