"""A second company of the chain, with a store in Oslo."""

from uuid import UUID

from tests.cast import COMPANY, STORE, Network
from tillbook import configuration
from tillbook.customers.operations.create_customer import create_customer
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as


def open_oslo(cast: Network) -> None:
    """Found a Norwegian company and its store, number 2."""
    with acting_as(cast.headquarters):
        actor, company, unit = cast.headquarters.actor(), new_id(), new_id()
        place: dict[str, object] = {"legal_entity": str(company), "operating_unit": str(unit)}
        for kind, id, document in (
            ("legal_entity", company, COMPANY | {"code": "no", "name": "Oslo AS"}),
            ("operating_unit", unit, {"number": "2", "name": "Oslo", "country": "NO"}),
            ("store", new_id(), STORE | {"number": "2", "name": "Oslo"} | place),
        ):
            configuration.put(actor, kind, id=id, document=document)


def create_in_oslo(cast: Network, **entered: object) -> UUID:
    """Create a customer of the Norwegian company, and let everybody hear of it."""
    with acting_as(cast.headquarters):
        id = new_id()
        create_customer(cast.headquarters.actor(), id, entered, store="2")
    cast.settle()
    return id
