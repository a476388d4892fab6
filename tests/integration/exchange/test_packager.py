"""The packager at headquarters: gap-free, fenced, and finished after any death."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.cast import Network, publish
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    resend,
)
from tillbook.exchange.core import containers, heads, packages
from tillbook.exchange.core.containers import Sealing
from tillbook.exchange.core.errors import PackageTooLarge
from tillbook.exchange.core.packages import GENESIS, Header
from tillbook.exchange.down import blobs, groups, keys, leases, package_contents, packager
from tillbook.exchange.models import Change, Lease, Package
from tillbook.foundation import clock
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


class Died(Exception):
    """The process ended here."""


def die(*arguments: Any, **named: Any) -> None:
    raise Died


def _published() -> QuerySet[Package]:
    return Package.objects.filter(group=groups.CHANNELS).order_by("number")


def chain(cast: Network) -> list[Header]:
    """Return the headers of all packages, proven to be one chain from its beginning."""
    previous, headers = GENESIS, []
    with acting_as(cast.headquarters):
        for number, row in enumerate(_published(), 1):
            content = blobs.get(groups.CHANNELS, row.name)
            assert content is not None
            header, _ = packages.open_package(content, name=row.name, key=keys.key_for(content))
            packages.check_place(
                header, group=groups.CHANNELS, epoch=header.epoch, number=number, previous=previous
            )
            previous = row.name
            headers.append(header)
    return headers


STEPS: list[tuple[object, str]] = [
    (packager, "_publish"),
    (package_contents, "load"),
    (packages, "render"),
    (blobs, "put"),
    (packages, "name_of"),
    (packager, "publish_head"),
    (blobs, "publish_head"),
    (heads, "sign"),
]


def test_a_packager_that_dies_at_any_step_is_finished_by_the_next_run(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for module, step in STEPS:
        made.append(create(cast, cast.tills[0], patience=WAITING).entity)
        with monkeypatch.context() as patched:
            patched.setattr(module, step, die)
            with pytest.raises(Died):
                publish(cast.headquarters)
        create(cast, cast.tills[1], patience=WAITING)
        publish(cast.headquarters)
        chain(cast)
    cast.settle()
    for id in made:
        assert_everywhere_alike(cast, id)
    assert_at_rest(cast)


def test_a_manifest_that_was_not_published_is_published_without_a_new_change(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = create(cast, cast.tills[0], patience=WAITING)
    with monkeypatch.context() as patched:
        patched.setattr(blobs, "publish_head", die)
        with pytest.raises(Died):
            publish(cast.headquarters)
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_a_packager_that_lost_its_lease_publishes_nothing(cast: Network) -> None:
    create(cast, cast.tills[0], patience=WAITING)
    with acting_as(cast.headquarters):
        stale = leases.hold(packager.LEASE, "test")
        assert stale is not None
        Lease.objects.update(until=clock.now() - timedelta(seconds=1))
        assert leases.hold(packager.LEASE, "another") == stale + 1
        before = _published().count()
        assert packager.package_all(token=stale) == 0
        assert _published().count() == before
        assert Change.objects.filter(package__isnull=True).exists()


def test_a_packager_that_loses_its_lease_while_rendering_leaves_the_rest_to_the_next(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = create(cast, cast.tills[0], patience=WAITING)
    put = blobs.put

    def overtaken(group: str, name: str, content: bytes) -> None:
        put(group, name, content)
        Lease.objects.update(holder="another", token=99, until=clock.now())

    with monkeypatch.context() as patched:
        patched.setattr(blobs, "put", overtaken)
        publish(cast.headquarters)
    with acting_as(cast.headquarters):
        assert Package.objects.filter(name="").count() == 1
    cast.settle()
    chain(cast)
    assert_everywhere_alike(cast, created.entity)


def test_a_lease_taken_by_a_wrong_clock_does_not_last_for_ever(cast: Network) -> None:
    with acting_as(cast.headquarters):
        Lease.objects.update(holder="crashed", until=clock.now() + timedelta(days=365))
        assert leases.hold(packager.LEASE, "another") is not None
        assert leases.hold(packager.LEASE, "third") is None


def test_records_too_large_for_one_package_are_spread_over_several(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(chain(cast))
    many = {**ANNA, "addresses": [{"street": "x" * 200, "country": "SE"}] * 8}
    made = [create(cast, cast.headquarters, many).entity for _ in range(5)]
    with monkeypatch.context() as patched:
        patched.setattr(containers, "MAX_DECODED_BYTES", 12_000)
        publish(cast.headquarters)
    cast.settle()
    assert len(chain(cast)) > before + 1
    for id in made:
        assert_everywhere_alike(cast, id)


def test_one_record_that_fits_no_package_is_said(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(cast, cast.headquarters)
    monkeypatch.setattr(containers, "MAX_DECODED_BYTES", 500)
    with pytest.raises(PackageTooLarge):
        publish(cast.headquarters)


def test_a_verdict_that_is_newer_than_its_claim_brings_its_image(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    edited = edit(cast, till, created.entity, name="Anna Berg")
    resend(cast, till, edited.operation, to=cast.headquarters)
    render: Callable[..., bytes] = packages.render
    with monkeypatch.context() as patched:
        patched.setattr(packages, "render", die)
        with pytest.raises(Died):
            publish(cast.headquarters)
    resend(cast, till, created.operation, to=cast.headquarters)
    carried: list[Any] = []

    def noted(header: Header, items: Any, sealing: Sealing) -> bytes:
        carried.append([type(item).__name__ for item in items])
        return render(header, items, sealing)

    monkeypatch.setattr(packages, "render", noted)
    publish(cast.headquarters)
    assert carried[0] == ["Upsert", "VerdictItem"]
    cast.settle()
    assert_everywhere_alike(cast, created.entity)
    assert_at_rest(cast)


def test_every_change_is_in_exactly_one_package(cast: Network) -> None:
    for till in cast.tills * 3:
        create(cast, till)
        cast.settle()
    headers = chain(cast)
    with acting_as(cast.headquarters):
        claimed = set(Change.objects.values_list("package", flat=True))
        assert claimed == set(range(1, len(headers) + 1))
