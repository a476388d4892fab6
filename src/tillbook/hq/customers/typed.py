"""What was typed into the form of a customer, as the document that the operations take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tillbook.customers.rules.validation import Problem
from tillbook.exchange.core.units import Document

SCALARS = ("name", "type", "customer_group", "language", "receipt_option", "receipt_email")
KINDS = ("phone", "email", "url")
ADDRESS_FIELDS = (
    "purpose",
    "country",
    "street",
    "street_number",
    "building",
    "post_box",
    "city",
    "district",
    "county",
    "state",
    "postal_code",
    "name",
    "phone",
)
#: Fields that make an address worth keeping.
_CONTENT = frozenset(ADDRESS_FIELDS) - {"purpose", "country"}
_MAX_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A contact or an address of the form, by its place in it."""

    index: int
    values: Mapping[str, str]
    is_primary: bool
    is_removed: bool = False

    @property
    def id(self) -> str:
        """The part's id; empty for a new one."""
        return self.values.get("id", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The whole form as typed. Nothing typed is dropped before it is saved."""

    values: Mapping[str, str]
    contacts: tuple[Row, ...]
    addresses: tuple[Row, ...]

    @property
    def kept_contacts(self) -> list[Row]:
        """Contacts to be saved: an emptied one goes away."""
        return [row for row in self.contacts if row.values["value"].strip()]

    @property
    def kept_addresses(self) -> list[Row]:
        """Addresses to be saved."""
        return [
            row
            for row in self.addresses
            if not row.is_removed and any(row.values[name].strip() for name in _CONTENT)
        ]


def from_post(post: QueryDict) -> Typed:
    """Read the form as it was sent."""
    values = {name: post.get(name, "").strip() for name in SCALARS}
    contacts = _rows(post, "contact", ("id", "kind", "value", "label"))
    addresses = _rows(post, "address", ("id", *ADDRESS_FIELDS))
    return Typed(values=values, contacts=contacts, addresses=addresses)


def _rows(post: QueryDict, prefix: str, names: Sequence[str]) -> tuple[Row, ...]:
    rows = []
    for index in range(_MAX_ROWS):
        start = f"{prefix}-{index}-"
        if f"{start}id" not in post:
            break
        values = {name: post.get(start + name, "").strip() for name in names}
        chosen = post.get(f"primary-{values.get('kind', prefix)}")
        rows.append(
            Row(
                index=index,
                values=values,
                is_primary=chosen == str(index),
                is_removed=f"{start}remove" in post,
            )
        )
    return tuple(rows)


def from_document(customer: Document) -> Typed:
    """Return the form as the customer stands; retired addresses are not in it and stay retired."""
    contacts = tuple(
        Row(
            index=index,
            values={
                "id": contact["id"],
                "kind": contact["kind"],
                "value": contact["as_typed"] or contact["value"],
                "label": contact["label"],
            },
            is_primary=contact["is_primary"],
        )
        for index, contact in enumerate(
            sorted(customer["contacts"], key=lambda one: KINDS.index(one["kind"]))
        )
    )
    addresses = tuple(
        Row(
            index=index,
            values={"id": address["id"]} | {name: address[name] for name in ADDRESS_FIELDS},
            is_primary=address["is_primary"],
        )
        for index, address in enumerate(active_addresses(customer))
    )
    values = {name: str(customer[name] or "") for name in SCALARS}
    return Typed(values=values, contacts=contacts, addresses=addresses)


def active_addresses(customer: Document) -> list[Document]:
    """Return the addresses that are in use."""
    return [address for address in customer["addresses"] if address["is_active"]]


def changes(form: Typed, before: Document | None) -> dict[str, Any]:
    """Return what the form asks for; parts keep what the form does not show of them."""
    contacts = {part["id"]: part for part in (before or {}).get("contacts", ())}
    addresses = {part["id"]: part for part in (before or {}).get("addresses", ())}
    return {
        **form.values,
        "contacts": [_contact(row, contacts.get(row.id, {})) for row in form.kept_contacts],
        "addresses": [_address(row, addresses.get(row.id, {})) for row in form.kept_addresses],
    }


def _contact(row: Row, before: Mapping[str, Any]) -> dict[str, Any]:
    typed = row.values["value"]
    is_same = bool(before) and typed == (before["as_typed"] or before["value"])
    part = dict(before) | {"kind": row.values["kind"], "label": row.values["label"]}
    part["value"] = before["value"] if is_same else typed
    part["as_typed"] = before["as_typed"] if is_same else typed
    return _with_place(part, row)


def _address(row: Row, before: Mapping[str, Any]) -> dict[str, Any]:
    return _with_place(dict(before) | {name: row.values[name] for name in ADDRESS_FIELDS}, row)


def _with_place(part: dict[str, Any], row: Row) -> dict[str, Any]:
    part["is_primary"] = row.is_primary
    if row.id:
        part["id"] = row.id
    else:
        part.pop("id", None)
    return part


def control_of(problem: Problem, form: Typed) -> str:
    """Return the name of the control that a problem points at."""
    list_name, _, rest = problem.pointer.lstrip("/").partition("/")
    position, _, field = rest.partition("/")
    kept = {"contacts": form.kept_contacts, "addresses": form.kept_addresses}.get(list_name)
    if kept is None or not position.isdigit():
        return list_name
    prefix = "contact" if list_name == "contacts" else "address"
    return f"{prefix}-{kept[int(position)].index}-{field or 'value'}"
