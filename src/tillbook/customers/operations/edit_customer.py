"""Editing a customer, online and offline alike; concurrent edits are settled at headquarters."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers import store_defaults
from tillbook.customers.errors import InvalidCustomer, UnknownCustomer
from tillbook.customers.operations import (
    attributes,
    consents,
    contacts,
    default_customer,
    from_stores,
)
from tillbook.customers.operations.codes import unknown_codes
from tillbook.customers.operations.consent_ledger import decide_consents
from tillbook.customers.operations.create_customer import ENTERABLE
from tillbook.customers.operations.mode import locks, patience_of_edit, place_of_record
from tillbook.customers.operations.prepare import prepare
from tillbook.customers.operations.required import required_of
from tillbook.customers.operations.ruling import rule
from tillbook.customers.rules import defaults, locking, modes
from tillbook.exchange.core.retry import NONE, Patience
from tillbook.exchange.core.units import Document, difference, to_units
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.log.standing import standings
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.foundation.actor import Actor, Permission
from tillbook.stores.queries import Place

#: How often somebody else may be quicker before whoever named no version is told.
_ATTEMPTS = 5
_NAME_PARTS = ("first_name", "middle_name", "last_name")


def edit_customer(
    actor: Actor,
    id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: str | None = None,
    patience: Patience | None = None,
    idempotency: Idempotency | None = None,
) -> Receipt | None:
    """Change fields of a customer; lists are given whole, an item keeps its id.

    An address that is left out is retired and stays, for what refers to it.
    A contact keeps it with its value, and answers beside contacts or in `consents` are recorded
    where they differ from what stands.
    `expected` is the tag of the version that the editor saw. How long it waits for headquarters is
    the mode's unless `patience` says it. Returns None when nothing differs. Raises PermissionRefused,
    UnknownCustomer, OfAnotherCompany, NotPossibleNow, InvalidCustomer, StaleEdit or
    IdempotencyConflict; then nothing was stored.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    if idempotency is not None and idempotency.earlier_operation() is not None:
        # What it asked for stands already: nothing of it is looked at a second time.
        return submit(_draft(actor, id, {}), patience=NONE, idempotency=idempotency)
    attempt = partial(_edit, actor, id, changes, patience=patience, idempotency=idempotency)
    if expected is not None:
        return attempt(expected=expected)
    for _ in range(_ATTEMPTS):
        # The row counts as seen as it is read now: read it anew if it moves before it is written.
        with suppress(StaleEdit):
            return attempt(expected=standings([id])[id].tag)
    raise StaleEdit


def _edit(
    actor: Actor,
    id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: str,
    patience: Patience | None,
    idempotency: Idempotency | None,
) -> Receipt | None:
    before = documents.read([id]).get(id)
    if before is None:
        raise UnknownCustomer
    place = place_of_record(actor, before)
    after = laid_over(actor, before, changes, place=place)
    stood = to_units(before, documents.SHAPE)
    patch = difference(stood, to_units(after, documents.SHAPE))
    if not patch:
        return None
    allowed = patience_of_edit(place, before, modes.write_of(patch, stood))
    locked = locking.problems(_fields(before, after)) if locks(id) else []
    if problems := locked or default_customer.problems_of_edit(before, after):
        raise InvalidCustomer(problems)
    draft = _draft(actor, id, patch, expected=expected)
    return submit(draft, patience=patience or allowed, idempotency=idempotency)


def _fields(before: Document, after: Document) -> Iterator[str]:
    return (name for name in after if after[name] != before.get(name))


def laid_over(
    actor: Actor, before: Document, changes: Mapping[str, Any], *, place: Place
) -> Document:
    """Return a customer with what was entered laid over it, in stored form.

    Raises InvalidCustomer.
    """
    entered = _changed(before, changes)
    if changes.get("addresses"):
        entered["addresses"] = _with_new_ones_begun(entered, before, store=place.store)
    described, wrong = attributes.entered(
        actor, entered, changes.get(documents.ATTRIBUTES), before=before, place=place
    )
    strange = [*unknown_codes(entered, before=before), *wrong]
    required = required_of(actor, entered, before=before, store=place.store)
    after = before | prepare(
        entered, country=place.country, before=before, found=strange, required=required
    )
    after[documents.ATTRIBUTES] = described
    after["inherited"] = defaults.still_inherited(before, after)
    contacts.refuse_added_secondaries(after["contacts"], stored=before["contacts"])
    after["consents"] = consents.entered(actor, changes, before=before, after=after)
    return after


def _draft(
    actor: Actor, id: UUID, patch: Mapping[str, Any], *, expected: str | None = None
) -> Draft:
    return Draft(
        actor=actor,
        kind=EDIT.name,
        entity_kind="customer",
        entity=id,
        patch=patch,
        expected=expected,
    )


def _changed(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the changes over the stored fields that a client may enter.

    A new full name without parts is split anew; new parts without a full name are joined. What
    becomes an organization keeps its full name, and parts only if they are typed. Source: AR-008.
    """
    names = ENTERABLE - {documents.CONSENTS, documents.ATTRIBUTES}
    allowed = {name: value for name, value in changes.items() if name in names}
    base = {name: before[name] for name in names if name in before}
    has_parts = any(part in allowed for part in _NAME_PARTS)
    is_renamed = allowed.get("name", before["name"]) != before["name"]
    if not has_parts and (is_renamed or _becomes_organization(before, allowed)):
        base |= dict.fromkeys(_NAME_PARTS, "")
    elif has_parts and "name" not in allowed:
        base["name"] = ""
    return base | allowed


def _becomes_organization(before: Mapping[str, Any], allowed: Mapping[str, Any]) -> bool:
    return before["type"] != "organization" and allowed.get("type") == "organization"


def _with_new_ones_begun(
    entered: Mapping[str, Any], before: Mapping[str, Any], *, store: UUID
) -> list[dict[str, Any]]:
    """Begin new addresses as at a creation. What stands stays, also an empty country."""
    addresses = [dict(address) for address in entered["addresses"]]
    known = {address["id"] for address in before["addresses"]}
    new = [address for address in addresses if str(address.get("id")) not in known]
    if new:
        given = store_defaults.of_store(store)
        defaults.complete_addresses(new, given, customer_type=entered.get("type", ""))
    return addresses


def _decide(proposal: Proposal) -> Ruling:
    for problem in default_customer.problems_of_edit(proposal.before or {}, proposal.after):
        told = {name: str(value) for name, value in problem.params.items()}
        return Ruling(refused=problem.code, params={**told, "pointer": problem.pointer})
    ruling = rule(proposal.after)
    for judge in (attributes.judge, from_stores.judge):
        judged = ruling if ruling.refused else judge(proposal)
        if judged.refused:
            return judged
    return decide_consents(proposal, ruling)


EDIT = OperationKind(
    name="customer.edit",
    entity="customer",
    permission=Permission.EDIT_CUSTOMERS,
    creates=False,
    edits=True,
    decide=_decide,
)
