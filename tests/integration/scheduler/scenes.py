"""What the tests of the scheduler do again and again: exclude, filter, hold, and look inside."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.db import connections

from tests.cast import Network
from tillbook import configuration
from tillbook.customers.models import Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange.core import packages
from tillbook.exchange.core.packages import Item
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.down import blobs, groups, keys
from tillbook.exchange.models import Package
from tillbook.exchange.up import decide_job
from tillbook.foundation.actor import Actor, Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.scheduler.catalog.jobs import SCHEMA, id_of
from tillbook.scheduler.operations import run_job
from tillbook.staff.models import Associate

ON_REAL_DATABASES = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True, databases=["default", "store", "till_1", "till_2"]),
]
#: Names that stand in no other document.
NAME, PHONE, NOTE = "Zenobia Excludia", "0701740612", "wears green hats only"
ENTERED: dict[str, Any] = {
    "name": NAME,
    "note": NOTE,
    "contacts": [{"kind": "phone", "value": PHONE}],
}


def administrator(cast: Network) -> Actor:
    """Return an administrator at headquarters."""
    return Actor(id=new_id(), kind="staff", role=Role.ADMINISTRATOR, node=cast.headquarters.id)


def put(cast: Network, kind: str, name: str, **document: object) -> None:
    """Change a row of the scheduler that is known by its name."""
    with acting_as(cast.headquarters):
        configuration.put(administrator(cast), kind, id=id_of(kind, name), document=document)


def exclude_job(cast: Network, number: str, *, out: bool = True) -> None:
    """Set *Exclude from offline databases* of a job."""
    put(cast, "scheduler_job", number, is_excluded_offline=out)


def exclude_subjob(cast: Network, code: str, *, out: bool = True) -> None:
    """Set *Exclude from offline databases* of a subjob."""
    put(cast, "scheduler_subjob", code, is_excluded_offline=out)


def filter_customers(cast: Network, *, on: bool = True) -> None:
    """Set *Filter shared customer data tables* of the schema."""
    put(cast, "channel_schema", SCHEMA, filters_customers=on)


def hold(cast: Network, number: str) -> None:
    """Hold a job until somebody runs it."""
    with acting_as(cast.headquarters):
        run_job.schedule_job(administrator(cast), number, mode="held")


def run(cast: Network, number: str) -> None:
    """Run a job now."""
    with acting_as(cast.headquarters):
        run_job.run_job(administrator(cast), number)


def sync_in_full(cast: Network, number: str, group: str = groups.OFFLINE) -> None:
    """Send everything of a job to a group anew."""
    with acting_as(cast.headquarters):
        run_job.sync_in_full(administrator(cast), number, group=group)


def new_customer(cast: Network, **entered: object) -> UUID:
    """Make a customer at headquarters."""
    id = new_id()
    with acting_as(cast.headquarters):
        create_customer(administrator(cast), id, ENTERED | entered, store="1", patience=NONE)
    return id


def customer_at(node: ThisNode, id: UUID) -> Customer | None:
    """Return a customer's row as a node's table has it."""
    with acting_as(node):
        return Customer.objects.filter(id=id).first()


def staff_at(node: ThisNode) -> list[str]:
    """Return the names of the associates at a node."""
    with acting_as(node):
        return list(Associate.objects.order_by("number").values_list("name", flat=True))


def items_since(cast: Network, number: int, group: str = groups.OFFLINE) -> list[Item]:
    """Return what the packages of a group after one carry, decrypted."""
    found: list[Item] = []
    with acting_as(cast.headquarters):
        for row in Package.objects.filter(group=group, number__gt=number).order_by("number"):
            content = blobs.get(group, row.name)
            assert content is not None
            key = keys.key_for(content)
            _header, items = packages.open_package(content, name=row.name, key=key)
            found += items
    return found


def bytes_since(cast: Network, number: int, group: str = groups.OFFLINE) -> bytes:
    """Return everything that the packages of a group after one say, decrypted."""
    return b"\n".join(map(msgspec.json.encode, items_since(cast, number, group)))


def turn(cast: Network) -> None:
    """Let every loop of every node turn until nothing moves, headquarters' jobs too."""
    cast.settle()
    with acting_as(cast.headquarters):
        decide_job.decide_due()
    cast.settle()


def at_till(cast: Network) -> UUID:
    """Let an associate at the first till create a customer; nobody waits."""
    id = new_id()
    with acting_as(cast.tills[0]):
        create_customer(cast.associate(cast.tills[0]), id, ENTERED, patience=NONE)
    return id


def number_at(node: ThisNode, id: UUID) -> str:
    """Return a customer's account number as a node shows it; empty while pending."""
    found = customer_at(node, id)
    assert found is not None
    return found.account_number


def newest(cast: Network, group: str = groups.OFFLINE) -> int:
    """Return the number of the newest package of a group."""
    with acting_as(cast.headquarters):
        rows = Package.objects.filter(group=group).order_by("-number")
        return rows.values_list("number", flat=True).first() or 0


def database_of(node: ThisNode) -> str:
    """Return every value of every row of a node's database as one text."""
    said: list[str] = []
    connection = connections[node.database]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [_text(value) for row in cursor.fetchall() for value in row]
    return "\n".join(said)


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value)
