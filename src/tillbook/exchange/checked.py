"""What headquarters checks of a document of configuration, put together from checks of its fields."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation.checks import Check, Finding, findings

#: Looks at the whole proposal, after every field alone was found right.
Question = Callable[[Proposal], Iterator[Finding]]


def checked(
    checks: Mapping[str, Check], *, fixed: Iterable[str] = (), questions: Iterable[Question] = ()
) -> Callable[[Proposal], Ruling]:
    """Make a kind's check: the first finding refuses, and its params name the field.

    Fixed fields keep what they were made with, for other documents name them.
    """
    stay, asked = tuple(fixed), tuple(questions)

    def check(proposal: Proposal) -> Ruling:
        for found in _findings(proposal, checks, stay, asked):
            return Ruling(refused=found.code, params={**found.params, "field": found.field})
        return Ruling()

    return check


def _findings(
    proposal: Proposal,
    checks: Mapping[str, Check],
    fixed: Iterable[str],
    questions: Iterable[Question],
) -> Iterator[Finding]:
    yield from findings(proposal.after, checks)
    for name in fixed:
        if proposal.before is not None and proposal.before.get(name) != proposal.after.get(name):
            yield Finding(code="field.fixed", field=name)
    for question in questions:
        yield from question(proposal)


def unique(model: type[Model], *, written: Check) -> Check:
    """Ask for what no other row of the model has, in any case of letters."""

    def check(document: Mapping[str, Any], name: str) -> Iterator[Finding]:
        yield from written(document, name)
        rows = model._default_manager.filter(**{f"{name}__iexact": document[name]})
        if rows.exclude(pk=document["id"]).exists():
            yield Finding(code="code.taken", field=name)

    return check


def row_of(model: type[Model], *, key: str = "id", required: bool = True) -> Check:
    """Ask for the key of a row that there is."""

    def check(document: Mapping[str, Any], name: str) -> Iterator[Finding]:
        value = document.get(name)
        if not value and required:
            yield Finding(code="field.required", field=name)
        elif value and not _is_there(model, key, value):
            yield Finding(code="reference.unknown", field=name)

    return check


def _is_there(model: type[Model], key: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    if key == "id":
        try:
            UUID(value)
        except ValueError:
            return False
    return model._default_manager.filter(**{key: value}).exists()
