"""Screen layouts: the list, the designer of one, and the removal."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook.foundation.actor import Actor
from tillbook.foundation.checks import Finding
from tillbook.hq import pages, removal
from tillbook.hq.access import for_administrators
from tillbook.hq.layouts import card_sample, preview, saving
from tillbook.hq.layouts import layout_form as forms
from tillbook.hq.layouts.layout_form import Sheet
from tillbook.hq.layouts.preview import language_of
from tillbook.hq.shell import way_to
from tillbook.hq.spoken import named
from tillbook.stores.layouts import checks
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.layouts.queries import resolved
from tillbook.stores.rules import layouts


@require_safe
@for_administrators
def all_layouts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the layouts, and where each is in use."""
    listed = [
        {
            "row": row,
            "name": named(row),
            "is_default": row.id == layouts.DEFAULT_LAYOUT,
            "uses": removal.sentences(DESIGN.kind, row.id),
        }
        for row in ScreenLayout.objects.all()
    ]
    given = {
        "crumbs": way_to(pages.SCREEN_LAYOUTS),
        "layouts": listed,
        "has_grids": ButtonGrid.objects.exists(),
    }
    return render(request, "hq/layouts/layouts.html", given)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_layout(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a layout."""
    if request.method == "POST":
        return saving.answer(DESIGN, request, actor, None, forms.typed(request.POST))
    return _page(request, None, forms.shown(None), saving.NOTHING)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one_layout(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a layout's designer, and save it."""
    if request.method == "POST":
        return saving.edit(DESIGN, request, actor, id, forms.typed(request.POST))
    layout = DESIGN.row(id)
    return _page(request, layout, forms.shown(layout), saving.NOTHING)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Ask once more, then remove a layout that nobody is given."""
    return saving.remove(DESIGN, request, actor, id)


def _page(
    request: HttpRequest, layout: ScreenLayout | None, sheet: Sheet, told: saving.Told
) -> HttpResponse:
    language = language_of(request)
    shown = resolved({"name": "", "sizes": sheet.sizes, "card_columns": list(sheet.card.rows)})
    title = named(layout) if layout else _("New screen layout")
    given = {
        **saving.around(DESIGN, layout, told, title=title),
        "layout": layout,
        "is_default": layout is not None and layout.id == layouts.DEFAULT_LAYOUT,
        "sheet": sheet,
        "screens": forms.screens_of(sheet),
        "card": forms.card_rows(sheet),
        "columns": forms.column_pairs(sheet),
        "is_full": len(sheet.card.rows) >= layouts.MAX_CARD,
        "shown": language,
        "pictures": list(preview.pictures(shown, language)),
        "sample": card_sample.sample(tuple(shown["card"]), language=language),
        "remarks": preview.layout_remarks(shown),
        "listed": sheet.card,
    }
    return render(request, "hq/layouts/layout.html", given, status=told.status)


def _anchor(found: Finding) -> str | None:
    return {"sizes": "f-tiles-wide", "card_columns": "card-title"}.get(found.field)


DESIGN = saving.Design(
    kind="screen_layout",
    model=ScreenLayout,
    check=checks.screen_layout,
    page=pages.SCREEN_LAYOUTS,
    address="hq:screen_layout",
    document_of=forms.document_of,
    show=_page,
    anchor=_anchor,
)
