"""Configuration as one document: carried out of an installation, brought into another."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Query, Router

from tillbook.api import answers, configuration_schemas
from tillbook.api.authentication import Call
from tillbook.api.configuration_schemas import Change, Configuration, WantedConfiguration
from tillbook.api.errors import NotHeadquarters
from tillbook.configuration import bring_in, carried_out
from tillbook.configuration.bringing_in import Piece
from tillbook.foundation.actor import Permission
from tillbook.nodes.this_node import current

router = Router(tags=["configuration"])


@router.get("/configuration", response=Configuration, summary="Export the configuration")
def export_configuration(request: Call) -> HttpResponse:
    """Return everything that is configured, without people, devices, keys and customers."""
    request.auth.require(Permission.CONFIGURE)
    if not current().is_root:
        raise NotHeadquarters
    return answers.json(carried_out(request.auth))


@router.post(
    "/configuration",
    response=configuration_schemas.BroughtIn,
    summary="Import a configuration",
)
def import_configuration(
    request: Call,
    document: Annotated[WantedConfiguration, Body()],
    dry_run: Annotated[bool, Query()] = False,  # noqa: FBT002
) -> HttpResponse:
    """Put everything of a document that differs, all of it or nothing, at headquarters.

    What is here and not in the document stays. With `dry_run` nothing is written and the answer says
    what would change and what would be refused.
    """
    request.auth.require(Permission.CONFIGURE)
    if not current().is_root:
        raise NotHeadquarters
    done = bring_in(request.auth, document.model_dump(exclude_unset=True), rehearse=dry_run)
    return answers.json(
        configuration_schemas.BroughtIn(
            dry_run=dry_run,
            changes=[_shown(piece) for piece in done.changes],
            unchanged=done.unchanged,
            refused=[
                {"pointer": one.pointer, "code": one.code, "detail": one.text}
                for one in done.refused
            ],
        )
    )


def _shown(piece: Piece) -> Change:
    return {
        "kind": piece.kind,
        "key": piece.key,
        "action": "create" if piece.is_new else "change",
        "differences": [
            {"field": one.field, "before": one.before, "after": one.after}
            for one in piece.differences
        ],
    }
