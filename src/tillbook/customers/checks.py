"""What headquarters checks of the configuration of customers, whoever changes it."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models import QuerySet

from tillbook.attributes.models import Attribute, AttributeGroup
from tillbook.configuration.checks import Checked, row_of, unique
from tillbook.customers.models import (
    AddressBook,
    AddressPurpose,
    Affiliation,
    ConsentPurpose,
    Customer,
    CustomerAttribute,
    CustomerGroup,
    FinancialDimension,
)
from tillbook.customers.parameters import GROUPED_BY, parameters_id
from tillbook.customers.rules import (
    default_customers,
    duplicates,
    parameters,
    validation,
    wordings,
)
from tillbook.customers.rules.defaults import EXTRA_FIELDS
from tillbook.customers.uses import MOST_COUNTED
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation import checks as of
from tillbook.foundation.checks import Finding
from tillbook.foundation.ids import is_id
from tillbook.stores.models import LegalEntity, Store

_NAME = of.text(80, required=True)
_DESCRIPTION = of.text(250)
_MOST_VALUES = 2000


def _names(document: of.Fields, name: str) -> Iterator[Finding]:
    """Ask for names by language."""
    value = document.get(name, {})
    if not isinstance(value, Mapping) or not all(
        isinstance(text, str) and len(text) <= 80 for text in value.values()
    ):
        yield Finding(code="field.invalid", field=name)


def _values(document: of.Fields, name: str) -> Iterator[Finding]:
    """Ask for the values of a dimension: each a code of its own and a name."""
    rows = document.get(name, [])
    if not isinstance(rows, list) or len(rows) > _MOST_VALUES:
        yield Finding(code="field.invalid", field=name)
        return
    codes = [_code_of(row) for row in rows]
    if None in codes:
        yield Finding(code="dimension.value_malformed", field=name)
    elif len({code.lower() for code in codes if code}) < len(codes):
        yield Finding(code="field.repeated", field=name)


def _code_of(row: object) -> str | None:
    if not isinstance(row, Mapping):
        return None
    code, name = row.get("code"), row.get("name", "")
    if not isinstance(code, str) or not isinstance(name, str):
        return None
    return code if 0 < len(code.strip()) <= 50 and len(name) <= 80 else None


def _mapping(document: of.Fields, name: str) -> Iterator[Finding]:
    value = document.get(name, {})
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        yield Finding(code="field.invalid", field=name)


def _known_dimensions(before: Document | None, after: Document) -> Iterator[Finding]:
    """Ask for defined dimensions with one of their values; what stood before may stay."""
    stood = (before or {}).get("financial_dimensions", {})
    wanted = after.get("financial_dimensions", {})
    changed = {code: value for code, value in wanted.items() if stood.get(code) != value}
    rows = FinancialDimension.objects.filter(code__in=changed)
    known = {row.code: {value["code"] for value in row.values} for row in rows}
    for code, value in changed.items():
        if value not in known.get(code, ()):
            params = {"dimension": code, "value": value}
            yield Finding(code="dimension.unknown", field="financial_dimensions", params=params)


def _values_in_use(before: Document | None, after: Document) -> Iterator[Finding]:
    """Keep the values that customer groups have."""
    left = {value["code"] for value in after.get("values", [])}
    gone = {value["code"] for value in (before or {}).get("values", [])} - left
    if not gone:
        return
    for group in CustomerGroup.objects.order_by("code"):
        value = group.financial_dimensions.get(after["code"])
        if value in gone:
            params = {"value": value, "customer_group": group.name}
            yield Finding(code="dimension.value_in_use", field="values", params=params)


def _one_default_per_type(before: Document | None, after: Document) -> Iterator[Finding]:
    if wanted := after.get("default_for", ""):
        others = AddressPurpose.objects.filter(default_for=wanted).exclude(pk=after["id"])
        if other := others.first():
            params = {"purpose": other.name}
            yield Finding(code="purpose.default_taken", field="default_for", params=params)


def _wordings(before: Document | None, after: Document) -> Iterator[Finding]:
    """Let wordings be added and never changed: answers refer to what was read."""
    for code, pointer in wordings.faults(before, after):
        field = pointer.split("/")[1]
        yield Finding(code=code, field=field, params={"pointer": pointer})


def _groups_by(document: of.Fields, name: str) -> Iterator[Finding]:
    """Ask for attribute groups that there are, by type, customer group or store."""
    value = document.get(name, {})
    if not isinstance(value, Mapping) or not set(value) <= set(GROUPED_BY):
        yield Finding(code="field.invalid", field=name)
        return
    named = [group for by in value.values() for group in _values_or_none(by)]
    known = {str(id) for id in AttributeGroup.objects.values_list("id", flat=True)}
    if not all(isinstance(group, str) and group in known for group in named):
        yield Finding(code="reference.unknown", field=name)


def _values_or_none(value: object) -> list[object]:
    return list(value.values()) if isinstance(value, Mapping) else [None]


def _is_its_own(before: Document | None, after: Document) -> Iterator[Finding]:
    """Ask for the one id that the parameters of a place have."""
    store = after.get("store")
    if after["id"] != str(parameters_id(UUID(store) if store else None)):
        yield Finding(code="field.fixed", field="store")


CHECKS: dict[str, Checked] = {
    "customer_group": Checked(
        fields={
            "code": unique(CustomerGroup, written=of.code(50)),
            "name": _NAME,
            "description": _DESCRIPTION,
            "payment_terms": of.text(50),
            "days_after_due": of.whole_number(least=0, most=3650),
            "tax_group": of.text(50),
            "prices_include_tax": of.flag,
            "write_off_reason": of.text(50),
            "financial_dimensions": _mapping,
        },
        fixed=["code"],
        questions=[_known_dimensions],
    ),
    "affiliation": Checked(
        fields={
            "code": unique(Affiliation, written=of.code(50)),
            "name": _NAME,
            "description": _DESCRIPTION,
            "price_groups": of.texts(50, most=50),
        },
        fixed=["code"],
    ),
    "financial_dimension": Checked(
        fields={
            "code": unique(FinancialDimension, written=of.code(50)),
            "name": _NAME,
            "values": _values,
        },
        fixed=["code"],
        questions=[_values_in_use],
    ),
    "address_book": Checked(
        fields={"code": unique(AddressBook, written=of.code(50)), "name": _NAME}, fixed=["code"]
    ),
    "address_purpose": Checked(
        fields={
            "code": unique(AddressPurpose, written=of.code(50)),
            "name": _NAME,
            "names": _names,
            "default_for": of.one_of(("", *validation.TYPES)),
            "position": of.whole_number(least=0, most=9999),
        },
        fixed=["code"],
        questions=[_one_default_per_type],
    ),
    "consent_purpose": Checked(
        fields={
            "code": unique(ConsentPurpose, written=of.code(50)),
            "name": _NAME,
            "names": _names,
        },
        fixed=["code"],
        questions=[_wordings],
    ),
    "commerce_parameters": Checked(
        fields={
            "store": row_of(Store, required=False),
            "customer_attribute_group": row_of(AttributeGroup, required=False),
            "attribute_groups_by": _groups_by,
            "search_criteria": parameters.check_criteria,
            "required_fields": parameters.check_required,
            "retention": parameters.check_retention,
            "duplicates": duplicates.check_policies,
            "remote_search_length": of.whole_number(least=1, most=parameters.MOST_REMOTE_LENGTH),
            "copies_unasked": of.flag,
        },
        fixed=["store"],
        questions=[_is_its_own],
    ),
}


def _store(proposal: Proposal) -> Ruling:
    """Refuse a store whose default customer or address book it cannot have."""
    after = proposal.after
    book = after.get("address_book", "")
    if book and not AddressBook.objects.filter(code=book).exists():
        return Ruling(refused="reference.unknown", params={"field": "address_book"})
    before, wanted = proposal.before or {}, after.get("default_customer")
    # A customer that was blocked or merged later stays until somebody chooses another one.
    stays = all(
        before.get(name) == after.get(name) for name in ("default_customer", "legal_entity")
    )
    if wanted is None or stays:
        return Ruling()
    return _default_customer(str(wanted), company=str(after["legal_entity"]))


def _default_customer(id: str, *, company: str) -> Ruling:
    rows = Customer.objects.filter(id=id).values("legal_entity", "blocked", "merged_into")
    customer = rows.first() if is_id(id) else None
    own = LegalEntity.objects.filter(id=company).values_list("code", flat=True).first()
    code = default_customers.objection(customer, legal_entity=own or "")
    return Ruling(refused=code, params={"field": "default_customer"} if code else {})


def _legal_entity(proposal: Proposal) -> Ruling:
    """Refuse a company that names an unknown group or a field that is never copied."""
    after = proposal.after
    group = after.get("customer_group", "")
    if group and not CustomerGroup.objects.filter(code=group).exists():
        return Ruling(refused="reference.unknown", params={"field": "customer_group"})
    if not set(after.get("copied_fields", ())) <= set(EXTRA_FIELDS):
        return Ruling(refused="field.invalid", params={"field": "copied_fields"})
    return Ruling()


def _attribute_type(proposal: Proposal) -> Ruling:
    """Refuse to take away a value of a list that customers have, and a list that they do not fit."""
    before, after = proposal.before, proposal.after
    if before is None or not after.get("is_fixed_list"):
        return Ruling()
    attributes = Attribute.objects.filter(type=after["id"]).values_list("id", flat=True)
    rows = CustomerAttribute.objects.filter(attribute__in=list(attributes))
    left = {value["code"] for value in after["values"]}
    names = {value["code"]: value["name"] for value in before["values"]}
    if not before.get("is_fixed_list"):
        used = set(rows.values_list("value", flat=True).distinct())
        return _left_out(rows, {str(value): str(value) for value in used - left})
    return _left_out(rows, {code: name for code, name in names.items() if code not in left})


def _left_out(rows: QuerySet[CustomerAttribute], gone: Mapping[str, str]) -> Ruling:
    """Refuse to leave out what customers have; of a list its codes, with their names."""
    for value in sorted(gone):
        count = rows.filter(value=value)[: MOST_COUNTED + 1].count()
        if count:
            params = {"field": "values", "value": gone[value], "customers": str(count)}
            return Ruling(refused="attribute_type.value_in_use", params=params)
    return Ruling()


#: What is asked of kinds below, for only customers know.
OF_OTHERS = {
    "store": _store,
    "legal_entity": _legal_entity,
    "attribute_type": _attribute_type,
}
