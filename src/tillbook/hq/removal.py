"""Removing configuration: one page asks, tells where a thing is in use, and removes it."""

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tillbook import configuration
from tillbook.configuration.uses import Use
from tillbook.customers.rules.account_numbers import spaced
from tillbook.exchange import kinds
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.hq.spoken import said


def answer(
    request: HttpRequest,
    actor: Actor,
    kind: str,
    row: Model,
    *,
    back: str,
    words: dict[str, Any],
) -> HttpResponse | None:
    """Show the page that asks; None when the thing is removed."""
    given: dict[str, Any] = {"name": getattr(row, "name", str(row)), **words, "back": back}
    status = 200
    if request.method == "POST":
        try:
            _remove(request, actor, kind, row.pk)
        except StaleEdit:
            given["is_stale"], status = True, 409
        except Refused as refusal:
            given["is_permanent"] = refusal.code == configuration.PERMANENT
            status = 409
        else:
            return None
    given["uses"] = sentences(kind, row.pk)
    given["expected"] = standings([row.pk])[row.pk].tag
    return render(request, "hq/remove.html", given, status=status)


def _remove(request: HttpRequest, actor: Actor, kind: str, id: UUID) -> None:
    expected = request.POST.get("expected") or None
    configuration.remove(actor, kind, id=id, expected=expected)


def sentences(kind: str, id: UUID) -> list[str]:
    """Say where a thing is in use, a line for each kind of use; none where it is not."""
    document = kinds.entity_kind(kind).read([id]).get(id)
    return [_sentence(use) for use in configuration.uses_of(kind, document)] if document else []


def count_in_use(kind: str, row: Model) -> int:
    """Return by how many others a thing is used."""
    return sum(use.count for use in configuration.uses_of(kind, {"id": str(row.pk)}))


def _sentence(use: Use) -> str:
    names = _names(use)
    more = " …" if use.count > len(names) and names else ""
    counted = _counted(use.kind, use.count)
    return f"{counted}: {', '.join(names)}{more}" if names else counted


def _names(use: Use) -> list[str]:
    match use.kind:
        case "customer":
            return [spaced(name) for name in use.names]
        case "screen_layout" | "number_sequence":
            return said(use.names)
    return list(use.names)


def _counted(kind: str, n: int) -> str:
    text = _of_places(kind, n) or _of_customers(kind, n) or _of_attributes(kind, n)
    return (text or ngettext("%(n)s record", "%(n)s records", n)) % {"n": n}


def _of_places(kind: str, n: int) -> str:
    match kind:
        case "store":
            return ngettext("%(n)s store", "%(n)s stores", n)
        case "register":
            return ngettext("%(n)s register", "%(n)s registers", n)
        case "associate":
            return ngettext("%(n)s worker", "%(n)s workers", n)
        case "legal_entity":
            return ngettext("%(n)s legal entity", "%(n)s legal entities", n)
        case "screen_layout":
            return ngettext("%(n)s screen layout", "%(n)s screen layouts", n)
        case "node":
            return ngettext("%(n)s device", "%(n)s devices", n)
    return ""


def _of_customers(kind: str, n: int) -> str:
    match kind:
        case "customer":
            return ngettext("%(n)s customer", "%(n)s customers", n)
        case "customer_group":
            return ngettext("%(n)s customer group", "%(n)s customer groups", n)
        case "number_sequence":
            return ngettext("%(n)s number sequence", "%(n)s number sequences", n)
        case "number":
            return ngettext("%(n)s number was drawn from it", "%(n)s numbers were drawn from it", n)
    return ""


def _of_attributes(kind: str, n: int) -> str:
    match kind:
        case "attribute":
            return ngettext("%(n)s attribute", "%(n)s attributes", n)
        case "attribute_group":
            return ngettext("%(n)s attribute group", "%(n)s attribute groups", n)
        case "commerce_parameters":
            return _("Commerce parameters")
    return ""
