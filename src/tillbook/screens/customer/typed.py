"""What stands in the form, read from a browser or from a stored customer."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from django.http import QueryDict

from tillbook.customers.rules import consents
from tillbook.exchange.core.units import Document
from tillbook.foundation.ids import is_id
from tillbook.screens.customer.fields import (
    ADDRESS,
    CONTACT,
    CONTACT_KINDS,
    CONTACT_PERSON,
    FIELDS,
    IDENTIFIER,
    NAME_PARTS,
    PARTS,
    Kind,
    Part,
)

#: What an address starts with: where nothing else was chosen, the rules of defaults decide.
_PRESETS = ("purpose", "country")
#: Begins the name of an attribute's control.
ATTRIBUTE = "attribute-"
#: More rows than a record may grow to: what a form shows is read again.
_MAX_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item of a list, by its place in the form."""

    part: Part
    index: int
    values: Mapping[str, str]
    is_primary: bool = False
    is_removed: bool = False
    #: The answer for marketing: yes, no, not_asked; empty where it is not asked here.
    marketing: str = ""
    #: Whether a phone that cannot be read is to be kept as it was typed.
    is_as_typed: bool = False
    #: The fields that the form showed; others stay as they are stored.
    sent: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The item's id; empty for a new one."""
        return self.values.get("id", "")

    @property
    def is_kept(self) -> bool:
        """Whether it is to be saved: an emptied item goes away, a stored address is retired."""
        is_retired = self.part is ADDRESS and bool(self.id)
        is_gone = self.is_removed and not is_retired
        return not is_gone and any(self.values.get(name) for name in self.part.content)

    @property
    def is_active(self) -> bool:
        """Whether it counts; a retired address does not."""
        return self.part is not ADDRESS or (bool(self.values["is_active"]) and not self.is_removed)

    def control(self, name: str) -> str:
        """Return the name of the control of one of its fields."""
        return f"{self.part.prefix}-{self.index}-{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form as typed. A field that it does not show is not in it, and is not changed."""

    values: Mapping[str, str]
    sets: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[Row, ...]]
    #: Id of the attribute -> what was typed, or what is stored as it is stored.
    attributes: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field's text; "" when it is not there."""
        return self.values.get(name, "")

    @property
    def contacts(self) -> tuple[Row, ...]:
        """The rows of contacts."""
        return self.rows[CONTACT.prefix]

    @property
    def addresses(self) -> tuple[Row, ...]:
        """The rows of addresses."""
        return self.rows[ADDRESS.prefix]

    def kept(self, part: Part) -> list[Row]:
        """Return the rows that are to be saved."""
        return [row for row in self.rows[part.prefix] if row.is_kept]

    def with_rows(self, part: Part, rows: Iterable[Row]) -> "Typed":
        """Put other rows in, and number them by their places."""
        numbered = tuple(replace(row, index=index) for index, row in enumerate(rows))
        return replace(self, rows={**self.rows, part.prefix: numbered})


def from_post(post: QueryDict) -> Typed:
    """Read the form as a browser sent it."""
    values: dict[str, str] = {}
    sets: dict[str, tuple[str, ...]] = {}
    for spec in FIELDS:
        # Browsers send nothing for an empty box: the form says which boxes it shows.
        is_touched = f"{spec.name}-shown" in post and _is_touched(spec.name, post)
        if spec.kind is Kind.SET and is_touched:
            sets[spec.name] = tuple(map(str, post.getlist(spec.name)))
        elif spec.kind is Kind.SWITCH and is_touched:
            values[spec.name] = "on" if spec.name in post else ""
        elif spec.kind not in (Kind.SET, Kind.SWITCH) and spec.name in post:
            values[spec.name] = post.get(spec.name, "").strip()
    if _is_split_of_another_name(values, post):
        values = {name: text for name, text in values.items() if name not in NAME_PARTS}
    rows = {part.prefix: tuple(_sent_rows(post, part)) for part in PARTS}
    return Typed(values=values, sets=sets, rows=rows, attributes=dict(_sent_attributes(post)))


def _sent_attributes(post: QueryDict) -> Iterable[tuple[str, str]]:
    for name in post:
        id = name.removeprefix(ATTRIBUTE)
        if id != name and is_id(id):
            yield id, post.get(name, "").strip()


def _is_touched(name: str, post: QueryDict) -> bool:
    """Tell whether boxes stand otherwise than they were handed down; then another store's may follow."""
    preset = post.get(f"{name}-preset")
    chosen = sorted(map(str, post.getlist(name)))
    return preset is None or chosen != sorted(code for code in preset.split(",") if code)


def _is_split_of_another_name(values: Mapping[str, str], post: QueryDict) -> bool:
    """Tell whether the parts of the name are those that were proposed for what stood there before."""
    parts = [name for name in NAME_PARTS if name in values]
    is_untouched = all(values[name] == post.get(f"{name}-preset", "") for name in parts)
    return is_untouched and values.get("name") != post.get("split-of", "")


def _sent_rows(post: QueryDict, part: Part) -> Iterable[Row]:
    for index in range(_MAX_ROWS):
        start = f"{part.prefix}-{index}-"
        if f"{start}id" not in post:
            continue  # kept and not asked for
        names = (*part.carried, *part.limits)
        sent = frozenset(name for name in names if start + name in post)
        values = {name: post.get(start + name, "").strip() for name in names}
        for name in _PRESETS:
            if values.get(name) and values[name] == post.get(f"{start}{name}-preset"):
                values[name] = ""
        if f"{start}restore" in post:
            values["is_active"] = "on"
        slot = values.get("kind", part.prefix)
        yield Row(
            part=part,
            index=index,
            values=values,
            is_primary=post.get(f"primary-{slot}") == str(index),
            is_removed=f"{start}remove" in post,
            marketing=post.get(f"{start}marketing", ""),
            is_as_typed=f"{start}as_typed" in post,
            sent=sent,
        )


def from_document(customer: Document) -> Typed:
    """Return the form as a customer stands."""
    values = {
        spec.name: _text(customer.get(spec.name)) for spec in FIELDS if spec.kind is not Kind.SET
    }
    sets = {
        spec.name: tuple(customer.get(spec.name) or ()) for spec in FIELDS if spec.kind is Kind.SET
    }
    rows = {part.prefix: tuple(_stored_rows(customer, part)) for part in PARTS}
    described = {id: str(value) for id, value in (customer.get("attributes") or {}).items()}
    return Typed(values=values, sets=sets, rows=rows, attributes=described)


def _stored_rows(customer: Document, part: Part) -> Iterable[Row]:
    places = count()
    for item in sorted(customer.get(part.list_name) or (), key=_order):
        names = (*part.carried, *part.limits)
        values = {name: _text(item.get(name)) for name in names}
        if part in (CONTACT, IDENTIFIER):
            values["value"] = _text(item["as_typed"] or item["value"])
        yield Row(
            part=part,
            index=next(places),
            values=values,
            is_primary=bool(item.get("is_primary")),
            marketing=_answer(customer, item) if part is CONTACT else "",
        )


def _answer(customer: Document, contact: Mapping[str, Any]) -> str:
    if contact["kind"] not in consents.KINDS:
        return ""
    return consents.answer_of(customer.get("consents") or {}, contact["id"], consents.MARKETING)


def _order(item: Mapping[str, Any]) -> tuple[int, bool, bool]:
    """Put phones before emails, primary ones first, retired addresses last."""
    kind = item.get("kind")
    place = CONTACT_KINDS.index(kind) if kind in CONTACT_KINDS else len(CONTACT_KINDS)
    return place, item.get("is_active") is False, not item.get("is_primary")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def with_blanks(form: Typed, *, add: str = "", kinds: Iterable[str] = ("phone", "email")) -> Typed:
    """Add an empty row where a list has none, and one to the list that is asked for.

    `add` names a kind of contact or the beginning of another list's names.
    """
    contacts = list(form.contacts)
    for kind in CONTACT_KINDS:
        has_one = any(row.values["kind"] == kind for row in contacts)
        if add == kind or (not has_one and kind in kinds):
            contacts.insert(_end_of(contacts, kind), _blank_contact(kind, is_primary=not has_one))
    form = form.with_rows(CONTACT, contacts)
    for part in (ADDRESS, IDENTIFIER, CONTACT_PERSON):
        rows = form.rows[part.prefix]
        if add == part.prefix or not any(row.is_active for row in rows):
            is_first = not any(row.is_active for row in rows)
            form = form.with_rows(part, [*rows, _blank(part, is_primary=is_first)])
    return form


def _end_of(contacts: list[Row], kind: str) -> int:
    """Return the place after the last contact of a kind and those that come before it."""
    last = CONTACT_KINDS.index(kind)
    return sum(row.values["kind"] in CONTACT_KINDS[: last + 1] for row in contacts)


def _blank_contact(kind: str, *, is_primary: bool) -> Row:
    mobile = "on" if kind == "phone" and is_primary else ""
    row = _blank(CONTACT, is_primary=is_primary)
    return replace(
        row,
        values={**row.values, "kind": kind, "is_mobile": mobile},
        marketing=consents.NOT_ASKED if kind in consents.KINDS else "",
    )


def _blank(part: Part, *, is_primary: bool) -> Row:
    values = dict.fromkeys((*part.carried, *part.limits), "")
    if part is ADDRESS:
        values["is_active"] = "on"
    return Row(part=part, index=0, values=values, is_primary=is_primary)


def starting(values: Mapping[str, str]) -> Typed:
    """Return a new customer's form that starts with some values: a field's, a phone, an email."""
    kinds = {kind: values[kind] for kind in CONTACT_KINDS if kind in values}
    plain = {name: text for name, text in values.items() if name not in kinds}
    form = with_blanks(Typed(values=plain, sets={}, rows={part.prefix: () for part in PARTS}))
    rows = [
        replace(row, values={**row.values, "value": kinds.get(row.values["kind"], "")})
        for row in form.contacts
    ]
    return form.with_rows(CONTACT, rows)


def seen(customer: Document) -> str:
    """Return a digest of what the form shows of a stored customer."""
    form = from_document(customer)
    lines = [f"{name}={text}" for name, text in sorted(form.values.items())]
    lines += [f"{name}={','.join(codes)}" for name, codes in sorted(form.sets.items())]
    lines += [f"{ATTRIBUTE}{id}={text}" for id, text in sorted(form.attributes.items())]
    lines += [
        f"{row.control(name)}={text} {row.is_primary} {row.marketing}"
        for rows in form.rows.values()
        for row in rows
        for name, text in sorted(row.values.items())
    ]
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()[:32]
