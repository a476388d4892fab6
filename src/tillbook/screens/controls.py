"""Labelled controls of forms, as `tillbook/_control.html` shows them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A labelled control, with what was typed and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    type: str = "text"
    #: None for a text field.
    options: tuple[Option, ...] | None = None
    #: How it is shown where its type does not tell: "lines", "segments", "switch" or "set".
    shape: str = ""
    #: The longest text; 0 for any.
    limit: int = 0
    hint: str = ""
    #: What looks unusual and may be saved all the same.
    warning: str = ""
    problem: str = ""
    #: What is stored by now, where that is not what was typed; None where it is.
    stored: str | None = None
    is_required: bool = False
    is_optional: bool = False
    #: Whether the cursor starts here.
    has_focus: bool = False
    #: What boxes stand at until somebody touches them, joined by commas; None where they are stored.
    preset: str | None = None
    #: Id of the part of the page that is asked for anew when it changes; nothing is saved.
    refreshes: str = ""
    #: Further parts that are asked for with it: ids with "#", separated by commas.
    also: str = ""
    #: The field's own name, without the place of its row: what its width goes by.
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line of the summary above a form that was refused."""

    field: str
    text: str
    #: Id of the control; empty for the whole form.
    id: str | None = None

    @property
    def anchor(self) -> str:
        """Return the id of what to look at."""
        return f"f-{self.field}" if self.id is None else self.id


def options(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """Make the choices of a list; a chosen value that it lacks is added, for it must not be lost."""
    known = list(pairs)
    if chosen not in dict(known):
        known.append((chosen, chosen or "–"))
    return tuple(
        Option(value=value, label=label, is_chosen=value == chosen) for value, label in known
    )
