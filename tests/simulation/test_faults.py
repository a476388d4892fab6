"""A fault that is counted had its effect: what should be dead, cut off or lost really is."""

from random import Random

import pytest

from tillbook.simulator.disk import Disk
from tillbook.simulator.failures import Broken, Failpoint, Killed
from tillbook.simulator.people import People
from tillbook.simulator.world import World


def test_a_node_that_is_dead_cannot_send() -> None:
    world = World(1)
    register = world.registers[0]
    register.die(Killed("power"))
    with pytest.raises(Broken, match="is dead and sent"):
        register.follow()


def test_a_transaction_that_is_cut_off_leaves_nothing() -> None:
    disk = Disk()
    table = disk.table("rows")
    disk.put(table, "kept", 1)
    killed = Killed(Failpoint.MINT_BEFORE_COMMIT)

    def die_in_it() -> None:
        with disk.transaction():
            disk.put(table, "kept", 2)
            disk.put(table, "new", 3)
            raise killed

    with pytest.raises(Killed):
        die_in_it()
    assert killed.lost == 2
    assert table == {"kept": 1}


def test_what_was_saved_before_a_death_is_there_after_it_and_nothing_else() -> None:
    for failpoint, is_kept in (
        (Failpoint.MINT_BEFORE_COMMIT, False),
        (Failpoint.MINT_AFTER_COMMIT, True),
    ):
        world = World(1)
        for node in world.nodes:
            node.armed = failpoint
        People(world).verbs["create"](Random(1))
        world.ground.schedule.run(world.ground.schedule.now_ms)
        [dead] = [node for node in world.nodes if not node.is_up]
        assert bool(dead.book.log) is is_kept


def test_a_link_that_is_cut_carries_nothing() -> None:
    world = World(1)
    people, schedule = People(world), world.ground.schedule
    for node in world.children:
        for parent in node.parents:
            world.ground.network.between(node, parent).cut_up = True
    for at in range(5):
        people.verbs["create"](Random(at))
    schedule.run(schedule.now_ms + 60_000)
    assert not world.root.book.log
    world.ground.network.prove_losses()
    assert world.ground.network.proven["cut up"] > 5
