"""What headquarters does with the answers of a decided operation: rules on them, keeps the ledger.

The only module that writes the ledger, and it only adds.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tillbook.customers.models import ConsentEntry
from tillbook.customers.operations.consents import wordings_of
from tillbook.customers.rules import consents, contacts
from tillbook.exchange.core.operations import By
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.exchange.log.effective import corrected_by, earlier_values
from tillbook.stores.queries import numbers_of

Answer = Mapping[str, Any]
_PREFIX = "consent/"


def decide_consents(proposal: Proposal, ruling: Ruling) -> Ruling:
    """Judge the answers of an operation that is otherwise decided, and enter them."""
    judged = judge(proposal, ruling)
    if not judged.refused:
        enter(proposal)
    return judged


def judge(proposal: Proposal, ruling: Ruling) -> Ruling:
    """Add to a ruling what becomes of the document's answers.

    One whose contact is gone, or has become another value, leaves; as long as its contact stays,
    an answer stays too. Source: AR-043, AR-044.
    """
    if ruling.refused:
        return ruling
    answers = _answers(proposal.patch)
    refusal = next(filter(None, (_fault(proposal, *item) for item in answers.items())), "")
    if refusal:
        return Ruling(refused=refusal)
    gone = consents.homeless(proposal.before, proposal.after)
    removed = {f"{_PREFIX}{key}": None for key in gone} | _taken_back(proposal)
    return replace(ruling, assigned={**ruling.assigned, **removed}) if removed else ruling


def enter(proposal: Proposal) -> None:
    """Enter each answer of an accepted operation in the ledger, in the decision's transaction.

    Source: AR-042.
    """
    answers = _answers(proposal.patch)
    if not answers:
        return
    gone = consents.homeless(proposal.before, proposal.after)
    standing = proposal.after["consents"]
    ConsentEntry.objects.bulk_create(
        _entry(
            proposal,
            key,
            answer,
            took_effect=key not in gone and standing.get(key) == answer,
        )
        for key, answer in answers.items()
    )


def _taken_back(proposal: Proposal) -> dict[str, Answer]:
    """Return the answers that an operation removed without their contact, as they stood."""
    before, after = proposal.before or {}, proposal.after
    missing = {
        key: answer
        for key, answer in before.get("consents", {}).items()
        if key not in after["consents"]
    }
    gone = consents.homeless(before, {**after, "consents": missing})
    return {f"{_PREFIX}{key}": answer for key, answer in missing.items() if key not in gone}


def _answers(patch: Mapping[str, Any]) -> dict[str, Answer]:
    return {
        unit.removeprefix(_PREFIX): value
        for unit, value in patch.items()
        if unit.startswith(_PREFIX) and value is not None
    }


def _fault(proposal: Proposal, key: str, answer: Answer) -> str:
    """Return why no till may have let an answer through, "" when all is well."""
    contact_id, purpose = consents.split(key)
    if not _is_id(contact_id) or not purpose or answer.get("answer") not in consents.ANSWERS:
        return "part.malformed"
    if answer["answer"] == consents.NOT_ASKED:
        return "consent.not_taken_back"
    if not _is_proof(proposal, f"{_PREFIX}{key}", purpose, answer):
        return "consent.of_another"
    contact = _contact(proposal.after, contact_id)
    if contact is not None and contact["kind"] not in consents.KINDS:
        return "consent.not_for_url"
    is_yes = answer["answer"] == consents.YES
    if contact is not None and is_yes and contacts.is_as_typed(contact):
        return "consent.as_typed"
    return ""


def _is_proof(proposal: Proposal, unit: str, purpose: str, answer: Answer) -> bool:
    """Tell whether an answer says of itself what its operation says, and names words that are known."""
    by = _witness(proposal, unit, answer)
    numbers = numbers_of([by.store, by.register])
    known = wordings_of({purpose}).get(purpose)
    return (
        answer.get("by") == (None if by.kind == "system" else str(by.id))
        and (answer.get("store") or "") == numbers[by.store]
        and (answer.get("register") or "") == numbers[by.register]
        and answer.get("source") in consents.SOURCES
        and _is_time(answer.get("at"))
        # A purpose that was removed meanwhile has no words to compare with.
        and (known is None or answer.get("wording") in {one["version"] for one in known})
    )


def _witness(proposal: Proposal, unit: str, answer: Answer) -> By:
    """Return who recorded an answer: a correction carries those of what it corrects unchanged."""
    witness = proposal.envelope
    for earlier in corrected_by(witness):
        if earlier.body.patch.get(unit) != answer:
            break
        witness = earlier.envelope
    return witness.by


def _is_time(text: Any) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _entry(proposal: Proposal, key: str, answer: Answer, *, took_effect: bool) -> ConsentEntry:
    envelope = proposal.envelope
    by = _witness(proposal, f"{_PREFIX}{key}", answer)
    contact_id, purpose = consents.split(key)
    contact = _known_contact(proposal, contact_id)
    numbers = numbers_of([by.store, by.register])
    return ConsentEntry(
        operation=envelope.id,
        customer=envelope.entity.id,
        contact=UUID(contact_id),
        kind=contact.get("kind") or "",
        value=contact.get("value") or "",
        purpose=purpose,
        answer=answer["answer"],
        wording=answer.get("wording") or 0,
        language=answer.get("language") or "",
        source=answer.get("source") or "",
        at=answer.get("at") or "",
        by=None if by.kind == "system" else by.id,
        store=numbers[by.store],
        register=numbers[by.register],
        took_effect=took_effect,
    )


def _known_contact(proposal: Proposal, id: str) -> Mapping[str, Any]:
    """Find a contact as it was, also one that somebody else has removed meanwhile."""
    for document in (proposal.before or {}, proposal.after):
        contact = _contact(document, id)
        if contact is not None:
            return contact
    values = earlier_values(proposal.envelope.entity.id, f"contact/{id}")
    return next((value for value in values if value), {})


def _contact(document: Mapping[str, Any], id: str) -> Mapping[str, Any] | None:
    return next((one for one in document.get("contacts", ()) if one["id"] == id), None)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
