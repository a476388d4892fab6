"""The answers of a customer, one by one, and the ledger that headquarters keeps of them."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Query, Router

from tillbook.api import answers, bodies
from tillbook.api.authentication import Call
from tillbook.api.consent_schemas import Consents, GivenConsent, Ledger
from tillbook.api.errors import FieldProblem, InvalidRequest, NotHeadquarters, UnknownPart
from tillbook.api.requests import WantedConsent
from tillbook.customers import aliases, queries
from tillbook.customers import ledger as ledgers
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.operations.record_consent import record_consent as record
from tillbook.customers.rules import consents as rules
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.up.repair import raise_if_refused
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current

router = Router(tags=["consents"])
_NOT_ASKED: Mapping[str, Any] = {
    "answer": rules.NOT_ASKED,
    "wording": 0,
    "language": "",
    "source": "",
    "at": "",
    "by": None,
    "store": "",
    "register": "",
}
_IN_LEDGER = (
    "customer contact kind value purpose answer wording language source at by store register operation "
    "took_effect"
).split()


@router.get("/{uuid:id}/consents", response=Consents, summary="Read the answers of a customer")
def list_consents(request: Call, id: UUID) -> HttpResponse:
    """Return what a customer answered, for every contact and purpose; also what nobody asked."""
    customer, tag = _customer(request.auth, aliases.id_kept(id))
    purposes = [purpose.code for purpose in queries.consent_purposes(request.auth)]
    listed = [
        _given(customer, contact, purpose)
        for contact in customer["contacts"]
        if contact["kind"] in rules.KINDS
        for purpose in purposes
    ]
    return answers.json({"items": listed}, headers=_etag(tag))


@router.put("/{uuid:id}/consents", response=GivenConsent, summary="Record one answer")
def record_consent(
    request: Call, id: UUID, entered: Annotated[WantedConsent, Body()]
) -> HttpResponse:
    """Record what a customer answered, with its proof; `no` withdraws.

    The same answer to the same words changes nothing. With If-Match another version is refused.
    """
    actor = request.auth
    key, seen = bodies.idempotency(request, actor), bodies.tags_seen(request)
    tag = _customer(actor, id)[1]
    is_repeat = key is not None and key.earlier_operation() is not None
    if seen is not None and tag not in seen and not is_repeat:
        raise StaleEdit
    given = rules.Given(
        contact=str(entered.contact),
        purpose=entered.purpose,
        answer=entered.answer,
        language=entered.language,
    )
    expected = tag if seen is not None and not is_repeat else None
    receipt = record(actor, id, given, expected=expected, idempotency=key)
    if receipt is not None:
        raise_if_refused(actor, receipt)
    customer, tag = _customer(actor, id)
    contact = next((one for one in customer["contacts"] if one["id"] == given.contact), None)
    if contact is None:
        raise UnknownPart
    return answers.json(_given(customer, contact, given.purpose), headers=_etag(tag))


@router.get("/{uuid:id}/consents/ledger", response=Ledger, summary="Read the consent ledger")
def consent_ledger(
    request: Call,
    id: UUID,
    limit: Annotated[int, Query(ge=1, le=200)] = ledgers.PAGE,
    cursor: Annotated[str, Query(max_length=20)] = "",
) -> HttpResponse:
    """Return every answer that a customer ever gave, newest first. At headquarters only.

    Those of customers who became a part of this one stand among them, each under its own id.
    """
    if not current().is_root:
        raise NotHeadquarters
    which = ledgers.Filter(customer=id)
    page = ledgers.page(request.auth, which, before=_place_of(cursor), limit=limit)
    if not page.lines and queries.find(request.auth, id) is None:
        raise UnknownCustomer
    next_cursor = str(page.before) if page.before is not None else None
    items = [{name: getattr(line.entry, name) for name in _IN_LEDGER} for line in page.lines]
    headers = {}
    if next_cursor:
        address = f"/api/v1/customers/{id}/consents/ledger?limit={limit}&cursor={next_cursor}"
        headers["Link"] = f'<{address}>; rel="next"'
    return answers.json({"items": items, "next": next_cursor}, headers=headers)


def _customer(actor: Actor, id: UUID) -> tuple[Mapping[str, Any], str]:
    found = queries.find_tagged(actor, id)
    if found is None:
        raise UnknownCustomer
    return found


def _given(customer: Mapping[str, Any], contact: Mapping[str, Any], purpose: str) -> dict[str, Any]:
    answer = customer["consents"].get(rules.key(contact["id"], purpose), _NOT_ASKED)
    about = {"contact": contact["id"], "kind": contact["kind"], "value": contact["value"]}
    return {**about, "purpose": purpose, **answer}


def _etag(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"'}


def _place_of(cursor: str) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdecimal()):
        detail = "This cursor does not come from an answer of this API."
        raise InvalidRequest(
            [FieldProblem(code="cursor.unknown", parameter="cursor", detail=detail)]
        )
    return int(cursor)
