"""Button grids: the list, the designer of one, a copy, and the removal."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook.foundation.actor import Actor
from tillbook.foundation.checks import Finding
from tillbook.hq import pages, removal
from tillbook.hq.access import for_administrators
from tillbook.hq.layouts import grid_form as forms
from tillbook.hq.layouts import preview, saving, words
from tillbook.hq.layouts.grid_form import Sheet
from tillbook.hq.layouts.preview import language_of
from tillbook.hq.shell import way_to
from tillbook.hq.spoken import named
from tillbook.stores.layouts import checks
from tillbook.stores.layouts.models import ButtonGrid
from tillbook.stores.rules import layouts


@require_safe
@for_administrators
def all_grids(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the grids with their buttons, and by how many layouts each is used."""
    listed = [
        {
            "row": row,
            "name": named(row),
            "tiles": preview.picture(
                row.buttons, size="wide", columns=4, language=language_of(request)
            ).tiles,
            "uses": removal.count_in_use(DESIGN.kind, row),
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
        return saving.answer(DESIGN, request, actor, None, forms.typed(request.POST))
    source = _source(request.GET.get("from", ""))
    sheet = forms.shown(source)
    if source is not None:
        name = _("Copy of %(name)s") % {"name": named(source)}
        sheet = Sheet(number="", name=name[:80], buttons=sheet.buttons)
    return _page(request, None, sheet, saving.NOTHING)


def _source(text: str) -> ButtonGrid | None:
    try:
        return ButtonGrid.objects.filter(id=UUID(text)).first()
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one_grid(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a grid's designer, and save it."""
    if request.method == "POST":
        return saving.edit(DESIGN, request, actor, id, forms.typed(request.POST))
    grid = DESIGN.row(id)
    return _page(request, grid, forms.shown(grid), saving.NOTHING)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Ask once more, then remove a grid that stands in no layout."""
    return saving.remove(DESIGN, request, actor, id)


def _page(
    request: HttpRequest, grid: ButtonGrid | None, sheet: Sheet, told: saving.Told
) -> HttpResponse:
    language = language_of(request)
    screen = forms.screen_of(sheet)
    given = {
        **saving.around(DESIGN, grid, told, title=named(grid) if grid else _("New button grid")),
        "grid": grid,
        "sheet": sheet,
        "rows": forms.rows_of(sheet),
        "operations": forms.operation_pairs(),
        "is_full": len(sheet.buttons.rows) >= layouts.MAX_BUTTONS,
        "shown": language,
        "listed": sheet.buttons,
        "remarks": forms.remarks_of(sheet),
        "pictures": [
            preview.picture(
                sheet.buttons.rows,
                size=size,
                zone=layouts.ZONES_OF[screen][0],
                columns=layouts.USUAL[screen][size],
                language=language,
            )
            for size in words.sizes()
        ],
    }
    return render(request, "hq/layouts/grid.html", given, status=told.status)


def _anchor(found: Finding) -> str | None:
    return f"button-{found.params['place']}" if "place" in found.params else None


DESIGN = saving.Design(
    kind="button_grid",
    model=ButtonGrid,
    check=checks.button_grid,
    page=pages.BUTTON_GRIDS,
    address="hq:button_grid",
    document_of=forms.document_of,
    show=_page,
    anchor=_anchor,
)
