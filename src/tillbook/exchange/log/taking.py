"""Bringing what headquarters says of entities into the tables, under what is undecided here."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tillbook.exchange import kinds
from tillbook.exchange.core.packages import Why
from tillbook.exchange.log import images
from tillbook.exchange.log.effective import rebuild, show, undecided
from tillbook.exchange.log.images import Image


def take_images(name: str, newer: Sequence[Image], *, also: set[UUID]) -> None:
    """Write newer images in one go; those under undecided operations are kept beside them.

    `also` are entities of the kind that are to be shown anew for another reason.
    """
    kind = kinds.entity_kind(name)
    covered = undecided([image.id for image in newer])
    images.store(kind, [image for image in newer if image.id not in covered])
    for image in newer:
        if image.id in covered:
            images.keep_beside(kind, image)
    written = {image.id for image in newer if image.id not in covered}
    rebuild(kind, [id for id in {*covered, *also} if id not in written])


def bury(name: str, versions: Mapping[UUID, int], *, why: Why) -> None:
    """Take out what is gone; a creation that waits here is shown in its place."""
    images.bury(name, versions, why=why)
    show(name, list(versions))
