"""Filling the demo's headquarters by the same operations as everybody's; every step is repeatable.

Ids are derived from what they stand for, so that a second run finds what the first one made.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from tillbook.cli.demo import plan
from tillbook.configuration import draft_put
from tillbook.customers.models import Customer
from tillbook.customers.operations.create_customer import create_customer, create_customers
from tillbook.customers.samples import sample_customers
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.up.submit import submit
from tillbook.features.operations.turn import turn
from tillbook.features.queries import is_on
from tillbook.foundation.ids import uuid7
from tillbook.nodes.this_node import current
from tillbook.staff.models import Associate
from tillbook.staff.operations.sign_in import hash_pin

_NAMESPACE = UUID("0197a0c2-7d1e-7a55-8c1f-5e1d2b3a4c6d")
#: Customers of one transaction.
_BATCH = 50
_COMPANY = "nordhav"
#: The second of January 2024: the lists that begin with the newest end with the samples.
_BEFORE_EVERYBODY_MS = 1_704_153_600_000


def configure() -> None:
    """Give headquarters the company, its switches, stores, registers, groups and staff."""
    for code, name, named in plan.FINANCIAL_DIMENSIONS:
        values = [{"code": value, "name": text} for value, text in named.items()]
        _put("financial_dimension", code, code=code, name=name, values=values)
    for code, name in plan.ADDRESS_BOOKS:
        _put("address_book", code, code=code, name=name)
    for code, name, dimensions in plan.CUSTOMER_GROUPS:
        _put("customer_group", code, code=code, name=name, financial_dimensions=dimensions)
    for code, name in plan.AFFILIATIONS:
        _put("affiliation", code, code=code, name=name)
    _put(
        "legal_entity",
        _COMPANY,
        code=_COMPANY,
        name="Nordhav Handel AB",
        country="SE",
        currency="SEK",
        language="sv",
        customer_group="retail",
    )
    for name in plan.SWITCHED_ON:
        if not is_on(name):
            turn(current().actor(), name, on=True)
    for shop in (*plan.SHOPS, plan.ONLINE):
        _configure_shop(shop)


def _configure_shop(shop: plan.Shop) -> None:
    store = _id("store", shop.number)
    _put(
        "operating_unit",
        shop.number,
        number=shop.number,
        name=shop.name,
        street=shop.street,
        postal_code=shop.postal_code,
        city=shop.city,
        country=shop.country,
    )
    _put(
        "store",
        shop.number,
        number=shop.number,
        name=shop.name,
        kind=shop.kind,
        legal_entity=str(_id("legal_entity", _COMPANY)),
        operating_unit=str(_id("operating_unit", shop.number)),
        currency=shop.currency,
        language=shop.language,
        time_zone=shop.time_zone,
        copy_receipt_email=True,
        address_book=shop.address_book,
    )
    for number in (*shop.registers, *shop.in_browsers):
        _put("register", number, number=number, name=f"{shop.name} {number}", store=str(store))
    for associate in shop.staff:
        _employ(associate, store)
    _give_default_customer(shop)


def _employ(associate: plan.Associate, store: UUID) -> None:
    id = _id("associate", associate.number)
    if Associate.objects.filter(id=id).exists():
        return
    _put(
        "associate",
        associate.number,
        number=associate.number,
        name=associate.name,
        role=associate.role,
        language=associate.language,
        store=str(store),
        pin=hash_pin(associate.pin),
        is_active=True,
    )


def _give_default_customer(shop: plan.Shop) -> None:
    id = _customer_id(f"default_customer {shop.number}")
    entered = {
        "name": shop.default_customer,
        "type": "person",
        "customer_group": shop.customer_group,
        "currency": shop.currency,
        "language": shop.language,
        "receipt_option": shop.receipt_option,
        "affiliations": list(shop.affiliations),
    }
    if not Customer.objects.filter(id=id).exists():
        create_customer(current().actor(), id, entered, store=shop.number)
    _put("store", shop.number, default_customer=str(id))


def load_samples(count: int, seed: int) -> Iterator[int]:
    """Load the sample customers that are missing; yield how many are there after each batch."""
    samples = {
        sample_id(seed=seed, position=position): document
        for position, document in enumerate(sample_customers(count, seed))
    }
    there = set(Customer.objects.filter(id__in=list(samples)).values_list("id", flat=True))
    missing = [id for id in samples if id not in there]
    done = len(there)
    for start in range(0, len(missing), _BATCH):
        ids = missing[start : start + _BATCH]
        _load({id: samples[id] for id in ids})
        done += len(ids)
        yield done


def _load(documents: Mapping[UUID, dict[str, Any]]) -> None:
    for number in {document["store"] for document in documents.values()}:
        ours = {id: given for id, given in documents.items() if given["store"] == number}
        create_customers(current().actor(), ours, store=number)


def _id(kind: str, key: str) -> UUID:
    return uuid5(_NAMESPACE, f"{kind} {key}")


def sample_id(*, seed: int, position: int) -> UUID:
    """Return the id of a sample customer: the same at each start, older than people's customers."""
    return _customer_id(f"sample {seed}/{position}", position=position + 1)


def _customer_id(key: str, *, position: int = 0) -> UUID:
    return uuid7(_BEFORE_EVERYBODY_MS + position, uuid5(_NAMESPACE, key).bytes[:10])


def _put(kind: str, key: str, /, **document: object) -> None:
    """Put a piece of configuration unless it stands like that already."""
    draft = draft_put(current().actor(), kind, id=_id(kind, key), document=document)
    if draft.patch:
        submit(draft, patience=NONE)
