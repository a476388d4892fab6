"""What headquarters checks of a document of configuration, put together from checks of its fields."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation.checks import Check, Fields, Finding, findings
from tillbook.foundation.ids import is_id

#: Looks at a whole document, before (None for a new one) and after.
Question = Callable[[Document | None, Document], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A kind's check. Forms ask it for everything at once, headquarters for the first finding."""

    fields: Mapping[str, Check]
    #: Keep what they were made with, for other documents name them.
    fixed: Collection[str] = ()
    #: Asked when every field alone is right.
    questions: Collection[Question] = ()

    def __call__(self, proposal: Proposal) -> Ruling:
        """Rule; the params name the field."""
        for found in self.findings(proposal.before, proposal.after):
            return Ruling(refused=found.code, params={**found.params, "field": found.field})
        return Ruling()

    def findings(self, before: Document | None, after: Document) -> Iterator[Finding]:
        """Yield what keeps a document from being saved, in the order of its fields."""
        are_right = True
        for found in self._of_fields(before, after):
            are_right = False
            yield found
        if are_right:
            for question in self.questions:
                yield from question(before, after)

    def _of_fields(self, before: Document | None, after: Document) -> Iterator[Finding]:
        for name in self.fixed:
            if before is not None and before.get(name) != after.get(name):
                yield Finding(code="field.fixed", field=name)
        yield from findings(after, self.fields)


def unique(model: type[Model], *, written: Check) -> Check:
    """Ask for what no other row of the model has, in any case of letters."""

    def check(document: Fields, name: str) -> Iterator[Finding]:
        yield from written(document, name)
        others = model._default_manager.exclude(pk=document["id"])
        if _has(others, name, document[name]):
            yield Finding(code="code.taken", field=name)

    return check


def _has(rows: QuerySet[Model], name: str, value: str) -> bool:
    if rows.filter(**{f"{name}__iexact": value}).exists():
        return True
    # Embedded databases know the two cases of English letters only.
    wanted = value.casefold()
    stored = () if value.isascii() else rows.values_list(name, flat=True)
    return any(one.casefold() == wanted for one in stored)


def row_of(model: type[Model], *, key: str = "id", required: bool = True) -> Check:
    """Ask for the key of a row that there is."""

    def check(document: Fields, name: str) -> Iterator[Finding]:
        value = document.get(name)
        if not value and required:
            yield Finding(code="field.required", field=name)
        elif value not in (None, "") and not _is_there(model, key, value):
            yield Finding(code="reference.unknown", field=name)

    return check


def _is_there(model: type[Model], key: str, value: object) -> bool:
    if not isinstance(value, str) or (key == "id" and not is_id(value)):
        return False
    return model._default_manager.filter(**{key: value}).exists()
