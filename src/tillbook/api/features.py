"""The switches of the chain: read at every node, as they stand there; turned at headquarters."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Path, Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.errors import NotHeadquarters
from tillbook.api.feature_schemas import Feature, Features
from tillbook.api.requests import Code, WantedFeature
from tillbook.features.catalog import CATALOG, Known
from tillbook.features.operations.turn import turn
from tillbook.features.queries import acting
from tillbook.foundation.actor import Permission
from tillbook.nodes.this_node import current

router = Router(tags=["configuration"])


@router.get("/features", response=Features, summary="List the features")
def features(request: Call) -> HttpResponse:
    """Return the switches as they stand at this node; one acts only with all that it needs."""
    on = acting()
    return answers.json(Features(items=[_shown(one, on) for one in CATALOG.values()]))


@router.put("/features/{name}", response=Feature, summary="Turn a feature on or off")
def turn_feature(
    request: Call, name: Annotated[Code, Path()], wanted: Annotated[WantedFeature, Body()]
) -> HttpResponse:
    """Turn a switch for the whole chain, at headquarters.

    409 where it needs others that are off, or others that are on need it; `with_dependents` turns
    off these too.
    """
    request.auth.require(Permission.CONFIGURE)
    if not current().is_root:
        raise NotHeadquarters
    turn(request.auth, name, on=wanted.on, with_dependents=wanted.with_dependents)
    return answers.json(_shown(CATALOG[name], acting()))


def _shown(known: Known, on: frozenset[str]) -> Feature:
    return Feature(name=known.name, title=known.title, on=known.name in on, needs=list(known.needs))
