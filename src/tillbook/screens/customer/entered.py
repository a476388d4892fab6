"""From what was typed to the document that the operations take, and back to the control at fault."""

from collections.abc import Iterable, Mapping
from typing import Any

from tillbook.customers.rules import consents
from tillbook.customers.rules.validation import Problem
from tillbook.exchange.core.units import Document
from tillbook.foundation import names
from tillbook.screens import controls, words
from tillbook.screens.customer.fields import (
    ADDRESS,
    BY_NAME,
    CONTACT,
    IDENTIFIER,
    NAME_PARTS,
    PARTS,
    Kind,
)
from tillbook.screens.customer.typed import ATTRIBUTE, Row, Typed
from tillbook.screens.messages import message
from tillbook.screens.messages import reason as why_refused


def new(form: Typed) -> dict[str, Any]:
    """Return a new customer as entered; what stands as it was handed down counts as inherited."""
    # Nothing of a new customer has an id yet, whatever a browser sends.
    items = {
        part.list_name: [_item(row, {}) | {"id": ""} for row in form.kept(part)] for part in PARTS
    }
    return _plain(form, {}) | items | {"attributes": dict(form.attributes)}


def edited(form: Typed, before: Document) -> dict[str, Any]:
    """Return what the form asks for; an item that the form does not show stays as it is stored."""
    document = _plain(form, before)
    for part in PARTS:
        stored = {item["id"]: item for item in before[part.list_name]}
        shown = {row.id for row in form.rows[part.prefix]}
        kept = [_item(row, stored.get(row.id, {})) for row in form.kept(part)]
        document[part.list_name] = kept + [i for id, i in stored.items() if id not in shown]
    document["attributes"] = dict(form.attributes)
    return document


def _plain(form: Typed, before: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {name: list(codes) for name, codes in form.sets.items()}
    for name, text in form.values.items():
        document[name] = text == "on" if BY_NAME[name].kind is Kind.SWITCH else text
    return document | _name(document, before)


def _name(document: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Settle who rules: the full name splits anew, unless somebody touched the parts.

    Parts that say the same as the full name are another split of it; other parts make a new name.
    """
    parts = {name: document.pop(name) for name in NAME_PARTS if name in document}
    if document.get("type") == "organization":
        return dict.fromkeys(parts, "")
    stored = {name: before.get(name) or "" for name in parts}
    if "name" not in document or parts == stored:
        return {}
    is_same_name = _letters(document["name"]) == _letters("".join(parts.values()))
    if not is_same_name and document["name"] == before.get("name") and any(parts.values()):
        language = str(document.get("language") or before.get("language") or "en")
        given = f"{parts.get('first_name', '')} {parts.get('middle_name', '')}"
        parts["name"] = names.join(given, parts.get("last_name", ""), language=language)
    return parts


def _letters(text: str) -> list[str]:
    return sorted(char for char in text.casefold() if char.isalnum())


def _item(row: Row, stored: Mapping[str, Any]) -> dict[str, Any]:
    item = dict.fromkeys(row.part.limits, "") | dict(stored)
    item |= {name: row.values[name] for name in row.part.limits if name in row.sent}
    if row.part in (CONTACT, IDENTIFIER):
        typed = row.values["value"]
        is_same = bool(stored) and typed == (stored["as_typed"] or stored["value"])
        item |= {name: stored[name] if is_same else typed for name in ("value", "as_typed")}
        if row.part is CONTACT:
            item |= _contact(row, stored, is_same=is_same)
    if row.part is ADDRESS:
        item |= {"country": row.values["country"].upper(), "is_active": row.is_active}
    if row.part in (CONTACT, ADDRESS):
        item["is_primary"] = row.is_primary and row.is_active
    return item | {"id": row.id} if row.id else item


def _contact(row: Row, stored: Mapping[str, Any], *, is_same: bool) -> dict[str, Any]:
    """Return what only contacts have; an answer that nobody touched says nothing."""
    made: dict[str, Any] = {"kind": row.values["kind"]}
    # What kind of phone another number belongs to is read from the number.
    made["is_mobile"] = stored["is_mobile"] if is_same else None
    if row.marketing and row.marketing != stored.get("marketing", consents.NOT_ASKED):
        made["marketing"] = row.marketing
    if row.is_as_typed:
        made["accept_as_typed"] = True
    return made


def problems(found: Iterable[Problem], form: Typed) -> list[controls.Problem]:
    """Say what the rules found, in words, each at the control that it comes from."""
    return [
        controls.Problem(
            field=_control_of(problem, form), text=message(problem.code, problem.params)
        )
        for problem in found
    ]


def fault(pointer: str, reason: str, form: Typed) -> controls.Problem:
    """Say at its control what headquarters refused; only the first fault is told from there."""
    at = _control_of(Problem(code=reason, pointer=pointer), form)
    return controls.Problem(field=at, text=words.sentence(why_refused(reason)))


def _control_of(problem: Problem, form: Typed) -> str:
    list_name, _, rest = problem.pointer.lstrip("/").partition("/")
    if list_name == "attributes":
        return f"{ATTRIBUTE}{rest}"
    part = next((part for part in PARTS if part.list_name == list_name), None)
    if part is None:
        return list_name
    position, _, field = rest.partition("/")
    kept = form.kept(part)
    if position.isdigit() and int(position) < len(kept):
        field = "value" if field in ("", "as_typed", "kind") and part is CONTACT else field
        return kept[int(position)].control(field)
    rows = form.rows[part.prefix]
    if part is CONTACT:
        wanted = problem.code.partition(".")[0]
        rows = tuple(sorted(rows, key=lambda row: row.values["kind"] != wanted))
    first = "street" if part is ADDRESS else next(iter(part.limits))
    return rows[0].control(first) if rows else f"section-{part.section}"
