"""What customers offer to the exchange: the customer, its configuration, and its questions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from tillbook import configuration
from tillbook.configuration import portable
from tillbook.configuration.portable import Portable
from tillbook.configuration.tables import table_kind
from tillbook.customers import document, duplicates, history, queries, search_index, store_defaults
from tillbook.customers.checks import CHECKS, OF_OTHERS
from tillbook.customers.models import (
    AddressBook,
    AddressPurpose,
    Affiliation,
    CommerceParameters,
    ConsentPurpose,
    Customer,
    CustomerGroup,
    FinancialDimension,
    StoreDefaults,
)
from tillbook.customers.operations.carry_over import carry_over
from tillbook.customers.operations.create_customer import CREATE
from tillbook.customers.operations.duplicate_pairs import DUPLICATE_PAIR, PROPOSE, SETTLE
from tillbook.customers.operations.edit_customer import EDIT
from tillbook.customers.operations.merge_customers import ABSORB, MERGE
from tillbook.customers.operations.record_consent import RECORD
from tillbook.customers.operations.unmerge_customers import RELEASE, UNMERGE
from tillbook.customers.parameters import parameters_id
from tillbook.customers.replicated import form, index, rows
from tillbook.customers.rules.consents import restriction
from tillbook.customers.synchronization import conflicts
from tillbook.customers.uses import USES
from tillbook.exchange import kinds, questions
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import EntityKind, Row, nothing_to_check
from tillbook.foundation.folding import FOLDING_VERSION
from tillbook.health import way


def _derive(customer: Document) -> dict[str, Any]:
    return {"folding": FOLDING_VERSION, "tokens": index.tokens_for(customer)}


def _write(written: Sequence[Row]) -> None:
    if written:
        before = rows.write([row.document for row in written])
        index.replace(before, [index.entry_of(row.document, _tokens(row)) for row in written])


def _tokens(row: Row) -> list[str] | None:
    """Take the tokens that came along, unless they were folded by other rules."""
    is_of_today = row.derived.get("folding") == FOLDING_VERSION
    return list(row.derived["tokens"]) if is_of_today else None


def _remove(ids: Collection[UUID]) -> None:
    if ids:
        index.drop(ids)
        rows.remove(ids)


CUSTOMER = EntityKind(
    name="customer",
    shape=document.SHAPE,
    policy_of=document.policy_of,
    fields=document.FIELDS,
    always=frozenset({"party"}),
    read=document.read,
    write=_write,
    remove=_remove,
    derive=_derive,
    restriction=restriction,
    is_well_formed=form.holds,
    model=Customer,
)
#: Every table of configuration is one flat kind.
CONFIGURATION = tuple(
    table_kind(
        name,
        model,
        fields=[name for name in document.columns(model) if name != "id"],
        check=CHECKS.get(name, nothing_to_check),
    )
    for name, model in (
        ("customer_group", CustomerGroup),
        ("affiliation", Affiliation),
        ("financial_dimension", FinancialDimension),
        ("address_book", AddressBook),
        ("address_purpose", AddressPurpose),
        ("consent_purpose", ConsentPurpose),
        ("commerce_parameters", CommerceParameters),
        ("store_defaults", StoreDefaults),
    )
)


def _refresh_after_customer(written: Document) -> Iterable[kinds.Draft]:
    return store_defaults.refresh(default_customer=UUID(written["id"]))


def _refresh_after_store(written: Document) -> Iterable[kinds.Draft]:
    return store_defaults.refresh(store=UUID(written["id"]))


def _refresh_all(written: Document) -> Iterable[kinds.Draft]:
    return store_defaults.refresh()


def _parameters_of(document: Document) -> UUID:
    try:
        return parameters_id(UUID(str(document.get("store"))))
    except ValueError:
        # The chain's; and a store that is no id is refused when it is put.
        return parameters_id()


def offer() -> None:
    """Register kinds, operations, reactions and questions."""
    kinds.offer(reactions={"customer": carry_over})
    kinds.offer(
        entities=[CUSTOMER, DUPLICATE_PAIR, *CONFIGURATION],
        operations=[CREATE, EDIT, RECORD, MERGE, ABSORB, UNMERGE, RELEASE, PROPOSE, SETTLE],
        reactions={
            "customer": _refresh_after_customer,
            "store": _refresh_after_store,
            "customer_group": _refresh_all,
            "address_purpose": _refresh_all,
            "operating_unit": _refresh_all,
            "legal_entity": _refresh_all,
        },
    )
    portable.tell({"commerce_parameters": Portable(key="store", id_of=_parameters_of)})
    configuration.offer(uses=USES, checks=OF_OTHERS)
    questions.offer("customers.search", queries.answer_search)
    questions.offer("customers.open", queries.answer_open)
    questions.offer(duplicates.QUESTION, duplicates.answer_duplicates)
    questions.offer(history.QUESTION, history.answer_history)
    way.offer_index(CUSTOMER.name, search_index.has)
    questions.offer(conflicts.QUESTION, conflicts.answer_conflicts)
