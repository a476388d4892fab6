"""Creating a customer: asked at a till, in the back office or by a program; decided at headquarters."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers import duplicates, store_defaults
from tillbook.customers.errors import CustomerExists
from tillbook.customers.models import AccountNumber
from tillbook.customers.operations import (
    attributes,
    consent_ledger,
    consents,
    contacts,
    existing_customer,
    from_stores,
)
from tillbook.customers.operations import mode as modes_here
from tillbook.customers.operations.codes import unknown_codes
from tillbook.customers.operations.prepare import prepare
from tillbook.customers.operations.required import required_of
from tillbook.customers.operations.ruling import read_parts_ahead, rule
from tillbook.customers.rules import defaults, modes
from tillbook.customers.rules.duplicates import SAID, Answer
from tillbook.customers.rules.modes import Mode, Origin
from tillbook.exchange.core.operations import Opened
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.core.units import Document, to_units
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.exchange.up.submit import Receipt, submit, submit_many
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.unit import remember, unit
from tillbook.stores.errors import NumbersUsedUp
from tillbook.stores.models import LegalEntity, NumberSequence, Store
from tillbook.stores.operations.draw_number import draw
from tillbook.stores.queries import Place, place_of

#: What a client may enter; everything else is set here.
ENTERABLE = documents.FIELDS - {
    "account_number",
    "legal_entity",
    "party",
    "inherited",
    "default_customer",
    "origin",
    "created_at",
    "created_by",
    "store",
    "register",
    "financial_dimensions",
    "merged_into",
}


def create_customer(
    actor: Actor,
    id: UUID,
    entered: Mapping[str, Any],
    *,
    store: str | None = None,
    patience: Patience | None = None,
    idempotency: Idempotency | None = None,
    answer: Answer | None = None,
) -> Receipt:
    """Create a customer with what was entered and what the store hands down.

    How long it waits for headquarters is the mode's (`rules/modes.py`) unless `patience` says it.

    The customer is safe at this node when this returns; the receipt's verdict is None while
    headquarters has not answered. A second call with the same id changes nothing and returns the
    first one's receipt. `answer` is what a person says who was shown customers with the same
    contact; None where nobody is asked, such as in a program. A `party` among what was entered is
    who the customer is in another company; then the store asks for nothing that is missing.

    Raises PermissionRefused, NotPossibleNow, InvalidCustomer, CustomerExists, UnknownStore or
    IdempotencyConflict; then nothing was stored. Source: AR-011, AR-014, AR-060, AR-064, AR-075,
    AR-141.
    """
    actor.require(Permission.CREATE_CUSTOMERS)
    place = place_of(actor, number=store)
    here = modes_here.situation(place)
    mode = modes.of_creation(here)
    allowed = modes_here.patience_of(mode)
    origin = modes.origin_of(here)
    document = _document(actor, id, entered, place, origin=origin, mode=mode)
    contacts.refuse_added_secondaries(document["contacts"])
    draft = _draft(actor, id, document, reason=answer.reason if answer else "")
    guard = partial(_refuse_known, actor, document, answer, place)
    return submit(draft, patience=patience or allowed, idempotency=idempotency, guard=guard)


def _refuse_known(actor: Actor, document: Document, answer: Answer | None, place: Place) -> None:
    """Refuse who is reached as somebody here is; headquarters is free. Two tabs cannot pass both."""
    if actor.store is None:
        return
    policies = duplicates.policies_at(place.store)
    if not (policies.asks if answer is not None else policies.blocks):
        return
    found = duplicates.standing_in_the_way(
        actor, document, answer, country=place.country, policies=policies
    )
    if found:
        raise CustomerExists(found)


def create_customers(
    actor: Actor, entered: Mapping[UUID, Mapping[str, Any]], *, store: str
) -> list[Receipt]:
    """Create many customers of one store in one transaction, as a file or a sample brings them.

    Raises what `create_customer` raises; then none was created.
    """
    actor.require(Permission.CREATE_CUSTOMERS)
    place = place_of(actor, number=store)
    origin = modes.origin_of(modes_here.situation(place))
    whole = {
        id: _document(actor, id, fields, place, origin=origin, mode=Mode())
        for id, fields in entered.items()
    }
    return submit_many([_draft(actor, id, document) for id, document in whole.items()])


def _document(
    actor: Actor,
    id: UUID,
    entered: Mapping[str, Any],
    place: Place,
    *,
    origin: Origin,
    mode: Mode,
) -> Document:
    inherited = store_defaults.of_store(place.store)
    if not mode.takes_everything:
        inherited = inherited.without(defaults.NOT_IN_PLAIN_ASYNC)
        contacts.refuse_beyond_plain_async(entered)
    party = entered.get("party")
    names = ENTERABLE - {documents.CONSENTS, documents.ATTRIBUTES}
    known = {name: value for name, value in entered.items() if name in names}
    filled, sources = defaults.apply(known, inherited)
    described, wrong = attributes.entered(
        actor, filled, entered.get(documents.ATTRIBUTES), before=None, place=place
    )
    strange = [*unknown_codes(known, before=inherited.values), *wrong]
    required = () if party else required_of(actor, filled, before=None, store=place.store)
    document = prepare(filled, country=place.country, found=strange, required=required)
    document[documents.ATTRIBUTES] = described
    document |= _set_here(actor, str(party or id), place, origin) | {"id": str(id)}
    document["inherited"] = _by_id(sources, document["addresses"])
    document["consents"] = consents.entered(actor, entered, before=None, after=document)
    return document


def _draft(actor: Actor, id: UUID, document: Document, *, reason: str = "") -> Draft:
    return Draft(
        actor=actor,
        kind=CREATE.name,
        entity_kind="customer",
        entity=id,
        patch=to_units(document, documents.SHAPE),
        reason=f"{SAID}{reason}" if reason else "",
    )


def _by_id(sources: Mapping[str, str], addresses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Name addresses by the ids that they have by now; those without one stand by their position."""
    ids = {str(position): address["id"] for position, address in enumerate(addresses)}
    named = {}
    for path, source in sources.items():
        part, _, rest = path.partition("/")
        place, _, field = rest.partition("/")
        named[f"{part}/{ids.get(place, place)}/{field}" if rest else path] = source
    return named


def _set_here(actor: Actor, party: str, place: Place, origin: Origin) -> dict[str, Any]:
    return {
        "legal_entity": place.legal_entity,
        "party": party,
        "default_customer": str(place.default_customer) if place.default_customer else None,
        "origin": origin.value,
        "created_at": clock.now().isoformat(timespec="milliseconds"),
        "created_by": str(actor.id) if actor.kind == "staff" else None,
        "store": place.number,
        "register": place.register_number,
    }


def _decide(proposal: Proposal) -> Ruling:
    """Give the account number, once per customer; refuse what no till may have let through."""
    document = proposal.after
    number = document.get("store", "")
    store = remember(("store", number), lambda: _store_with(number))
    if store is None:
        return Ruling(refused="store.unknown", params={"store": str(document.get("store", ""))})
    by = proposal.envelope.by.store
    if by is not None and (by, document.get("legal_entity")) != store:
        # A device brings customers into its own store and that store's company.
        return Ruling(refused=PermissionRefused.code)
    ruling = consent_ledger.judge(proposal, rule(document))
    if ruling.refused:
        return ruling
    for judge in (attributes.judge, from_stores.judge):
        judged = judge(proposal)
        if judged.refused:
            return judged
    met = existing_customer.judge(proposal)
    if met.refused:
        return met
    try:
        account = _number_for(proposal.envelope.entity.id, document.get("legal_entity") or "")
    except NumbersUsedUp as error:
        return Ruling(refused=error.code, params={"sequence": error.sequence})
    consent_ledger.enter(proposal)
    return Ruling(assigned={**ruling.assigned, **met.assigned, "account_number": account})


def _store_with(number: str) -> tuple[UUID, str] | None:
    """Return a store's id and the code of its company."""
    row = Store.objects.filter(number=number).values_list("id", "legal_entity").first()
    if row is None:
        return None
    company = LegalEntity.objects.filter(id=row[1]).values_list("code", flat=True).first()
    return row[0], company or ""


def _number_for(customer: UUID, legal_entity: str) -> str:
    if ("no number", customer) not in unit().memory:
        given = AccountNumber.objects.filter(customer=customer).first()
        if given is not None:
            return given.number
    use = NumberSequence.Use.CUSTOMER_ACCOUNT
    number = draw(use, legal_entity=legal_entity, issued=_issued)
    unit().add(AccountNumber(number=number, customer=customer))
    return number


def _ahead(operations: Sequence[Opened]) -> None:
    """Read which of these customers have numbers, and which of their parts are others'."""
    customers = {opened.envelope.entity.id for opened in operations}
    numbered = AccountNumber.objects.filter(customer__in=customers)
    without = customers.difference(numbered.values_list("customer", flat=True))
    unit().memory.update({("no number", customer): True for customer in without})
    read_parts_ahead([opened.body.patch for opened in operations])


def _issued(numbers: Collection[str]) -> Collection[str]:
    rows = AccountNumber.objects.filter(number__in=numbers)
    return rows.values_list("number", flat=True)


CREATE = OperationKind(
    name="customer.create",
    entity="customer",
    permission=Permission.CREATE_CUSTOMERS,
    creates=True,
    edits=False,
    decide=_decide,
    ahead=_ahead,
)
