"""Correcting a write that headquarters could not accept: a new one that stands for the original."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers.errors import UnknownOperation
from tillbook.customers.operations.edit_customer import laid_over
from tillbook.customers.operations.mode import place_of_record
from tillbook.exchange import kinds
from tillbook.exchange.core.operations import CONTROLS
from tillbook.exchange.core.retry import DEFAULT, Patience
from tillbook.exchange.core.units import Document, Units, difference, from_units, to_units
from tillbook.exchange.errors import AlreadySettled
from tillbook.exchange.kinds import Draft
from tillbook.exchange.log.effective import opened, shown_state
from tillbook.exchange.log.standing import awaits_repair
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.exchange.up.submit import Receipt, repeated, submit
from tillbook.foundation.actor import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Correctable:
    """A write that can be corrected, and the customer that it is about."""

    operation: UUID
    customer: UUID
    #: `customer.create`, or the kind of edit.
    kind: str
    creates: bool
    #: What the write asks for, and the customer's units as this node shows them without it.
    patch: Units
    stands: Units
    #: The customer as the write wants it.
    asked: Document


def correctable(actor: Actor, operation: UUID) -> Correctable:
    """Return what a form of correction starts with.

    Raises PermissionRefused, UnknownOperation, or AlreadySettled when it needs nobody any more.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    found = opened(operation)
    if found is None or found.envelope.entity.kind != "customer":
        raise UnknownOperation
    envelope = found.envelope
    if envelope.kind in CONTROLS or not awaits_repair(operation):
        raise AlreadySettled
    creates = kinds.operation_kind(envelope.kind).creates
    customer, kind = envelope.entity.id, kinds.entity_kind("customer")
    stands = {} if creates else shown_state(kind, customer, without=operation).units
    units = {**stands, **found.body.patch}
    asked = documents.completed(from_units(str(customer), units, documents.SHAPE))
    return Correctable(
        operation=operation,
        customer=customer,
        kind=envelope.kind,
        creates=creates,
        patch=dict(found.body.patch),
        stands=stands,
        asked=asked,
    )


def correct_customer(
    actor: Actor,
    operation: UUID,
    changes: Mapping[str, Any],
    *,
    patience: Patience = DEFAULT,
    idempotency: Idempotency | None = None,
) -> Receipt | None:
    """Send a write again with other values, as a new operation that refers to it.

    `changes` are laid over what the write asked for; without any it is sent as it was, by whoever
    corrects it. Once headquarters accepts it the original is closed, and what waited for a
    creation follows. Returns None when an edit would change nothing any more: then it is to be
    discarded.
    Raises PermissionRefused, UnknownOperation, AlreadySettled, InvalidCustomer, Refused (at
    headquarters) or IdempotencyConflict; then nothing was stored. Source: AR-117.
    """
    if idempotency is not None and (made := idempotency.earlier_operation()) is not None:
        return repeated(made)
    found = correctable(actor, operation)
    after = found.asked
    if changes:
        place = place_of_record(actor, after)
        after = laid_over(actor, after, changes, place=place)
    patch = _patch(found, after)
    if not patch:
        return None
    draft = Draft(
        actor=actor,
        kind=found.kind,
        entity_kind="customer",
        entity=found.customer,
        patch=patch,
        refers=operation,
    )
    return submit(draft, patience=patience, idempotency=idempotency)


def _patch(found: Correctable, after: Document) -> Units:
    """Return what the corrected write asks for: all that the original did, but for what stands."""
    changed = difference(to_units(found.asked, documents.SHAPE), to_units(after, documents.SHAPE))
    return {
        unit: value
        for unit, value in {**found.patch, **changed}.items()
        if value != found.stands.get(unit)
    }
