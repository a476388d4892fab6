"""Random schedules of faults at every hop: exactly one customer, one number, nothing pending."""

import random

import pytest

from tests.cast import Network, follow_once, publish
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
from tillbook.exchange import submit, upload
from tillbook.exchange.errors import ParentUnreachable
from tillbook.exchange.links.in_memory import Fault
from tillbook.exchange.models import Change, Operation, Package
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def turn(cast: Network, node: ThisNode) -> None:
    """Let a child's loops turn once; a broken link is what is expected here."""
    with acting_as(node):
        for step in (lambda: upload.upload_due(submit.link()), lambda: follow_once(node)):
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
        numbers = Package.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert not Change.objects.filter(package=None).exists()


@pytest.mark.parametrize("hop", ["till", "store"])
@pytest.mark.parametrize("fault", list(Fault))
def test_a_fault_at_any_hop_leaves_one_customer_with_one_number(
    cast: Network, fault: Fault, hop: str
) -> None:
    till = cast.tills[0]
    node = till if hop == "till" else cast.store
    break_link(cast, node, fault)
    created = create(cast, till, patience=WAITING)
    assert shown(cast, till, created.entity)["name"] == ANNA["name"]
    edit(cast, till, created.entity, patience=WAITING, name="Anna Berg")
    for one in (till, cast.store):
        turn(cast, one)
    publish(cast.headquarters)
    heal(cast)
    assert cast.links[node.id].happened[fault] > 0
    assert assert_everywhere_alike(cast, created.entity)["name"] == "Anna Berg"
    assert_one_of_each(cast, 1)
    assert_at_rest(cast)


def _chaos(cast: Network, dice: random.Random, *, steps: int) -> int:
    """Let everything happen in any order; return how many customers were made."""
    made: dict[ThisNode, list[str]] = {till.id: [] for till in cast.tills}  # type: ignore[misc]
    names: dict[object, str] = {}
    for child in cast.children:
        cast.links[child.id].fault = lambda: (
            dice.choice(list(Fault)) if dice.random() < 0.35 else None
        )
    count = 0
    for step in range(steps):
        till = dice.choice(cast.tills)
        till.parent.answered()
        cast.store.parent.answered()
        patience = WAITING if dice.random() < 0.5 else submit.Patience(left_s=0.0)
        match dice.randrange(6):
            case 0:
                created = create(cast, till, {"name": f"Nr {step}"}, patience=patience)
                made[till.id].append(created.entity)  # type: ignore[index, arg-type]
                names[created.entity] = f"Nr {step}"
                count += 1
            case 1 if made[till.id]:  # type: ignore[index]
                id = dice.choice(made[till.id])  # type: ignore[index]
                names[id] = f"Edited {step}"
                edit(cast, till, id, patience=patience, name=f"Edited {step}")  # type: ignore[arg-type]
                # A till always shows what was written there.
                assert shown(cast, till, id)["name"] == f"Edited {step}"  # type: ignore[arg-type]
            case 2:
                publish(cast.headquarters)
            case 3:
                cast.links[dice.choice(cast.children).id].deliver_late()
            case _:
                turn(cast, dice.choice(cast.children))
    heal(cast)
    for id, name in names.items():
        assert assert_everywhere_alike(cast, id)["name"] == name  # type: ignore[arg-type]
    return count


@pytest.mark.parametrize("seed", range(4))
def test_a_random_schedule_of_faults_loses_and_doubles_nothing(cast: Network, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    made = _chaos(cast, dice, steps=45)
    assert_one_of_each(cast, made)
    assert_at_rest(cast)
    met = {fault for link in cast.links.values() for fault in link.happened}
    assert met == set(Fault)
