"""`configuration.put`: the one verb of configuration, decided at headquarters like every write."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tillbook.exchange import kinds
from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.core.units import to_units
from tillbook.exchange.effective import shown_state
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.submit import Receipt, submit
from tillbook.foundation.actor import Actor, Permission


def _check(proposal: Proposal) -> Ruling:
    kind = kinds.entity_kind(proposal.envelope.entity.kind)
    return kind.check(proposal) if kind.configuration else Ruling(refused="kind.unknown")


PUT = OperationKind(
    name="configuration.put",
    entity=None,
    permission=Permission.CONFIGURE,
    creates=True,
    edits=True,
    decide=_check,
)


def put(
    actor: Actor,
    kind: str,
    *,
    id: UUID,
    document: Mapping[str, Any],
    expected: str | None = None,
) -> Receipt:
    """Create or change one piece of configuration; fields left out stay as they are.

    `expected` is the tag of the version that the editor saw. Raises StaleEdit, Refused,
    PermissionRefused; then nothing was stored.
    """
    draft = draft_put(actor, kind, id=id, document=document, expected=expected)
    return submit(draft, patience=DEFAULT)


def draft_put(
    actor: Actor,
    kind: str,
    *,
    id: UUID,
    document: Mapping[str, Any],
    expected: str | None = None,
) -> Draft:
    """Draft a change of configuration that names only the units that differ."""
    entity = kinds.entity_kind(kind)
    shown = shown_state(entity, id).units
    asked = to_units(document, entity.shape)
    return Draft(
        actor=actor,
        kind=PUT.name,
        entity_kind=kind,
        entity=id,
        patch={
            unit: value
            for unit, value in asked.items()
            if unit not in shown or shown[unit] != value
        },
        expected=expected,
    )
