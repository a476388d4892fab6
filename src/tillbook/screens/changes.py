"""The changes of one operation as rows that people read: a field, its value before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tillbook.customers.queries import Names
from tillbook.customers.rules import account_numbers
from tillbook.customers.rules.history import Change
from tillbook.foundation import addresses
from tillbook.screens import attributes, words

#: Fields that say nothing to people, or that another row says already.
QUIET = frozenset(
    """legal_entity party inherited default_customer origin created_at created_by store register
    as_typed is_mobile""".split()
)
_NAME_PARTS = frozenset({"first_name", "middle_name", "last_name"})
#: Fields of an address that its printed lines show together.
_PRINTED = frozenset(
    """name street street_number building post_box city district county state postal_code
    country""".split()
)
#: What comes first in a list of rows; the rest follows in the order of the units.
_FIRST = ("account_number", "name", "contact", "primary", "address", "consent", "affiliation")
#: What is shown of a new customer at once.
KEY_FACTS = frozenset({"account_number", "name", "contact", "address", "consent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One changed value in words."""

    prefix: str
    label: str
    #: Which contact or address, when only a part of it changed.
    detail: str
    #: Empty when there was, or is, nothing.
    before: str
    after: str
    change: Change

    @property
    def is_new(self) -> bool:
        """Tell whether there was nothing before."""
        return not self.before and self.change.is_before_known


def rows(changes: Iterable[Change], names: Names) -> list[Row]:
    """Return the rows of an operation, the most telling first."""
    told = _without_echoes([change for change in changes if change.field not in QUIET])
    made = [_row(change, names) for change in _with_whole_addresses(_with_new_values(told))]
    return sorted(made, key=lambda row: _place(row.prefix))


def place_of(unit: str) -> int:
    """Return where a unit stands among the rows."""
    return _place(unit.partition("/")[0])


def _place(prefix: str) -> int:
    return _FIRST.index(prefix) if prefix in _FIRST else len(_FIRST)


def _without_echoes(changes: Sequence[Change]) -> list[Change]:
    """Leave out the parts of a name beside the name, and a primary that just came or went."""
    has_name = any(change.field == "name" and change.unit == "name" for change in changes)
    moved = {
        item["id"]
        for change in changes
        if (item := change.item) is not None and "id" in item and _is_whole(change)
    }

    def is_echo(change: Change) -> bool:
        if change.field == "primary":
            ids = {side["id"] for side in (change.before, change.after) if side}
            return bool(ids & moved)
        return has_name and change.field in _NAME_PARTS

    return [change for change in changes if not is_echo(change)]


def _is_whole(change: Change) -> bool:
    return change.field == _prefix(change)


def _prefix(change: Change) -> str:
    return change.unit.partition("/")[0]


def _with_new_values(changes: Sequence[Change]) -> list[Change]:
    """Make one change of a contact that went and one of its kind that came.

    Another value is another contact, whatever people call it.
    """
    told = list(changes)
    gone = [change for change in told if _is_contact(change) and change.after is None]
    for old in gone:
        kind = old.before["kind"]
        new = next(
            (
                change
                for change in told
                if _is_contact(change) and change.before is None and change.after["kind"] == kind
            ),
            None,
        )
        if new is not None:
            told.remove(old)
            told[told.index(new)] = replace(new, before=old.before)
    return told


def _is_contact(change: Change) -> bool:
    sides = (change.before, change.after)
    return change.field == "contact" and any(isinstance(side, Mapping) for side in sides)


def _with_whole_addresses(changes: Sequence[Change]) -> list[Change]:
    """Make one change of the printed fields of an address that changed together."""
    told: list[Change] = []
    for change in changes:
        is_part = _prefix(change) == "address" and change.field in _PRINTED
        same = [one for one in told if one.unit == change.unit and one.field == "address"]
        if not is_part or change.item is None:
            told.append(change)
        elif same:
            before = {**same[0].before, change.field: change.before}
            told[told.index(same[0])] = replace(same[0], before=before)
        else:
            before = {**change.item, change.field: change.before}
            told.append(replace(change, field="address", before=before, after=dict(change.item)))
    return told


def _row(change: Change, names: Names) -> Row:
    return Row(
        prefix=_prefix(change),
        label=_label(change, names),
        detail=_detail(change),
        before=_text(change, change.before, names) if change.is_before_known else "",
        after=_text(change, change.after, names),
        change=change,
    )


def _detail(change: Change) -> str:
    item = change.item or {}
    if change.field == "consent":
        return _contact_text(item.get("contact") or {})
    is_part = "/" in change.unit and not _is_whole(change)
    return _item_text(_prefix(change), item) if is_part else ""


def _label(change: Change, names: Names) -> str:
    item = change.after or change.before or {}
    if change.field == "attribute":
        id = change.unit.partition("/")[2]
        return attributes.label(names.attributes.get(id), id)
    match change.field:
        case "contact" if isinstance(item, Mapping):
            return words.field_name(item.get("kind", "contact"))
        case "primary":
            return _primary_label(change.unit.rpartition("/")[2])
        case "consent":
            return _purpose_name(str((change.item or {}).get("purpose", "")))
        case "identifier" if isinstance(item, Mapping):
            return scheme_name(str(item.get("scheme", "")))
    return name_of(change.field)


def name_of(field: str) -> str:
    """Name a field of the customer document, or a part of one."""
    return _names().get(field) or words.field_name(field)


def _names() -> dict[str, str]:
    return {
        "address": _("Address"),
        "affiliation": _("Affiliation"),
        "address_book": _("Customer address book"),
        "contact_person": _("Contact person"),
        "is_active": _("Address"),
        "value": pgettext("of a contact or a number", "Value"),
        "kind": pgettext("of a contact", "Kind"),
        "scheme": _("Kind of number"),
        "merged_into": _("Part of another customer"),
    }


def _primary_label(slot: str) -> str:
    names = {
        "phone": _("Primary phone"),
        "email": _("Primary email"),
        "url": _("Primary web address"),
        "address": _("Primary address"),
    }
    return names.get(slot, words.field_name("primary"))


def _purpose_name(purpose: str) -> str:
    return _("Marketing consent") if purpose == "marketing" else purpose


def scheme_name(code: str) -> str:
    """Name a kind of identifying number."""
    names = {
        "se.personnummer": _("Swedish personal identity number"),
        "se.orgnr": _("Swedish organization number"),
        "cn.ric": _("Chinese resident identity number"),
        "cn.uscc": _("Chinese unified social credit code"),
        "eu.vat": _("EU VAT number"),
        "other": pgettext("identifying number", "Other number"),
    }
    return names.get(code, code)


def _text(change: Change, value: Any, names: Names) -> str:
    """Write a value; nothing gives an empty text."""
    if value is None or value == "":
        return ""
    prefix = _prefix(change)
    match change.field:
        case "attribute":
            definition = names.attributes.get(change.unit.partition("/")[2])
            return attributes.value_text(definition, value, referred=names.referred)
        case "account_number":
            return account_numbers.spaced(str(value))
        case "customer_group" | "affiliation" | "address_book" as kind:
            return _configured_name(kind, str(value), names)
        case "is_active":
            return pgettext("address", "In use") if value else pgettext("address", "Retired")
        case "purpose":
            return names.purposes.get(str(value)) or words.choice_name(str(value))
        case "value" if prefix == "contact":
            return _contact_text({**(change.item or {}), "value": value})
        case "primary":
            slot = change.unit.rpartition("/")[2]
            return _item_text("address" if slot == "address" else "contact", value)
    if isinstance(value, Mapping) and _is_whole(change) and "/" in change.unit:
        return _item_text(prefix, value)
    return words.value_name(change.field, value)


def _configured_name(kind: str, code: str, names: Names) -> str:
    known = {
        "customer_group": names.groups,
        "affiliation": names.affiliations,
        "address_book": names.address_books,
    }
    return known[kind].get(code, code)


def _item_text(prefix: str, item: Mapping[str, Any]) -> str:
    """Write a contact, an address, … in one line."""
    match prefix:
        case "contact":
            return _contact_text(item)
        case "address":
            return _address_text(item)
        case "identifier":
            return str(item.get("as_typed") or item.get("value", ""))
        case "contact_person":
            facts = (item.get(name) for name in ("name", "role", "phone", "email"))
            return ", ".join(str(fact) for fact in facts if fact)
        case "consent":
            return answer_name(str(item.get("answer", "")))
    return words.value_name(prefix, item)


def _contact_text(contact: Mapping[str, Any]) -> str:
    """Write a contact; one of which only the id is known has no text."""
    if not contact.get("value"):
        return ""
    value = contact["value"]
    text = words.contact_text({"kind": "", "as_typed": value, **contact})
    return f"{text} ({contact['label']})" if contact.get("label") else text


def _address_text(address: Mapping[str, Any]) -> str:
    given = {name: str(value) for name, value in address.items() if isinstance(value, str)}
    lines = addresses.lines(given, language=get_language() or "en")
    return ", ".join(lines) or words.choice_name(given.get("purpose", ""))


def answer_name(answer: str) -> str:
    """Name an answer about consent."""
    names = {
        "yes": pgettext("consent", "Yes"),
        "no": pgettext("consent", "No"),
        "not_asked": _("Not asked"),
    }
    return names.get(answer, answer)
