"""`configuration.put` and `configuration.remove`: configuration is decided at headquarters only."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tillbook.configuration import offers
from tillbook.configuration.uses import Use, from_params, to_params
from tillbook.exchange import kinds
from tillbook.exchange.core.errors import MalformedOperation
from tillbook.exchange.core.patches import check_values
from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.core.units import to_units
from tillbook.exchange.errors import Refused, UnknownKind
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.log.effective import shown_state
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.foundation.actor import Actor, Permission

#: Why a removal is refused: something uses the thing, or its kind stays for ever.
IN_USE, PERMANENT = "in_use", "kind.permanent"


def _check(proposal: Proposal) -> Ruling:
    """Ask the kind, then the capabilities above; the first refusal counts."""
    kind = kinds.entity_kind(proposal.envelope.entity.kind)
    if not kind.configuration:
        return Ruling(refused=UnknownKind.code)
    for unit, value in proposal.patch.items():
        try:
            check_values({unit: value})
        except MalformedOperation:
            return Ruling(refused="control_character", params={"field": unit})
    assigned: dict[str, Any] = {}
    for check in (kind.check, *offers.checks_of(kind.name)):
        ruling = check(proposal)
        if ruling.refused:
            return ruling
        assigned |= ruling.assigned
    return Ruling(assigned=assigned)


def _check_removal(proposal: Proposal) -> Ruling:
    kind = kinds.entity_kind(proposal.envelope.entity.kind)
    if not kind.configuration:
        return Ruling(refused=UnknownKind.code)
    if kind.permanent:
        return Ruling(refused=PERMANENT)
    uses = offers.uses_of(kind.name, proposal.before or {})
    return Ruling(refused=IN_USE, params=to_params(uses)) if uses else Ruling()


PUT = OperationKind(
    name="configuration.put",
    entity=None,
    permission=Permission.CONFIGURE,
    creates=True,
    edits=True,
    decide=_check,
)
REMOVE = OperationKind(
    name="configuration.remove",
    entity=None,
    permission=Permission.CONFIGURE,
    creates=False,
    edits=True,
    decide=_check_removal,
    removes=True,
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


def remove(actor: Actor, kind: str, *, id: UUID, expected: str | None = None) -> Receipt:
    """Remove one piece of configuration from every node; one that is gone already stays so.

    `expected` is the tag of the version that the person saw. Raises StaleEdit, PermissionRefused,
    or Refused with the code IN_USE, of which `where_used` tells more; then nothing changed.
    """
    draft = Draft(
        actor=actor, kind=REMOVE.name, entity_kind=kind, entity=id, patch={}, expected=expected
    )
    return submit(draft, patience=DEFAULT)


def where_used(refusal: Refused) -> tuple[Use, ...]:
    """Return what stands against a removal that was refused with the code IN_USE."""
    return from_params(refusal.params) if refusal.code == IN_USE else ()


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
