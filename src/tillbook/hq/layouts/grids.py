"""Button grids: the list, the designer of one, a copy, and the removal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook import configuration
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.hq import pages, refusals, removal
from tillbook.hq.access import for_administrators
from tillbook.hq.layouts import grid_form as forms
from tillbook.hq.layouts import preview, words
from tillbook.hq.layouts.grid_form import Sheet
from tillbook.hq.layouts.preview import language_of
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens.controls import Problem
from tillbook.stores.layouts import checks
from tillbook.stores.layouts.models import ButtonGrid
from tillbook.stores.rules import layouts

_KIND = "button_grid"


@require_safe
@for_administrators
def all_grids(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the grids with their buttons, and by how many layouts each is used."""
    listed = [
        {
            "row": row,
            "tiles": preview.picture(
                row.buttons, size="wide", columns=4, language=language_of(request)
            ).tiles,
            "uses": removal.count_in_use(_KIND, row),
        }
        for row in ButtonGrid.objects.all()
    ]
    given = {"crumbs": way_to(pages.BUTTON_GRIDS), "grids": listed}
    return render(request, "hq/layouts/grids.html", given)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_grid(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a grid, also as a copy of another one."""
    if request.method == "POST":
        return _answer(request, actor, None)
    source = _source(request.GET.get("from", ""))
    sheet = forms.shown(source)
    if source is not None:
        name = _("Copy of %(name)s") % {"name": source.name}
        sheet = Sheet(number="", name=name[:80], buttons=sheet.buttons)
    return _page(request, None, sheet)


def _source(text: str) -> ButtonGrid | None:
    try:
        return ButtonGrid.objects.filter(id=UUID(text)).first()
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one_grid(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a grid's designer, and save it."""
    grid = _grid(id)
    if request.method == "POST":
        return _answer(request, actor, grid)
    return _page(request, grid, forms.shown(grid))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Ask once more, then remove a grid that stands in no layout."""
    grid = _grid(id)
    back = reverse("hq:button_grid", args=[id])
    crumbs = way_to(pages.BUTTON_GRIDS, Crumb(label=grid.name, url=back), Crumb(label=_("Remove")))
    answer = removal.answer(request, actor, _KIND, grid, back=back, words={"crumbs": crumbs})
    if answer is not None:
        return answer
    messages.success(request, _("Removed. Every register follows within seconds."))
    return redirect("hq:button_grids")


def _answer(request: HttpRequest, actor: Actor, grid: ButtonGrid | None) -> HttpResponse:
    """Save the form, or only show what a button of the list made of it."""
    sheet = forms.typed(request.POST)
    if request.POST.get("do", "save") != "save":
        return _page(request, grid, sheet)
    if found := _problems(sheet, grid):
        return _page(request, grid, sheet, found=found, status=422)
    id = grid.id if grid else new_id()
    try:
        configuration.put(
            actor,
            _KIND,
            id=id,
            document=forms.document_of(sheet, is_new=grid is None),
            expected=request.POST.get("expected") or None,
        )
    except Refused as refusal:
        text = refusals.text(refusal.code, refusal.params)
        found = [Problem(field=refusal.params.get("field", "name"), text=text)]
        return _page(request, grid, sheet, found=found, status=422)
    except StaleEdit:
        return _page(request, grid, sheet, is_stale=True, status=409)
    messages.success(request, _("Saved. Registers offer the new layout within seconds."))
    return redirect("hq:button_grid", id)


def _problems(sheet: Sheet, grid: ButtonGrid | None) -> list[Problem]:
    number = {"number": grid.number} if grid else {}
    before = {"id": str(grid.id), **number} if grid else None
    after = {"id": str(grid.id if grid else UUID(int=0)), **number}
    after |= forms.document_of(sheet, is_new=grid is None)
    return [
        Problem(
            field=one.field,
            text=refusals.of_place(one.code, one.params),
            id=f"button-{one.params['place']}" if "place" in one.params else None,
        )
        for one in checks.button_grid.findings(before, after)
    ]


def _page(
    request: HttpRequest,
    grid: ButtonGrid | None,
    sheet: Sheet,
    *,
    found: list[Problem] | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    title = grid.name if grid else _("New button grid")
    language = language_of(request)
    given: dict[str, Any] = {
        "crumbs": way_to(pages.BUTTON_GRIDS, Crumb(label=title)),
        "title": title,
        "grid": grid,
        "sheet": sheet,
        "rows": forms.rows_of(sheet),
        "operations": forms.operation_pairs(),
        "is_full": len(sheet.buttons.rows) >= layouts.MAX_BUTTONS,
        "problems": found or [],
        "wrong": {problem.field: problem.text for problem in found or []},
        "is_stale": is_stale,
        "expected": standings([grid.id])[grid.id].tag if grid else "",
        "uses": removal.sentences(_KIND, grid.id) if grid else [],
        "shown": language,
        "languages": words.LANGUAGES,
        "listed": sheet.buttons,
        "remarks": forms.remarks_of(sheet),
        "pictures": [
            preview.picture(
                sheet.buttons.rows,
                size=name,
                columns=layouts.USUAL_COLUMNS[size],
                language=language,
            )
            for size, name in words.sizes().items()
        ],
    }
    return render(request, "hq/layouts/grid.html", given, status=status)


def _grid(id: UUID) -> ButtonGrid:
    grid = ButtonGrid.objects.filter(id=id).first()
    if grid is None:
        raise Http404
    return grid
