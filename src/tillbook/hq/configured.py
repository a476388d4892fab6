"""The base of every list that Django's admin edits: configuration, saved by its one verb.

Nothing here calls `Model.save`: the operation log is the only audit trail, and every node follows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from tillbook.exchange import configuration
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.queries import standings
from tillbook.foundation.ids import new_id
from tillbook.hq.shell import Crumb
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
    """A form that carries the version that its reader saw, and says when it is not the newest."""

    expected = forms.CharField(required=False, widget=forms.HiddenInput)
    #: What the operation refused when this form was sent; set by the admin.
    refusal: Exception | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["expected"].initial = self._tag()
        if isinstance(self.refusal, StaleEdit):
            self.data = {**dict(self.data.items()), "expected": self._tag()}

    def _tag(self) -> str:
        key = self.instance.pk
        return standings([key])[key].tag if key else ""

    def clean(self) -> dict[str, Any] | None:
        """Let nothing pass that the operation has just refused."""
        if isinstance(self.refusal, StaleEdit):
            raise ValidationError(
                _(
                    "Somebody else changed this while you were editing. Your text is kept. "
                    "Look at the new version, then save again to keep yours."
                )
            )
        if self.refusal is not None:
            raise ValidationError(_("Headquarters’ rules do not allow this change."))
        return super().clean()


class ConfigurationAdmin(Admin):
    """Shows a kind of configuration and saves it through `configuration.put`.

    Subclasses name the kind, its fields and its words. Deleting, editing in the list and forms
    inside forms are not offered: each would write past the operations.
    """

    #: Name of the kind at the exchange.
    kind: ClassVar[str]
    #: The words of the menu that lead here, the last one is the page itself.
    path: ClassVar[Sequence[Label]]
    title_of_new: ClassVar[Label]

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
            document=self.document(form, [name for name in names if name != "expected"]),
            expected=form.cleaned_data["expected"] or None,
        )

    def document(self, form: Any, names: Sequence[str]) -> dict[str, Any]:
        """Return the named fields as configuration holds them."""
        return {name: form.cleaned_data[name] for name in names}

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
        current = self.title_of_new if object_id is None else self._name_of(request, object_id)
        given = self._shell(current) | (extra_context or {})
        show: Callable[..., HttpResponse] = self._changeform_view  # type: ignore[attr-defined]
        try:
            return show(request, object_id, form_url, given)
        except (StaleEdit, Refused) as refusal:
            setattr(request, _REFUSAL, refusal)
            return show(request, object_id, form_url, given)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        made: Any = super().get_form(request, obj, change=change, **kwargs)
        made.refusal = getattr(request, _REFUSAL, None)
        return made

    def changelist_view(self, request: HttpRequest, extra_context: Extra = None) -> HttpResponse:
        given = {**self._shell(), "title_of_new": self.title_of_new}
        return super().changelist_view(request, given | (extra_context or {}))

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        return self._saved(request)

    def response_change(self, request: Any, obj: Any) -> Any:
        return self._saved(request)

    def _saved(self, request: HttpRequest) -> HttpResponse:
        messages.success(request, _("Saved. Every register follows within seconds."))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _shell(self, current: Label | None = None) -> dict[str, Any]:
        *words, page = self.path
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        crumbs = [Crumb(label=str(word)) for word in words]
        crumbs.append(Crumb(label=str(page), url=redirect(name).url))
        if current:
            crumbs.append(Crumb(label=str(current)))
        only = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return {"crumbs": crumbs, "title": str(current or page), "subtitle": None, **only}

    def _name_of(self, request: HttpRequest, object_id: str) -> str:
        row = self.get_object(request, object_id)
        return str(row) if row else ""

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


def dimension_lines(dimensions: Mapping[str, str]) -> str:
    """Write dimensions as people type them, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in dimensions.items())


class DimensionsField(forms.CharField):
    """Financial dimensions, typed as lines of `name: value`."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return dimension_lines(value) if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> Any:
        found: dict[str, str] = {}
        for line in (value or "").splitlines():
            name, colon, text = (part.strip() for part in line.partition(":"))
            if name and not (colon and text):
                raise ValidationError(_("Write each dimension on its own line as name: value."))
            if name:
                found[name] = text
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((data or "").strip() != dimension_lines(initial or {}).strip())
