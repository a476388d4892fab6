"""Attribute values: read as they are entered, judged once more at headquarters."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.translation import get_language

from tillbook.attributes import queries
from tillbook.attributes.rules import values
from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.described import definitions_for
from tillbook.customers.document import ATTRIBUTES
from tillbook.customers.models import Customer
from tillbook.customers.rules.validation import Problem
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation.actor import Actor
from tillbook.foundation.checks import Finding
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import remember
from tillbook.staff.models import Associate
from tillbook.stores.models import Store
from tillbook.stores.queries import Place

_REFERRED: Mapping[str, type[Model]] = {"customer": Customer, "store": Store, "worker": Associate}
Values = dict[str, Any]


def entered(
    actor: Actor,
    document: Mapping[str, Any],
    given: Mapping[str, Any] | None,
    *,
    before: Document | None,
    place: Place,
) -> tuple[Values, list[Problem]]:
    """Return a customer's attribute values with those that were given laid over, and the problems.

    Attributes are given by id or code; None and "" take a value away. What a new customer is not
    given at all is preset. Values that stood before may stay. At a till what is required is asked
    for; headquarters may leave it for later. Source: AR-047 to AR-049, AR-057.
    """
    shown = definitions_for(
        place.store,
        customer_type=document.get("type") or "",
        customer_group=document.get("customer_group") or "",
        language=get_language() or "en",
    )
    given = given or {}
    stood = (before or {}).get(ATTRIBUTES, {})
    by_name = _by_name(shown, given, language=get_language() or "en")
    found = dict(stood)
    problems = list(_lay_over(found, given, by_name, stood, place))
    if before is None:
        _preset(found, shown, {by_name[name].id for name in given if name in by_name})
    if _asks_for_required(actor) and (before is None or given):
        asked = {by_name[name].id: name for name in given if name in by_name}
        problems += [
            _problem(values.missing(one), asked.get(one.id, one.id))
            for one in shown
            if one.is_required and one.id not in found
        ]
    return found, problems


def _by_name(
    shown: Collection[Definition], given: Collection[str], *, language: str
) -> dict[str, Definition]:
    known = {name: one for one in shown for name in (one.id, one.code)}
    others = [name for name in given if name not in known]
    return known | queries.known(others, language=language)


def _lay_over(
    found: Values,
    given: Mapping[str, Any],
    by_name: Mapping[str, Definition],
    stood: Mapping[str, Any],
    place: Place,
) -> Iterator[Problem]:
    zone = ZoneInfo(place.time_zone)
    for name, value in given.items():
        definition = by_name.get(name)
        id = definition.id if definition else name
        if id in stood and _says_the_same(value, stood[id], definition, zone):
            continue
        if definition is None:
            yield Problem(code="attribute.unknown", pointer=_pointer(name))
        elif value is None or (isinstance(value, str) and not value.strip()):
            found.pop(id, None)
        else:
            read = _checked(value, definition, zone=zone)
            if isinstance(read, Finding):
                yield _problem(read, name)
            else:
                found[id] = read


def _says_the_same(value: Any, stored: Any, definition: Definition | None, zone: ZoneInfo) -> bool:
    if definition is None:
        return bool(value == stored)
    return values.is_same(value, stored, definition, zone=zone)


def _preset(found: Values, shown: Collection[Definition], told: Collection[str]) -> None:
    for one in shown:
        if one.default is not None and one.id not in told:
            found[one.id] = one.default


def _asks_for_required(actor: Actor) -> bool:
    return actor.kind == "staff" and actor.store is not None


def _checked(value: Any, definition: Definition, *, zone: Any) -> Any:
    """Read a value. Who refers to something must refer to what there is, as far as this node knows.

    A till does not hold everybody; headquarters does.
    """
    read = values.read(value, definition, zone=zone)
    if isinstance(read, Finding) or definition.data_type != "reference" or not current().is_root:
        return read
    model = _REFERRED[definition.reference_kind]
    if model._default_manager.filter(id=read).exists():
        return read
    params = {"name": definition.label}
    return Finding(code="attribute.reference_unknown", field=definition.id, params=params)


def _problem(found: Finding, name: str) -> Problem:
    return Problem(code=found.code, pointer=_pointer(name), params=found.params)


def _pointer(name: str) -> str:
    return f"/{ATTRIBUTES}/{name.replace('~', '~0').replace('/', '~1')}"


def judge(proposal: Proposal) -> Ruling:
    """Refuse a new value that its attribute does not allow; headquarters' definitions count.

    An attribute that is not known here is kept: it may be of a newer release. Source: AR-047, AR-048.
    """
    stood = (proposal.before or {}).get(ATTRIBUTES, {})
    for id, value in proposal.after.get(ATTRIBUTES, {}).items():
        if f"attribute/{id}" not in proposal.patch or stood.get(id) == value:
            continue
        definition = remember(("attribute", id), partial(_known, id))
        if definition is None:
            continue
        read = _checked(value, definition, zone=None)
        if isinstance(read, Finding):
            return Ruling(refused=read.code, params={**read.params, "pointer": _pointer(id)})
        if read != value:
            params = {"name": definition.label, "as": definition.data_type}
            return Ruling(refused="attribute.malformed", params={**params, "pointer": _pointer(id)})
    return Ruling()


def _known(id: str) -> Definition | None:
    return queries.known([id], language="").get(id)
