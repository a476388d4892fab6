import pytest
from tests.cast import network
from tillbook.nodes.this_node import acting_as
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers import queries
from tillbook.foundation.ids import new_id


@pytest.mark.django_db(transaction=True, databases=["default", "store", "till_1", "till_2"])
def test_thread() -> None:
    with network() as cast:
        till = cast.tills[0]
        with acting_as(till):
            id = new_id()
            receipt = create_customer(
                cast.associate(till),
                id,
                {"name": "Anna Svensson", "contacts": [{"kind": "phone", "value": "0701740612"}]},
            )
            print(receipt)
            doc = queries.find(cast.associate(till), id)
            print(doc)
        cast.settle()
        for n in (cast.headquarters, *cast.children):
            with acting_as(n):
                d = queries.find(cast.associate(n), id)
                print(n.identity.name, d and (d["account_number"], d["sync_state"], d["version"]))
                print(queries.search(cast.associate(n), "svens").items[0].match)
