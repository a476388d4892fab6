"""Screen layouts: the list, the designer of one, and the removal."""

from collections.abc import Iterator
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
from tillbook.hq.layouts import layout_form as forms
from tillbook.hq.layouts import preview, words
from tillbook.hq.layouts.layout_form import Sheet
from tillbook.hq.layouts.preview import Picture, language_of
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens.controls import Problem
from tillbook.stores.layouts import checks
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.layouts.queries import resolved
from tillbook.stores.rules import layouts

_KIND = "screen_layout"


@require_safe
@for_administrators
def all_layouts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the layouts, and where each is in use."""
    listed = [
        {"row": row, "uses": removal.sentences(_KIND, row.id)} for row in ScreenLayout.objects.all()
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
        return _answer(request, actor, None)
    return _page(request, None, forms.shown(None))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one_layout(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a layout's designer, and save it."""
    layout = _layout(id)
    if request.method == "POST":
        return _answer(request, actor, layout)
    return _page(request, layout, forms.shown(layout))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Ask once more, then remove a layout that nobody is given."""
    layout = _layout(id)
    back = reverse("hq:screen_layout", args=[id])
    named = Crumb(label=layout.name, url=back)
    crumbs = way_to(pages.SCREEN_LAYOUTS, named, Crumb(label=_("Remove")))
    answer = removal.answer(request, actor, _KIND, layout, back=back, words={"crumbs": crumbs})
    if answer is not None:
        return answer
    messages.success(request, _("Removed. Every register follows within seconds."))
    return redirect("hq:screen_layouts")


def _answer(request: HttpRequest, actor: Actor, layout: ScreenLayout | None) -> HttpResponse:
    """Save the form, or only show what a button of the list made of it."""
    sheet = forms.typed(request.POST)
    if request.POST.get("do", "save") != "save":
        return _page(request, layout, sheet)
    if found := _problems(sheet, layout):
        return _page(request, layout, sheet, found=found, status=422)
    id = layout.id if layout else new_id()
    try:
        configuration.put(
            actor,
            _KIND,
            id=id,
            document=forms.document_of(sheet, is_new=layout is None),
            expected=request.POST.get("expected") or None,
        )
    except Refused as refusal:
        text = refusals.text(refusal.code, refusal.params)
        found = [Problem(field=refusal.params.get("field", "name"), text=text)]
        return _page(request, layout, sheet, found=found, status=422)
    except StaleEdit:
        return _page(request, layout, sheet, is_stale=True, status=409)
    messages.success(request, _("Saved. Registers offer the new layout within seconds."))
    return redirect("hq:screen_layout", id)


def _problems(sheet: Sheet, layout: ScreenLayout | None) -> list[Problem]:
    number = {"number": layout.number} if layout else {}
    before = {"id": str(layout.id), **number} if layout else None
    after = {"id": str(layout.id if layout else UUID(int=0)), **number}
    after |= forms.document_of(sheet, is_new=layout is None)
    anchors = {"sizes": "f-tiles-wide", "card_columns": "card-title"}
    return [
        Problem(
            field=one.field,
            text=refusals.text(one.code, one.params),
            id=anchors.get(one.field),
        )
        for one in checks.screen_layout.findings(before, after)
    ]


def _pictures(sheet: Sheet, language: str) -> Iterator[Picture]:
    """Yield each zone that shows something on each size, the widest first."""
    layout = {"name": "", "sizes": sheet.sizes, "card_columns": []}
    sizes = resolved(layout)["sizes"]
    for size, title in words.sizes().items():
        for zone in layouts.ZONES:
            if buttons := sizes[size]["zones"][zone]:
                columns = sizes[size]["columns"]
                yield preview.picture(
                    buttons, size=title, columns=columns, language=language, zone=zone
                )


def _remarks(sheet: Sheet) -> list[str]:
    """Say which labels are too long on the sizes that show them."""
    layout = {"name": "", "sizes": sheet.sizes, "card_columns": []}
    sizes = resolved(layout)["sizes"]
    columns = {size: sizes[size]["columns"] for size in layouts.SIZES}
    found = [
        text
        for size in layouts.SIZES
        for zone in layouts.ZONES
        for one in sizes[size]["zones"][zone]
        for text in preview.remarks(layouts.button(one), columns)
    ]
    return list(dict.fromkeys(found))


def _page(
    request: HttpRequest,
    layout: ScreenLayout | None,
    sheet: Sheet,
    *,
    found: list[Problem] | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    title = layout.name if layout else _("New screen layout")
    language = language_of(request)
    given: dict[str, Any] = {
        "crumbs": way_to(pages.SCREEN_LAYOUTS, Crumb(label=title)),
        "title": title,
        "layout": layout,
        "sheet": sheet,
        "sizes": forms.sizes_of(sheet),
        "card": forms.card_rows(sheet),
        "columns": forms.column_pairs(sheet),
        "is_full": len(sheet.card.rows) >= layouts.MAX_CARD,
        "problems": found or [],
        "wrong": {problem.field: problem.text for problem in found or []},
        "is_stale": is_stale,
        "expected": standings([layout.id])[layout.id].tag if layout else "",
        "uses": removal.sentences(_KIND, layout.id) if layout else [],
        "shown": language,
        "languages": words.LANGUAGES,
        "pictures": list(_pictures(sheet, language)),
        "remarks": _remarks(sheet),
        "listed": sheet.card,
    }
    return render(request, "hq/layouts/layout.html", given, status=status)


def _layout(id: UUID) -> ScreenLayout:
    layout = ScreenLayout.objects.filter(id=id).first()
    if layout is None:
        raise Http404
    return layout
