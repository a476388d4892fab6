"""Random schedules of faults at every hop: exactly one customer, one number, nothing pending."""

import random
from itertools import product
from uuid import UUID

import pytest

from tests.cast import Network, follow_once, publish
from tests.in_memory_link import Fault
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    nodes_of,
    shown,
)
from tillbook.customers.models import AccountNumber, Customer
from tillbook.exchange import parent_link
from tillbook.exchange.core.retry import NONE, Patience
from tillbook.exchange.down import groups
from tillbook.exchange.errors import ParentUnreachable
from tillbook.exchange.models import Change, Operation, Package
from tillbook.exchange.up import upload
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def turn(node: ThisNode) -> None:
    """Let a child's loops turn once; a broken link is what is expected here."""
    with acting_as(node):
        for step in (lambda: upload.upload_due(parent_link.link()), lambda: follow_once(node)):
            try:
                step()
            except ParentUnreachable:
                continue


def heal(cast: Network) -> None:
    for node in cast.children:
        break_link(cast, node, None)
        cast.links[node.id].deliver_late()
        node.parent.answered()
        with acting_as(node):
            Operation.objects.filter(state=Operation.State.PENDING).update(relayed_at=None)
    cast.settle()


def assert_one_of_each(cast: Network, made: int) -> None:
    """Prove that every creation became one customer with one number of its own."""
    customers = set()
    for node in nodes_of(cast):
        with acting_as(node):
            rows = Customer.objects.exclude(id=cast.default_customer)
            customers.add(tuple(sorted(rows.values_list("id", "account_number"))))
    [everywhere] = customers
    assert len(everywhere) == made
    assert len({number for _, number in everywhere}) == made
    with acting_as(cast.headquarters):
        assert AccountNumber.objects.count() == made + 1
        numbers = (
            Package.objects.filter(group=groups.CHANNELS)
            .order_by("number")
            .values_list("number", flat=True)
        )
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert not Change.objects.filter(package=None).exists()


def test_a_fault_at_any_hop_leaves_one_customer_with_one_number(cast: Network) -> None:
    till = cast.tills[0]
    made = []
    for node, fault in product((till, cast.store), Fault):
        break_link(cast, node, fault)
        created = create(cast, till, patience=WAITING)
        assert shown(cast, till, created.entity)["name"] == ANNA["name"]
        edit(cast, till, created.entity, patience=WAITING, name="Anna Berg")
        for one in (till, cast.store):
            turn(one)
        publish(cast.headquarters)
        heal(cast)
        assert cast.links[node.id].happened[fault] > 0
        made.append(created.entity)
    for id in made:
        assert assert_everywhere_alike(cast, id)["name"] == "Anna Berg"
    assert_one_of_each(cast, len(made))
    assert_at_rest(cast)


class Chaos:
    """Two tills and everything between them, in an order that dice choose."""

    def __init__(self, cast: Network, dice: random.Random) -> None:
        self.cast, self.dice = cast, dice
        #: What each till wrote last of the customers that it made.
        self.names: dict[UUID, dict[UUID, str]] = {till.id: {} for till in cast.tills}
        for child in cast.children:
            cast.links[child.id].fault = self.fault

    def fault(self) -> Fault | None:
        return self.dice.choice(list(Fault)) if self.dice.random() < 0.35 else None

    def step(self, number: int) -> None:
        till = self.dice.choice(self.cast.tills)
        for node in self.cast.children:
            node.parent.answered()
        match self.dice.randrange(6):
            case 0:
                self.create(till, f"Made {number}")
            case 1 if self.names[till.id]:
                self.edit(till, f"Edited {number}")
            case 2:
                publish(self.cast.headquarters)
            case 3:
                self.cast.links[self.dice.choice(self.cast.children).id].deliver_late()
            case _:
                turn(self.dice.choice(self.cast.children))

    def create(self, till: ThisNode, name: str) -> None:
        receipt = create(self.cast, till, {"name": name}, patience=self.patience())
        self.names[till.id][receipt.entity] = name

    def edit(self, till: ThisNode, name: str) -> None:
        id = self.dice.choice(list(self.names[till.id]))
        self.names[till.id][id] = name
        edit(self.cast, till, id, patience=self.patience(), name=name)
        assert shown(self.cast, till, id)["name"] == name, "a till shows what was written there"

    def patience(self) -> Patience:
        return self.dice.choice([WAITING, NONE])

    def written(self) -> dict[UUID, str]:
        return {id: name for names in self.names.values() for id, name in names.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_random_schedule_of_faults_loses_and_doubles_nothing(cast: Network, seed: int) -> None:
    chaos = Chaos(cast, random.Random(seed))  # noqa: S311 (nothing secret)
    for number in range(50):
        chaos.step(number)
    heal(cast)
    for id, name in chaos.written().items():
        assert assert_everywhere_alike(cast, id)["name"] == name
    assert_one_of_each(cast, len(chaos.written()))
    assert_at_rest(cast)
    assert {fault for link in cast.links.values() for fault in link.happened} == set(Fault)
