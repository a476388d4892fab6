"""Who has an operation besides the till: its parent, headquarters, headquarters' backup."""

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create
from tillbook.exchange import parent_link
from tillbook.exchange.log import backup_mark
from tillbook.exchange.up import upload
from tillbook.exchange.up.submit import Receipt
from tillbook.fleet import backups, queries
from tillbook.fleet.backups import NoSuchPosition
from tillbook.fleet.queries import Level
from tillbook.foundation.actor import Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def level(node: ThisNode, made: Receipt) -> Level:
    with acting_as(node):
        rows = queries.operations_of(made.entity)
        return queries.levels(rows)[made.operation]


def back_up(cast: Network, *, holds: int | None = None) -> int:
    with acting_as(cast.headquarters):
        noted = backups.position() if holds is None else holds
        backups.note_backup(cast.headquarters.actor(), holds=noted)
        return noted


def test_an_operation_climbs_from_the_till_to_headquarters_backup(cast: Network) -> None:
    till = cast.tills[0]
    made = create(cast, till)
    assert level(till, made) is Level.HERE
    with acting_as(till):
        upload.upload_due(parent_link.link())
    assert level(till, made) is Level.PARENT
    assert level(cast.store, made) is Level.PARENT
    cast.settle()
    for node in (cast.headquarters, cast.store, till):
        assert level(node, made) is Level.DECIDED
    back_up(cast)
    later = create(cast, till)
    cast.settle()
    for node in (cast.headquarters, cast.store, till):
        assert level(node, made) is Level.BACKED_UP
        assert level(node, later) is Level.DECIDED


def test_a_backup_that_holds_more_than_the_log_or_less_than_before_is_refused(
    cast: Network,
) -> None:
    holds = back_up(cast)
    for wrong in (holds - 1, holds + 1):
        with pytest.raises(NoSuchPosition):
            back_up(cast, holds=wrong)
    with acting_as(cast.headquarters):
        assert backup_mark.held() == holds
        with pytest.raises(PermissionRefused):
            backups.note_backup(cast.associate(cast.headquarters, Role.MANAGER), holds=holds)


def test_an_older_manifest_takes_no_level_back(cast: Network) -> None:
    till = cast.tills[0]
    made = create(cast, till)
    cast.settle()
    back_up(cast)
    cast.settle()
    with acting_as(till):
        backup_mark.learn(0)
    assert level(till, made) is Level.BACKED_UP
