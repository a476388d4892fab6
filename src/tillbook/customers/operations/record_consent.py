"""Recording one answer for one contact and purpose, where the rest of the customer stays."""

from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.operations import consents, from_stores
from tillbook.customers.operations.consent_ledger import decide_consents
from tillbook.customers.operations.mode import patience_of_edit, place_of_record
from tillbook.customers.operations.ruling import rule
from tillbook.customers.rules.consents import NOT_ASKED, Given, answer_of
from tillbook.customers.rules.modes import Write
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.log.standing import standings
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.exchange.up.submit import Receipt, repeated, submit
from tillbook.foundation.actor import Actor, Permission

#: How often an answer is recorded anew over what somebody else just saved.
_ATTEMPTS = 5


def record_consent(
    actor: Actor,
    customer: UUID,
    given: Given,
    *,
    expected: str | None = None,
    patience: Patience | None = None,
    idempotency: Idempotency | None = None,
) -> Receipt | None:
    """Record what somebody answered, with its proof; a withdrawal is the answer "no".

    Returns None when the same was answered to the same words before. `expected` is the tag of the
    version that the editor saw. How long it waits for headquarters is the mode's unless `patience`
    says it. Raises PermissionRefused, UnknownCustomer, OfAnotherCompany, NotPossibleNow,
    InvalidCustomer, StaleEdit or IdempotencyConflict; then nothing was stored. Source: AR-038, AR-042.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    earlier = idempotency.earlier_operation() if idempotency else None
    if earlier is not None:
        # What it was about may have gone since.
        return repeated(earlier)
    for _ in range(_ATTEMPTS if expected is None else 1):
        # The row counts as seen as it is read now: read it anew if it moves before it is written.
        seen = expected or standings([customer])[customer].tag
        before = documents.read([customer]).get(customer)
        if before is None:
            raise UnknownCustomer
        # Before anything is said: who may not ask could guess until the answer is the right one.
        place = place_of_record(actor, before)
        draft = _draft(actor, before, given, seen)
        if draft is None:
            return None
        allowed = patience_of_edit(place, before, Write.EDIT)
        try:
            return submit(draft, patience=patience or allowed, idempotency=idempotency)
        except StaleEdit:
            continue
    raise StaleEdit


def _draft(actor: Actor, before: Document, given: Given, expected: str) -> Draft | None:
    """Draft the answer with its proof; None when the same stands for the same words."""
    if _stands(given, before):
        return None
    stamped = consents.stamp(actor, [given], customer=before)
    return Draft(
        actor=actor,
        kind=RECORD.name,
        entity_kind="customer",
        entity=UUID(before["id"]),
        patch={f"consent/{key}": answer for key, answer in stamped.items()},
        expected=expected,
    )


def _stands(given: Given, before: Document) -> bool:
    stored = before["consents"]
    if given.answer != answer_of(stored, given.contact, given.purpose):
        return False
    if given.answer == NOT_ASKED:
        return True
    current = consents.current_wording(given.purpose)
    return bool(stored[given.key]["wording"] == current)


def _decide(proposal: Proposal) -> Ruling:
    judged = from_stores.judge(proposal)
    return judged if judged.refused else decide_consents(proposal, rule(proposal.after))


RECORD = OperationKind(
    name="customer.record_consent",
    urgent=True,
    entity="customer",
    permission=Permission.EDIT_CUSTOMERS,
    creates=False,
    edits=True,
    decide=_decide,
)
