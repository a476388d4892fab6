"""The switches of the chain: read at every node, as they stand there; turned at headquarters."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Path, Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.chain_requests import WantedFeature
from tillbook.api.errors import NotHeadquarters
from tillbook.api.feature_schemas import Feature, Features, Planned
from tillbook.api.requests import Code
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, Known
from tillbook.features.operations.turn import turn
from tillbook.features.queries import settings
from tillbook.foundation import clock
from tillbook.foundation.actor import Permission
from tillbook.nodes.this_node import current

router = Router(tags=["configuration"])


@router.get("/features", response=Features, summary="List the features")
def features(request: Call) -> HttpResponse:
    """Return the switches as they stand at this node; one acts only with all that it needs."""
    stand, now = settings(), clock.now()
    return answers.json(Features(items=[_shown(one, stand, now) for one in CATALOG.values()]))


@router.put("/features/{name}", response=Feature, summary="Turn a feature on or off")
def turn_feature(
    request: Call, name: Annotated[Code, Path()], wanted: Annotated[WantedFeature, Body()]
) -> HttpResponse:
    """Turn a switch for the whole chain, at headquarters.

    409 where it needs others that are off, or others that are on need it: `with_prerequisites`
    turns the first on too, `with_dependents` the second off. With `at` it is planned; turning it to
    how it stands takes a plan back.
    """
    request.auth.require(Permission.CONFIGURE)
    if not current().is_root:
        raise NotHeadquarters
    with_others = wanted.with_prerequisites if wanted.on else wanted.with_dependents
    turn(request.auth, name, on=wanted.on, at=wanted.at, with_others=with_others)
    return answers.json(_shown(CATALOG[name], settings(), clock.now()))


def _shown(known: Known, stand: rules.Settings, now: datetime) -> Feature:
    own = stand.get(known.name)
    planned: Planned | None = None
    if own is not None and own.is_planned(now) and own.planned_at is not None:
        planned = Planned(on=bool(own.planned_on), at=own.planned_at)
    return Feature(
        name=known.name,
        title=known.title,
        effect=known.effect,
        on=known.name in rules.on(stand, now),
        planned=planned,
        needs=list(known.needs),
    )
