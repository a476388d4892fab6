"""Attribute types, attributes and attribute groups."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tillbook.attributes import queries
from tillbook.attributes.models import Attribute, AttributeGroup, AttributeType
from tillbook.attributes.rules import values
from tillbook.attributes.rules.definitions import (
    DATA_TYPES,
    REFERENCE_KINDS,
    TEXTS,
    Definition,
    define,
)
from tillbook.foundation.checks import Finding
from tillbook.hq import choices
from tillbook.hq.attributes import preview
from tillbook.hq.attributes.widgets import (
    OTHERS,
    LinesField,
    TextsField,
    ValuesField,
    default_text,
    not_offered,
    offered,
    read_default,
)
from tillbook.hq.configured import ConfigurationAdmin, ConfigurationForm
from tillbook.hq.consents.words import LANGUAGES
from tillbook.hq.widgets import ExampleField
from tillbook.screens import attributes as words

_THING = pgettext_lazy("of a place or thing", "Name")
_CODE = _("Stays for ever: other records name it.")
_SHOWN = 5
_LABELS = {
    "friendly_name": _("Friendly name"),
    "description": _("Description"),
    "help_text": _("Help text"),
}


def _data_types() -> choices.Pairs:
    return [(kind, words.type_name(kind)) for kind in DATA_TYPES]


def _reference_kinds() -> choices.Pairs:
    names = {
        "customer": gettext("Customer"),
        "store": gettext("Store"),
        "worker": gettext("Worker"),
    }
    return [choices.NONE, *((kind, names[kind]) for kind in REFERENCE_KINDS)]


def _types() -> choices.Pairs:
    rows = AttributeType.objects.order_by("name")
    return [(str(row.id), f"{row.name} · {words.type_name(row.data_type)}") for row in rows]


class AttributeTypeForm(ConfigurationForm):
    """What values are like: a data type and its limits."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)
    data_type = forms.ChoiceField(
        label=_("Data type"), choices=_data_types, help_text=_("Stays as it is once it is saved.")
    )
    unit = forms.CharField(
        label=_("Unit of measure"),
        max_length=20,
        required=False,
        help_text=_("Of whole and decimal numbers."),
    )
    is_fixed_list = forms.BooleanField(label=_("Fixed list (texts only)"), required=False)
    values = ValuesField(
        label=_("Values of the list"),
        required=False,
        help_text=_("In this order at every till. A value that customers have stays."),
    )
    has_range = forms.BooleanField(
        label=_("Value range (numbers, amounts and moments)"), required=False
    )
    range_from = forms.CharField(label=_("From"), max_length=40, required=False)
    range_to = forms.CharField(label=_("To"), max_length=40, required=False)
    reference_kind = forms.ChoiceField(
        label=_("Refers to"),
        choices=_reference_kinds,
        required=False,
        help_text=_("Of references."),
    )

    def clean(self) -> dict[str, Any] | None:
        """Bring the bounds into the form in which values are stored."""
        given = self.cleaned_data
        kind = given.get("data_type") or self.instance.data_type
        plain = Definition(id="", code="", label="", data_type=kind)
        for side in ("range_from", "range_to"):
            if text := given.get(side):
                found = values.read(text, plain)
                given[side] = text if isinstance(found, Finding) else str(found)
        kept = {
            row["code"]: not_offered(row.get("translations", {})) for row in self.instance.values
        }
        for row in given.get("values", ()):
            row["translations"] = kept.get(row["code"], {}) | row["translations"]
        return super().clean()


class _Coded(ConfigurationAdmin):
    """A list by name and code."""

    search_fields = ("code", "name")
    ordering = ("name",)

    @admin.display(description=_THING, ordering="name")
    def shown_name(self, row: Any) -> str:
        return str(row.name)

    @admin.display(description=_("Code"), ordering="code")
    def shown_code(self, row: Any) -> str:
        return str(row.code)

    @admin.display(description=_("Missing translations"))
    def shown_missing(self, row: Any) -> str:
        return ", ".join(missing(row)) or "–"


def missing(row: Any) -> list[str]:
    """Name the languages in which a text of a row is not translated."""
    wanted = [text for text in TEXTS if getattr(row, text)] or ["friendly_name"]
    return [
        name
        for code, name in OTHERS.items()
        if not all((row.translations.get(code) or {}).get(text) for text in wanted)
    ]


@admin.register(AttributeType)
class AttributeTypeAdmin(_Coded):
    """H7. What values of attributes are like."""

    kind = "attribute_type"
    title_of_new = _("New attribute type")
    purpose = _(
        "An attribute type says what values are like: a data type with a list or a range. "
        "Attributes are built on it."
    )
    form = AttributeTypeForm
    fieldsets = (
        (None, {"fields": ("code", "name", "data_type", "unit", "reference_kind")}),
        (_("Fixed list"), {"fields": ("is_fixed_list", "values")}),
        (_("Value range"), {"fields": ("has_range", "range_from", "range_to")}),
    )
    list_display = ("shown_name", "shown_code", "shown_type", "shown_limits", "shown_missing")

    @admin.display(description=_("Data type"), ordering="data_type")
    def shown_type(self, row: AttributeType) -> str:
        unit = f" ({row.unit})" if row.unit else ""
        return words.type_name(row.data_type) + unit

    @admin.display(description=_("Values"))
    def shown_limits(self, row: AttributeType) -> str:
        if row.has_range:
            return f"{row.range_from or '…'} – {row.range_to or '…'}"
        names = [value["name"] for value in row.values] if row.is_fixed_list else []
        more = f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
        return ", ".join(names[:_SHOWN]) + more or "–"

    @admin.display(description=_("Missing translations"))
    def shown_missing(self, row: AttributeType) -> str:
        rows = row.values if row.is_fixed_list else []
        return (
            ", ".join(
                LANGUAGES[code]
                for code in OTHERS
                if any(not value.get("translations", {}).get(code) for value in rows)
            )
            or "–"
        )


class _WordedForm(ConfigurationForm):
    """A form with texts in every language, and what a till makes of it."""

    texts = TextsField(labels=_LABELS, label=_("What people see"))
    preview = ExampleField(label=_("In the New customer dialog"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["texts"].initial = {
            **{text: getattr(row, text) for text in TEXTS},
            "translations": offered(row.translations),
        }
        self.fields["preview"].widget = preview.Preview(kind=self.kind, row=row)

    def document(self, names: Collection[str]) -> dict[str, Any]:
        own = [name for name in names if name not in ("texts", "preview")]
        plain = super().document(own)
        if "texts" not in names:
            return plain
        texts: dict[str, Any] = self.cleaned_data["texts"]
        translated = not_offered(self.instance.translations) | texts["translations"]
        return plain | texts | {"translations": translated}

    def _tell(self, finding: Finding) -> None:
        is_text = finding.field in (*TEXTS, "translations")
        super()._tell(replace(finding, field="texts") if is_text else finding)


class AttributeForm(_WordedForm):
    """A field on customers."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80, help_text=_("For administrators."))
    type = forms.ChoiceField(label=_("Attribute type"), choices=_types)
    default = forms.CharField(
        label=_("Default value"),
        max_length=250,
        required=False,
        help_text=_("New customers start with it; a group’s own default goes before it."),
    )
    is_required = forms.BooleanField(
        label=_("Required at tills; headquarters may fill it later"), required=False
    )
    is_searchable = forms.BooleanField(
        label=_("Customers are found by it, from the next change of each"), required=False
    )
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=200,
        required=False,
        help_text=_("A regular expression for a whole text, such as [A-Z]{2}[0-9]{4}."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk and row.default is not None and (definition := self._definition(str(row.type))):
            self.initial["default"] = default_text(row.default, definition)

    def clean_default(self) -> Any:
        """Read the default by the type; empty is none."""
        definition = self._definition(
            str(self.cleaned_data.get("type") or self.instance.type or "")
        )
        text = self.cleaned_data["default"]
        return read_default(text, definition) if definition else text or None

    def clean_type(self) -> Any:
        """Return the type, also where the control is disabled because it is fixed."""
        return str(self.cleaned_data["type"] or self.instance.type)

    def _definition(self, type: str) -> Definition | None:
        row = AttributeType.objects.filter(id=type).values().first() if type else None
        plain = {"id": "", "code": "", "name": ""}
        return define(plain, row, language=get_language() or "en") if row else None


@admin.register(Attribute)
class AttributeAdmin(_Coded):
    """H7. The fields that headquarters adds to customers."""

    kind = "attribute"
    title_of_new = _("New attribute")
    purpose = _(
        "An attribute is a further field on customers. Put it into an attribute group, and name "
        "the group in the Commerce parameters: every till shows it within seconds."
    )
    form = AttributeForm
    fieldsets = (
        (None, {"fields": ("code", "name", "type", "default")}),
        (_("Texts"), {"fields": ("texts", "preview")}),
        (_("Options"), {"fields": ("is_required", "is_searchable", "pattern")}),
    )
    list_display = ("shown_name", "shown_code", "shown_type", "shown_options", "shown_missing")

    @admin.display(description=_("Attribute type"))
    def shown_type(self, row: Attribute) -> str:
        type = AttributeType.objects.filter(id=row.type).first()
        return type.name if type else "–"

    @admin.display(description=_("Options"))
    def shown_options(self, row: Attribute) -> str:
        named = (
            (row.is_required, gettext("Required")),
            (row.is_searchable, gettext("Searchable")),
            (row.pattern, gettext("Pattern")),
        )
        return ", ".join(name for is_set, name in named if is_set) or "–"


class AttributeGroupForm(_WordedForm):
    """Attributes in the order of forms and pages."""

    code = forms.CharField(label=_("Code"), max_length=50, help_text=_CODE)
    name = forms.CharField(label=_THING, max_length=80)
    lines = LinesField(
        label=_("Attributes"),
        required=False,
        help_text=_("In this order at every till. A default here goes before the attribute’s own."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields["lines"]
        lines.offer(queries.every_one(language=get_language() or "en"))


@admin.register(AttributeGroup)
class AttributeGroupAdmin(_Coded):
    """H7. Which attributes stand together, in which order."""

    kind = "attribute_group"
    title_of_new = _("New attribute group")
    purpose = _(
        "An attribute group holds attributes in order. The Commerce parameters say which group "
        "stands on customers."
    )
    form = AttributeGroupForm
    fieldsets = (
        (None, {"fields": ("code", "name", "lines")}),
        (_("Texts"), {"fields": ("texts", "preview")}),
    )
    list_display = ("shown_name", "shown_code", "shown_lines", "shown_missing")

    @admin.display(description=_("Attributes"))
    def shown_lines(self, row: AttributeGroup) -> str:
        found = queries.definitions([row.id], language=get_language() or "en")
        return ", ".join(one.label for one in found) or "–"
