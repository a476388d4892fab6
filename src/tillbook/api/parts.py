"""The addresses and contacts of a customer, one by one. Each change is an edit of the customer."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Router

from tillbook.api import answers, bodies, changes
from tillbook.api.authentication import Call
from tillbook.api.errors import UnknownPart
from tillbook.api.requests import NewAddress, NewContact, PatchedAddress, PatchedContact
from tillbook.api.schemas import Address, Addresses, Contact, Contacts
from tillbook.customers import queries
from tillbook.customers.document import SHAPE
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange.core.units import Document
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.log.effective import patch_of
from tillbook.exchange.up.repair import raise_if_refused
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor

router = Router(tags=["customers"])
PATH = "/api/v1/customers"
#: How often a change is made anew over what somebody else just saved.
_TRIES = 10
_UNIT_OF = {name: unit for unit, name in SHAPE.lists.items()}

Part = dict[str, Any]
#: From the customer as it stands to the list as it is to be.
Change = Callable[[list[Part]], list[Part]]


@router.get("/{uuid:id}/addresses", response=Addresses, summary="List the addresses")
def list_addresses(request: Call, id: UUID) -> HttpResponse:
    """Return the addresses of a customer, the oldest first; retired ones are not active."""
    return _listed(request.auth, id, "addresses")


@router.post("/{uuid:id}/addresses", response={201: Address}, summary="Add an address")
def add_address(request: Call, id: UUID, entered: Annotated[NewAddress, Body()]) -> HttpResponse:
    """Add an address. Name and phone left out are the customer's own."""
    return _added(request, id, "addresses", entered.model_dump(mode="json", exclude_none=True))


@router.get("/{uuid:id}/addresses/{uuid:part}", response=Address, summary="Read an address")
def read_address(request: Call, id: UUID, part: UUID) -> HttpResponse:
    """Return one address; the ETag is the customer's."""
    return _answer(request.auth, id, "addresses", part=str(part))


@router.patch("/{uuid:id}/addresses/{uuid:part}", response=Address, summary="Change an address")
def change_address(
    request: Call, id: UUID, part: UUID, entered: Annotated[PatchedAddress, Body()]
) -> HttpResponse:
    """Change an address by a JSON merge patch; `is_active` true takes a retired one back."""
    fields = entered.model_dump(mode="json", exclude_unset=True)
    return _changed(request, id, "addresses", str(part), fields)


@router.delete(
    "/{uuid:id}/addresses/{uuid:part}", response={204: None}, summary="Retire an address"
)
def retire_address(request: Call, id: UUID, part: UUID) -> HttpResponse:
    """Retire an address: it stays with the customer, for what refers to it, but is not active."""
    return _removed(request, id, "addresses", str(part))


@router.get("/{uuid:id}/contacts", response=Contacts, summary="List the contacts")
def list_contacts(request: Call, id: UUID) -> HttpResponse:
    """Return the contacts of a customer, the oldest first."""
    return _listed(request.auth, id, "contacts")


@router.post("/{uuid:id}/contacts", response={201: Contact}, summary="Add a contact")
def add_contact(request: Call, id: UUID, entered: Annotated[NewContact, Body()]) -> HttpResponse:
    """Add an email address, a telephone number or a web address."""
    return _added(request, id, "contacts", entered.model_dump(mode="json", exclude_none=True))


@router.get("/{uuid:id}/contacts/{uuid:part}", response=Contact, summary="Read a contact")
def read_contact(request: Call, id: UUID, part: UUID) -> HttpResponse:
    """Return one contact; the ETag is the customer's."""
    return _answer(request.auth, id, "contacts", part=str(part))


@router.patch("/{uuid:id}/contacts/{uuid:part}", response=Contact, summary="Change a contact")
def change_contact(
    request: Call, id: UUID, part: UUID, entered: Annotated[PatchedContact, Body()]
) -> HttpResponse:
    """Change a contact by a JSON merge patch; the answer says under which id it stands now."""
    fields = entered.model_dump(mode="json", exclude_unset=True)
    return _changed(request, id, "contacts", str(part), fields)


@router.delete("/{uuid:id}/contacts/{uuid:part}", response={204: None}, summary="Remove a contact")
def remove_contact(request: Call, id: UUID, part: UUID) -> HttpResponse:
    """Remove a contact."""
    return _removed(request, id, "contacts", str(part))


def _listed(actor: Actor, id: UUID, name: str) -> HttpResponse:
    customer, headers = _read(actor, id)
    return answers.json({"items": customer[name]}, headers=headers)


def _added(request: Call, id: UUID, name: str, fields: Part) -> HttpResponse:
    receipt = _edit(request, id, name, lambda standing: [*standing, fields])
    return _answer(request.auth, id, name, part=_written(receipt, name), status=201)


def _changed(request: Call, id: UUID, name: str, part: str, fields: Part) -> HttpResponse:
    receipt = _edit(request, id, name, lambda standing: _patched(standing, part, fields))
    return _answer(request.auth, id, name, part=part, instead=_written(receipt, name))


def _removed(request: Call, id: UUID, name: str, part: str) -> HttpResponse:
    def without(standing: list[Part]) -> list[Part]:
        _one(standing, part)
        return [one for one in standing if one["id"] != part]

    _edit(request, id, name, without)
    return HttpResponse(status=204, headers=_read(request.auth, id)[1])


def _patched(standing: list[Part], part: str, fields: Mapping[str, Any]) -> list[Part]:
    """Lay a merge patch over one part; a new value is what was typed this time."""
    before = _one(standing, part)
    after = before | {name: "" if value is None else value for name, value in fields.items()}
    if "value" in before and after["value"] != before["value"]:
        after["as_typed"] = after["value"]
    if fields.get("is_primary"):
        standing = [
            one | {"is_primary": one["is_primary"] and one.get("kind") != after.get("kind")}
            for one in standing
        ]
    return [after if one["id"] == part else one for one in standing]


def _one(standing: list[Part], part: str) -> Part:
    found = next((one for one in standing if one["id"] == part), None)
    if found is None:
        raise UnknownPart
    return found


def _edit(request: Call, id: UUID, name: str, change: Change) -> Receipt | None:
    """Edit one list of a customer as it stands at this moment: nobody else's change is undone.

    Raises StaleEdit where the request names a version that is no longer the current one.
    """
    key, seen = bodies.idempotency(request, request.auth), bodies.tags_seen(request)
    is_repeat = key is not None and key.earlier_operation() is not None
    for tries_left in reversed(range(_TRIES)):
        before, tag = _here(request.auth, id)
        if not is_repeat:
            changes.expected(seen, tag)
        try:
            receipt = edit_customer(
                request.auth,
                id,
                # What a repeat names may have gone by the first time.
                {} if is_repeat else {name: change(before[name])},
                expected=None if is_repeat else tag,
                idempotency=key,
            )
        except StaleEdit:
            if seen is not None or not tries_left:
                raise
            continue
        if receipt is not None:
            raise_if_refused(request.auth, receipt)
        return receipt
    raise StaleEdit


def _written(receipt: Receipt | None, name: str) -> str:
    """Return the id of the newest part that an operation wrote, "" if it wrote none."""
    patch = patch_of(receipt.operation) if receipt else {}
    prefix = f"{_UNIT_OF[name]}/"
    written = [unit for unit, value in patch.items() if value is not None]
    ids = [unit.removeprefix(prefix) for unit in written if unit.startswith(prefix)]
    return max(ids, default="")


def _here(actor: Actor, id: UUID) -> tuple[Document, str]:
    found = queries.find_tagged(actor, id)
    if found is None:
        raise UnknownCustomer
    return found


def _read(actor: Actor, id: UUID) -> tuple[Document, dict[str, str]]:
    """Return a customer with its headers: from here, else from the parent and without an ETag."""
    here = queries.find_tagged(actor, id)
    if here is not None:
        return here[0], {"ETag": f'"{here[1]}"'}
    elsewhere = queries.find_elsewhere(actor, id)
    if elsewhere is None:
        raise UnknownCustomer
    return elsewhere, {}


def _answer(
    actor: Actor, id: UUID, name: str, *, part: str, instead: str = "", status: int = 200
) -> HttpResponse:
    """Answer with a part as it stands; one that got another id is under the id given `instead`."""
    customer, headers = _read(actor, id)
    is_there = any(one["id"] == part for one in customer[name])
    found = _one(customer[name], part if is_there else instead)
    if status == 201:
        headers["Location"] = f"{PATH}/{id}/{name}/{found['id']}"
    return answers.json(found, status=status, headers=headers)
