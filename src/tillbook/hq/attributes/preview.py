"""How the New customer dialog will show attributes, in every language, while they are edited."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from tillbook.attributes import queries
from tillbook.attributes.models import AttributeType
from tillbook.attributes.rules.definitions import TEXTS, Definition, define
from tillbook.customers.queries import Names
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import is_id
from tillbook.hq.access import for_administrators
from tillbook.hq.attributes.widgets import read_default, texts_of
from tillbook.hq.consents.words import LANGUAGES
from tillbook.screens.customer import described


class Preview(forms.Widget):
    """No control: a part of the form that follows what is typed."""

    template_name = "hq/attributes/preview.html"

    def __init__(self, *, kind: str, row: Any) -> None:
        super().__init__()
        self.kind, self.row = kind, row

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = of_group(self.row.lines) if self.kind == "attribute_group" else _of_row(self.row)
        return context | {"address": reverse("hq:preview_attribute", args=[self.kind]), **given}


@require_POST
@for_administrators
def preview(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Answer with what a till would show if the form were saved."""
    if kind == "attribute_group":
        ids, defaults = (
            request.POST.getlist("lines-attribute"),
            request.POST.getlist("lines-default"),
        )
        lines = [
            {"attribute": id, "default": default}
            for id, default in zip(ids, defaults, strict=False)
            if is_id(id)
        ]
        return render(request, "hq/attributes/_shown.html", of_group(lines))
    return render(request, "hq/attributes/_shown.html", _of_post(request.POST))


def of_group(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Show the attributes of a group, each with the default of its line."""
    panels = []
    for code, language in LANGUAGES.items():
        known = {one.id: one for one in queries.every_one(language=code)}
        shown = [
            replace(one, default=read_default(line.get("default"), one) or one.default)
            for line in lines
            if (one := known.get(line["attribute"])) is not None
        ]
        panels.append(_panel(code, language, shown))
    return {"panels": panels}


def _of_row(row: Any) -> dict[str, Any]:
    document = {name: getattr(row, name) for name in (*TEXTS, "translations", "is_required")}
    type = str(row.type or "")
    return _panels({**document, "name": row.name, "default": row.default}, type)


def _of_post(post: QueryDict) -> dict[str, Any]:
    document = texts_of(post, "texts")
    document |= {"name": post.get("name", ""), "is_required": "is_required" in post}
    return _panels({**document, "default": post.get("default", "")}, post.get("type", ""))


def _panels(document: Mapping[str, Any], type: str) -> dict[str, Any]:
    row = AttributeType.objects.filter(id=type).values().first() if is_id(type) else None
    row = row or AttributeType.objects.order_by("name").values().first()
    if row is None:
        return {"panels": []}
    whole = {"id": "preview", "code": "", **document}
    made = []
    for code, language in LANGUAGES.items():
        one = define(whole | {"default": None}, row, language=code)
        one = replace(one, default=read_default(document["default"], one))
        made.append(_panel(code, language, [one]))
    return {"panels": made}


def _panel(code: str, language: str, shown: list[Definition]) -> dict[str, Any]:
    names = Names(groups={}, affiliations={})
    with translation.override(code.lower()):
        fields = [
            replace(described.of_new(one, names=names), name=f"{code}-{at}")
            for at, one in enumerate(shown)
        ]
        html = render_to_string("hq/attributes/_panel.html", {"fields": fields})
    return {"code": code, "language": language, "html": html}
