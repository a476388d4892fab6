"""What the designers of grids and of layouts share: saving with every check, and removing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tillbook import configuration
from tillbook.configuration.checks import Checked
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.foundation.checks import Finding
from tillbook.foundation.ids import new_id
from tillbook.hq import refusals, removal
from tillbook.hq.layouts import words
from tillbook.hq.pages import Page
from tillbook.hq.shell import Crumb, way_to
from tillbook.hq.spoken import named
from tillbook.screens.controls import Problem

RowT = TypeVar("RowT", bound=Model)
SheetT = TypeVar("SheetT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of a form that was sent."""

    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    #: Somebody removed what was edited; what was typed would be a new one.
    is_removed: bool = False
    status: int = 200


NOTHING = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design(Generic[RowT, SheetT]):
    """What is designed, and how its form is read and shown."""

    kind: str
    model: type[RowT]
    #: Rules on a document, as headquarters does.
    check: Checked
    #: The page of the list.
    page: Page
    #: The name of the designer's address; that of the removal goes with it.
    address: str
    document_of: Callable[[SheetT], dict[str, Any]]
    show: Callable[[HttpRequest, RowT | None, SheetT, Told], HttpResponse]
    #: The element where a problem is told.
    anchor: Callable[[Finding], str | None]

    def found(self, id: UUID) -> RowT | None:
        """Return what is designed, unless it was removed."""
        return self.model._default_manager.filter(pk=id).first()

    def row(self, id: UUID) -> RowT:
        """Return what is designed. Raises Http404."""
        row = self.found(id)
        if row is None:
            raise Http404
        return row


def edit(
    design: Design[RowT, SheetT], request: HttpRequest, actor: Actor, id: UUID, sheet: SheetT
) -> HttpResponse:
    """Save what stands already; where somebody removed it, offer what was typed as a new one."""
    row = design.found(id)
    if row is None and "number" not in request.POST:
        return design.show(request, None, sheet, Told(is_removed=True, status=409))
    return answer(design, request, actor, row, sheet)


def answer(
    design: Design[RowT, SheetT],
    request: HttpRequest,
    actor: Actor,
    row: RowT | None,
    sheet: SheetT,
) -> HttpResponse:
    """Save the form, or only show what a button of its list made of it."""
    if request.POST.get("do", "save") != "save":
        return design.show(request, row, sheet, NOTHING)
    document = design.document_of(sheet)
    if row is not None:
        document.pop("number")
    if found := _problems(design, document, row):
        return design.show(request, row, sheet, Told(problems=found, status=422))
    id = row.pk if row else new_id()
    expected = request.POST.get("expected") or None
    try:
        configuration.put(actor, design.kind, id=id, document=document, expected=expected)
    except Refused as refusal:
        text = refusals.of_place(refusal.code, refusal.params)
        found = (Problem(field=refusal.params.get("field", "name"), text=text),)
        return design.show(request, row, sheet, Told(problems=found, status=422))
    except StaleEdit:
        return design.show(request, row, sheet, Told(is_stale=True, status=409))
    messages.success(request, _("Saved. Registers offer the new layout within seconds."))
    return redirect(design.address, id)


def _problems(
    design: Design[RowT, SheetT], document: Mapping[str, Any], row: RowT | None
) -> tuple[Problem, ...]:
    """Ask the check of headquarters, so that everything wrong is told at once."""
    stands = {"id": str(row.pk), "number": getattr(row, "number", "")} if row else None
    after = {**(stands or {"id": str(UUID(int=0))}), **document}
    return tuple(
        Problem(
            field=one.field,
            text=refusals.of_place(one.code, one.params),
            id=design.anchor(one),
        )
        for one in design.check.findings(stands, after)
    )


def remove(
    design: Design[RowT, SheetT], request: HttpRequest, actor: Actor, id: UUID
) -> HttpResponse:
    """Ask once more, then remove what nobody uses."""
    row = design.row(id)
    back = reverse(design.address, args=[id])
    crumbs = way_to(design.page, Crumb(label=named(row), url=back), Crumb(label=_("Remove")))
    said = {"crumbs": crumbs, "name": named(row)}
    asked = removal.answer(request, actor, design.kind, row, back=back, words=said)
    if asked is not None:
        return asked
    messages.success(request, _("Removed. Every register follows within seconds."))
    return redirect(design.page.name)


def around(
    design: Design[RowT, SheetT], row: RowT | None, told: Told, *, title: str
) -> dict[str, Any]:
    """Return what every designer's page shows beside the form."""
    return {
        "crumbs": way_to(design.page, Crumb(label=title)),
        "title": title,
        "problems": told.problems,
        "wrong": {problem.field: problem.text for problem in told.problems},
        "is_stale": told.is_stale,
        "is_removed": told.is_removed,
        "expected": standings([row.pk])[row.pk].tag if row else "",
        "uses": removal.sentences(design.kind, row.pk) if row else [],
        "languages": words.LANGUAGES,
    }
