"""What headquarters' own forms let nobody enter, and a store's device might say all the same."""

from uuid import UUID

import msgspec

from tillbook import configuration
from tillbook.customers import document as documents
from tillbook.customers import store_defaults
from tillbook.customers.errors import OfAnotherCompany
from tillbook.customers.operations.codes import unknown_codes
from tillbook.customers.rules.companies import id_in, is_of_another
from tillbook.exchange import kinds
from tillbook.exchange.core.operations import Body, By, Envelope, Outcome
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.exchange.models import Entity, OperationBody
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.configured import as_configured
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import remember
from tillbook.stores.models import LegalEntity, Register, Store

#: Codes that headquarters keeps a list of: what is unknown -> the kind of configuration.
_LISTED = {
    "customer_group.unknown": "customer_group",
    "affiliation.unknown": "affiliation",
    "address_book.unknown": "address_book",
    "purpose.unknown": "address_purpose",
}
#: Lists that a newer release has longer.
_NEWER = "scheme.unknown"


def judge(proposal: Proposal) -> Ruling:
    """Refuse what names another store's register, another person, or a code that never was.

    So is a change of another company's customer, which the store has to look at only (AR-136).
    A till that was offline may know what headquarters has removed since: such a code stays, and is
    shown as it is. What is entered at headquarters itself was checked there.
    """
    envelope, before, after = proposal.envelope, proposal.before, proposal.after
    if envelope.origin.node == current().id:
        return Ruling()
    if before is None:
        is_allowed = (
            _is_of_store(after, envelope) and _is_by(after, envelope) and _is_own_party(after)
        )
    elif is_of_another(before, _company_of(envelope.by.store)):
        return Ruling(refused=OfAnotherCompany.code)
    else:
        is_allowed = all(before.get(name) == after.get(name) for name in documents.FIXED)
    if not is_allowed:
        return Ruling(refused=PermissionRefused.code)
    return _judge_codes(after, before, envelope)


def _company_of(store: UUID | None) -> str:
    """Return the code of a store's company; "" where none speaks."""
    if store is None:
        return ""
    companies = LegalEntity.objects.filter(
        id__in=Store.objects.filter(id=store).values("legal_entity")
    )
    code = companies.values_list("code", flat=True)
    return as_configured(("company of", store), code.first) or ""


def _is_own_party(document: Document) -> bool:
    """Tell whether a new customer is a party of its own, or the copy that its party has here.

    Else a device could enter anybody as the same person as anybody, as often as it likes.
    """
    party = document.get("party")
    if not party:
        return False
    return document["id"] in (party, str(id_in(UUID(party), document.get("legal_entity") or "")))


def _is_of_store(document: Document, envelope: Envelope) -> bool:
    number = document.get("register") or ""
    return not number or _store_of(number) in (None, envelope.by.store)


def _store_of(register: str) -> object:
    rows = Register.objects.filter(number=register).values_list("store", flat=True)
    return remember(("store of register", register), rows.first)


def _is_by(document: Document, envelope: Envelope) -> bool:
    """Tell whether who is named is who asks; a correction keeps the name of who asked first."""
    by, named = envelope.by, document.get("created_by")
    if not named or (by.kind == "staff" and named == str(by.id)):
        return True
    try:
        first = By(id=UUID(str(named)), kind="staff", role=by.role, store=by.store)
    except ValueError:
        return False
    return envelope.refers is not None and kinds.may_speak(first)


def _judge_codes(after: Document, before: Document | None, envelope: Envelope) -> Ruling:
    strange = unknown_codes(after, before=before or {})
    if strange and before is None and envelope.by.store is not None:
        given = store_defaults.of_store(envelope.by.store)
        strange = unknown_codes(after, before=given.values)
    for problem in strange:
        if problem.code == _NEWER:
            continue
        kind = _LISTED.get(problem.code)
        if kind is None or str(problem.params["value"]) not in _codes_ever(kind):
            return Ruling(refused=problem.code, params={"pointer": problem.pointer})
    return Ruling()


def _codes_ever(kind: str) -> set[str]:
    """Return the codes that pieces of configuration have or had, also of those that are removed."""
    return remember(("codes ever", kind), lambda: _read_codes_ever(kind))


def _read_codes_ever(kind: str) -> set[str]:
    model = kinds.entity_kind(kind).model
    there = set(model._default_manager.values_list("pk", flat=True)) if model else set()
    gone = Entity.objects.filter(kind=kind).exclude(removed="").values_list("id", flat=True)
    bodies = OperationBody.objects.filter(
        operation__entity__in=there.union(gone),
        operation__kind=configuration.PUT.name,
        operation__outcome__in=(Outcome.APPLIED.value, Outcome.MERGED.value),
    ).values_list("body", flat=True)
    patches = (msgspec.json.decode(bytes(body), type=Body).patch for body in bodies if body)
    return {str(patch["code"]) for patch in patches if "code" in patch}
