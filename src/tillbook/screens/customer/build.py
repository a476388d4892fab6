"""Controls out of what was typed: the value, the choices, what is inherited, wrong or stored by now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tillbook.attributes.rules.definitions import Definition
from tillbook.screens import words
from tillbook.screens.controls import Field, Option, options
from tillbook.screens.customer import choices
from tillbook.screens.customer.around import Around
from tillbook.screens.customer.fields import BY_NAME, Kind, Spec
from tillbook.screens.customer.inherited import in_words
from tillbook.screens.customer.typed import Row, Typed

#: What a list stands at before anybody chooses, where nothing is handed down.
_STARTS = {"blocked": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Everything that the controls of one form are made of."""

    form: Typed
    around: Around
    #: Control -> what is wrong with it.
    wrong: Mapping[str, str]
    #: What is stored by now, where somebody else changed it meanwhile.
    now: Typed | None = None
    #: What the customer is described by.
    definitions: tuple[Definition, ...] = ()
    #: What cannot be left empty besides the name: of `rules.parameters.REQUIRABLE`.
    required: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The customer's type as chosen, else as it is handed down."""
        return self.form.text("type") or str(self.given.get("type", "person"))

    @property
    def language(self) -> str:
        """The customer's language as chosen, else as it is handed down."""
        return self.form.text("language") or str(self.given.get("language", ""))

    @property
    def given(self) -> Mapping[str, Any]:
        """What the store hands down."""
        return self.around.inherited.values

    def field(self, name: str, **more: Any) -> Field:
        """Make the control of a field of the customer's own row."""
        spec = BY_NAME[name]
        kind: dict[str, Any] = {"name": name, "kind": name, "label": words.field_name(name)}
        kind |= {"problem": self.wrong.get(name, ""), "limit": spec.limit}
        kind["is_required"] = name in self.required
        match spec.kind:
            case Kind.CHOICE:
                made = kind | self._choice(name)
            case Kind.SET:
                made = kind | self._set(name)
            case Kind.SWITCH:
                made = kind | self._switch(name)
            case _:
                made = kind | self._text(spec)
        return Field(**(made | more))

    def _text(self, spec: Spec) -> dict[str, Any]:
        value = self.form.text(spec.name)
        handed = self.given.get(spec.name)
        hint = _("Inherited: %(value)s") % {"value": handed} if handed and not value else ""
        shape = {Kind.LINES: "lines", Kind.EMAIL: "email", Kind.AMOUNT: "amount"}.get(spec.kind, "")
        return {
            "value": value,
            "shape": shape,
            "hint": hint,
            "stored": self._stored(value, self.now.text(spec.name) if self.now else None),
        }

    def _choice(self, name: str) -> dict[str, Any]:
        chosen = self.form.text(name)
        pairs = choices.pairs(name, chosen or str(self.given.get(name, "")), self.around)
        handed = str(self.given.get(name, ""))
        if handed:
            named = dict(pairs).get(handed) or words.value_name(name, handed)
            pairs = [("", _("Inherited: %(value)s") % {"value": named}), *pairs]
        elif not chosen and name in _STARTS:
            chosen = _STARTS[name]
        elif not chosen:
            pairs = [("", "–"), *pairs]
        now = self.now.text(name) if self.now else None
        stored = self._stored(chosen, now)
        return {
            "options": options(pairs, chosen),
            "stored": dict(pairs).get(stored, stored) if stored else stored,
        }

    def _set(self, name: str) -> dict[str, Any]:
        chosen = self.form.sets.get(name, tuple(self.given.get(name, ())))
        pairs = choices.pairs(name, "", self.around)
        pairs += [(code, code) for code in chosen if code not in dict(pairs)]
        now = self.now.sets.get(name, ()) if self.now else chosen
        differs = sorted(now) != sorted(chosen)
        return {
            "shape": "set",
            "preset": ",".join(self.given.get(name, ())) if self.around.is_new else None,
            "options": tuple(
                Option(value=code, label=label, is_chosen=code in chosen) for code, label in pairs
            ),
            "stored": in_words(name, list(now), self.around.names) if differs else None,
        }

    def _switch(self, name: str) -> dict[str, Any]:
        handed = "on" if self.given.get(name) else ""
        return {
            "shape": "switch",
            "value": self.form.values.get(name, handed),
            "preset": handed if self.around.is_new else None,
        }

    def item(self, row: Row, name: str, **more: Any) -> Field:
        """Make the control of a field of an item in a list."""
        control = row.control(name)
        value = row.values[name]
        now = self._row_now(row)
        made: dict[str, Any] = {
            "name": control,
            "kind": name,
            "label": words.field_name(name),
            "value": value,
            "limit": row.part.limits[name],
            "problem": self.wrong.get(control, ""),
            "stored": self._stored(value, now.values[name]) if now else None,
        }
        return Field(**(made | more))

    def _row_now(self, row: Row) -> Row | None:
        rows = self.now.rows[row.part.prefix] if self.now and row.id else ()
        return next((other for other in rows if other.id == row.id), None)

    @staticmethod
    def _stored(typed: str, now: str | None) -> str | None:
        return now if now is not None and now != typed else None
