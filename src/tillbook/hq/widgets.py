"""Structured controls for configuration: rows of code and name, dimensions, tags, a live example."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tillbook.customers.models import FinancialDimension

#: Rows that a page offers beyond those that are there; with scripts one more comes by itself.
_SPARE = 3


class _Rows(forms.Widget):
    template_name = "hq/widgets/rows.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        spare = [{"code": "", "name": ""} for _each in range(_SPARE)]
        context["rows"] = [*(value or ()), *spare]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        codes = [data.get(f"{name}-{at}-code", "") for at in range(_count(data, name))]
        return [
            {"code": code.strip(), "name": data.get(f"{name}-{at}-name", "").strip()}
            for at, code in enumerate(codes)
            if code.strip() or data.get(f"{name}-{at}-name", "").strip()
        ]

    def format_value(self, value: Any) -> str:
        return ", ".join(row["name"] for row in value or ())

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-code"


def _count(data: Mapping[str, Any], name: str) -> int:
    """Count the rows that were sent: their numbers run without gaps."""
    at = 0
    while f"{name}-{at}-code" in data:
        at += 1
    return at


class RowsField(forms.Field):
    """Values with a code and a name, a row each."""

    widget = _Rows

    def clean(self, value: Any) -> Any:
        return [{"code": row["code"], "name": row["name"] or row["code"]} for row in value or ()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.clean(data) != list(initial or ()))


class _Dimensions(forms.Widget):
    template_name = "hq/widgets/dimensions.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["rows"] = list(_dimension_rows(value or {}))
        return context

    def format_value(self, value: Any) -> str:
        return ", ".join(f"{code}: {chosen}" for code, chosen in (value or {}).items())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        start = f"{name}-"
        sent = {key.removeprefix(start): data.get(key) for key in data if key.startswith(start)}
        return {code: value for code, value in sent.items() if value}


def _dimension_rows(chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Offer each defined dimension with its values; what is chosen is never lost."""
    rows = [
        {
            "code": row.code,
            "name": row.name,
            "options": _options(
                [(value["code"], value["name"]) for value in row.values], chosen.get(row.code, "")
            ),
        }
        for row in FinancialDimension.objects.order_by("name")
    ]
    defined = {row["code"] for row in rows}
    return rows + [
        {"code": code, "name": code, "options": _options([], value)}
        for code, value in chosen.items()
        if code not in defined
    ]


def _options(values: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    known = [("", "–"), *values]
    if chosen not in dict(known):
        known.append((chosen, ""))
    return [
        {
            "value": code,
            "label": f"{code} · {name}" if name not in ("", code, "–") else code or "–",
            "is_chosen": code == chosen,
        }
        for code, name in known
    ]


class DimensionsField(forms.Field):
    """Financial dimensions: for each defined one a value, or none."""

    widget = _Dimensions

    def clean(self, value: Any) -> Any:
        return dict(value or {})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return dict(initial or {}) != dict(data or {})


class _Tags(forms.TextInput):
    template_name = "hq/widgets/tags.html"

    def format_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list) else str(value or "")


class TagsField(forms.CharField):
    """Short texts, separated by commas where there are no scripts."""

    widget = _Tags

    def clean(self, value: Any) -> Any:
        return list(dict.fromkeys(self._parts(super().clean(value))))

    def _parts(self, value: Any) -> list[str]:
        parts = value if isinstance(value, list) else str(value or "").replace("，", ",").split(",")
        return [part.strip() for part in parts if part.strip()]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(len(part) > 50 for part in self._parts(value)):
            raise ValidationError(_("Use at most 50 characters for each."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self._parts(initial) != self._parts(data)


class _Example(forms.Widget):
    template_name = "hq/widgets/example.html"

    def __init__(self, address: str, shown: str) -> None:
        super().__init__()
        self.address, self.shown = address, shown

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"address": self.address, "shown": self.shown}


class ExampleField(forms.Field):
    """No field: a part of the form that shows what comes of the others, live."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, required=False)

    def show(self, *, address: str, shown: str) -> None:
        """Say what is shown first, and who answers when the form changes."""
        self.widget = _Example(address, shown)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False
