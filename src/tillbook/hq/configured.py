"""The base of every list that Django's admin edits: configuration, saved by its one verb.

Nothing here calls `Model.save`: the operation log is the only audit trail, and every node follows.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from tillbook import configuration
from tillbook.configuration.checks import Checked
from tillbook.exchange import kinds
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.checks import Finding
from tillbook.foundation.ids import new_id
from tillbook.hq import refusals, removal
from tillbook.hq.consents.words import in_language_of_page
from tillbook.hq.menus import page_of
from tillbook.hq.shell import Crumb, way_to
from tillbook.hq.spoken import name_of
from tillbook.screens.controls import Problem
from tillbook.staff.models import Associate
from tillbook.staff.queries import actor_of

if TYPE_CHECKING:  # Django's classes take their type only in the stubs
    Form = forms.ModelForm[Any]
    Admin = ModelAdmin[Any]
else:
    Form = forms.ModelForm
    Admin = ModelAdmin
Label = str | Promise
Extra = dict[str, Any] | None
_REFUSAL = "tillbook_refusal"


class ConfigurationForm(Form):
    """A form that carries the version that its reader saw, and says when it is not the newest.

    What headquarters checks is asked here too, so that everything wrong is told at once; it has
    the last word all the same.
    """

    expected = forms.CharField(required=False, widget=forms.HiddenInput)
    #: Name of the kind at the exchange; set by the admin.
    kind: ClassVar[str] = ""
    #: What the operation refused when this form was sent; set by the admin.
    refusal: Exception | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["expected"].initial = self._tag()
        #: Whether somebody removed what was edited here; what was typed would be a new one.
        self.is_removed = not self.instance.pk and bool(self.data.get("expected"))
        if self.is_stale or self.is_removed:
            sent: Any = self.data
            self.data = newest = sent.copy()
            newest["expected"] = self._tag()
        self._dress()

    def _dress(self) -> None:
        for name, field in self.fields.items():
            if self.instance.pk and name in getattr(self._check, "fixed", ()):
                field.disabled = True
            if isinstance(field.widget, forms.TextInput | forms.NumberInput | forms.PasswordInput):
                field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
                field.widget.attrs["class"] = "input"
            if type(field.widget) is forms.Select:
                field.widget.attrs["class"] = "input"
            if type(field) is forms.ChoiceField:
                _keep_choice(field, getattr(self.instance, name, ""))

    @property
    def _check(self) -> object:
        return kinds.entity_kind(self.kind).check

    def _tag(self) -> str:
        key = self.instance.pk
        return standings([key])[key].tag if key else ""

    def document(self, names: Collection[str]) -> dict[str, Any]:
        """Return the named fields as configuration holds them."""
        return {name: self.cleaned_data[name] for name in names if name != "expected"}

    def clean(self) -> dict[str, Any] | None:
        """Let nothing pass that breaks a rule, or that the operation has just refused."""
        if self.is_removed:
            raise ValidationError(_("Somebody removed this while you were editing"))
        if self.is_stale:
            raise ValidationError(
                _(
                    "Somebody else changed this while you were editing. Your text is kept. "
                    "Look at the new version, then save again to keep yours."
                )
            )
        found = list(self._findings()) if not self.errors else []
        if not found and isinstance(self.refusal, Refused):
            params = self.refusal.params
            field = params.get("field", "")
            found = [Finding(code=self.refusal.code, field=field, params=params)]
        for finding in found:
            self._tell(finding)
        return self.cleaned_data

    @property
    def is_stale(self) -> bool:
        """Tell whether somebody else was there since the page was shown."""
        return isinstance(self.refusal, StaleEdit)

    @property
    def problems(self) -> list[Problem]:
        """List what keeps the form from being saved, as the summary shows it."""
        return [
            Problem(
                field=name,
                text=str(text),
                id=self[name].id_for_label if name in self.fields else "",
            )
            for name, texts in self.errors.items()
            for text in texts
        ]

    @property
    def differences(self) -> list[tuple[str, str]]:
        """Name what stands differently now than in the form, with the value that stands."""
        if not self.is_stale:
            return []
        return [
            (str(self[name].label), self._stands(name))
            for name in self.changed_data
            if name != "expected"
        ]

    def _stands(self, name: str) -> str:
        value = self.initial.get(name, self.fields[name].initial)
        choices = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, bool):
            return _("On") if value else _("Off")
        if isinstance(value, str | UUID):
            return str(choices.get(str(value), value)) or "–"
        return str(self.fields[name].widget.format_value(value) if value else "–")

    def _findings(self) -> Iterator[Finding]:
        if not isinstance(self._check, Checked):
            return
        key = self.instance.pk or UUID(int=0)
        before = kinds.entity_kind(self.kind).read([key]).get(key)
        after = (before or {"id": str(key)}) | self.document(list(self.cleaned_data))
        yield from self._check.findings(before, after)

    def _tell(self, finding: Finding) -> None:
        named = finding.field if finding.field in self.fields else None
        if named not in self.errors:
            self.add_error(named, refusals.text(finding.code, finding.params))


def _keep_choice(field: Any, value: object) -> None:
    """Offer what stands, also where the list would not: it must not be lost by saving."""
    stands, known = str(value or ""), list(field.choices)
    if stands and stands not in {str(key) for key, _label in known}:
        field.choices = [*known, (stands, stands)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A store or register that does as a row of configuration says."""

    name: str
    number: str
    url: str


class ConfigurationAdmin(Admin):
    """Shows a kind of configuration and saves it through `configuration.put`.

    Subclasses name the kind, its fields and its words. Editing in the list and forms inside forms
    are not offered: each would write past the operations.
    """

    #: Name of the kind at the exchange.
    kind: ClassVar[str]
    title_of_new: ClassVar[Label]
    #: What it is for, said where there is none yet.
    purpose: ClassVar[Label]
    can_be_removed: ClassVar[bool] = True
    #: Whether a new one can start as a copy; the first of these fields is left to be filled.
    copied: ClassVar[Sequence[str]] = ()

    form = ConfigurationForm
    actions = None
    show_full_result_count = False
    save_on_top = False
    list_per_page = 50

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:  # noqa: FBT001
        names = form.changed_data if change else form.cleaned_data
        obj.pk = obj.pk or new_id()
        configuration.put(
            actor_of(_person(request)),
            self.kind,
            id=obj.pk,
            document=form.document(names),
            expected=form.cleaned_data["expected"] or None,
        )

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save nothing more: configuration is one flat document."""

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Extra = None,
    ) -> HttpResponse:
        """Show and save one row. The operation opens its own transaction, so none is open here."""
        if request.method == "POST" and object_id and self.get_object(request, object_id) is None:
            object_id = None  # Removed meanwhile: what was typed is offered as a new one.
        current = self.title_of_new if object_id is None else self._name_of(request, object_id)
        given = self._shell(current) | self._of_one(request, object_id) | (extra_context or {})
        show: Callable[..., HttpResponse] = self._changeform_view  # type: ignore[attr-defined]
        try:
            return show(request, object_id, form_url, given)
        except (StaleEdit, Refused) as refusal:
            setattr(request, _REFUSAL, refusal)
            return show(request, object_id, form_url, given)

    def followers(self, row: Any) -> list[Follower] | None:
        """Name who follows a row; None for kinds that nobody follows."""
        return None

    def _of_one(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        row = self.get_object(request, object_id) if object_id else None
        if row is None:
            return {}
        copy = f"{reverse(self._address('add'))}?copy={row.pk}" if self.copied else ""
        return {"followers": self.followers(row), "copy_url": copy}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new row as a copy of the one that the address names."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        wanted = given.pop("copy", "")
        row = self.get_object(request, wanted) if wanted and self.copied else None
        if row is None:
            return given
        name = _("Copy of %(name)s") % {"name": self.name_of(row)}
        return {field: getattr(row, field) for field in self.copied} | {"name": name[:80]}

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        made: Any = super().get_form(request, obj, change=change, **kwargs)
        made.refusal, made.kind = getattr(request, _REFUSAL, None), self.kind
        return made

    def changelist_view(self, request: HttpRequest, extra_context: Extra = None) -> HttpResponse:
        words = {"title_of_new": self.title_of_new, "purpose": self.purpose}
        given = {**self._shell(), **words}
        return super().changelist_view(request, given | (extra_context or {}))

    @method_decorator(csrf_protect)
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Extra = None
    ) -> HttpResponse:
        """Ask once more, then remove the row from every node; say where it is in use instead."""
        row = self.get_object(request, object_id) if self.can_be_removed else None
        if row is None or not self.has_view_permission(request):
            raise Http404
        back = reverse(self._address("change"), args=[row.pk])
        words = self._shell(self.name_of(row)) | {"name": self.name_of(row)}
        answer = removal.answer(
            request, actor_of(_person(request)), self.kind, row, back=back, words=words
        )
        return answer or self._gone(request)

    def _gone(self, request: HttpRequest) -> HttpResponse:
        messages.success(request, _("Removed. Every register follows within seconds."))
        return redirect(self._address("changelist"))

    def _address(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        return self._saved(request)

    def response_change(self, request: Any, obj: Any) -> Any:
        return self._saved(request)

    def _saved(self, request: HttpRequest) -> HttpResponse:
        messages.success(request, _("Saved. Every register follows within seconds."))
        return redirect(self._address("changelist"))

    def _shell(self, current: Label | None = None) -> dict[str, Any]:
        page = page_of(self._address("changelist"))
        more = (Crumb(label=str(current)),) if current else ()
        only = {"can_be_removed": self.can_be_removed}
        title = str(current or page.title)
        return {"crumbs": way_to(page, *more), "title": title, "subtitle": None, **only}

    def _name_of(self, request: HttpRequest, object_id: str) -> str:
        row = self.get_object(request, object_id)
        return self.name_of(row) if row else ""

    def name_of(self, row: Any) -> str:
        """Name a row on its pages, in the language of the page where the row knows it."""
        return in_language_of_page(name_of(row.pk, str(row)), getattr(row, "names", {}))

    def get_urls(self) -> list[Any]:
        """Return the addresses of the pages that we show, not of Django's own log."""
        closed = {"history"} if self.can_be_removed else {"history", "delete"}
        urls: list[Any] = super().get_urls()
        return [url for url in urls if str(url.name).rpartition("_")[2] not in closed]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def get_inline_instances(self, request: Any, obj: Any = None) -> list[Any]:
        return []

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """Write no second log."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """Write no second log."""


def _person(request: HttpRequest) -> Associate:
    if not isinstance(request.user, Associate):
        raise TypeError("A page of the back office was reached without signing in.")
    return request.user
