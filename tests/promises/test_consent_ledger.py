"""The promise of the consent ledger: lines are added, never changed and never deleted."""

import ast
from pathlib import Path

import pytest

from tests.promises.source import SOURCE, modules

LEDGER = "ConsentEntry"
ADDING = SOURCE / "customers" / "operations" / "consent_ledger.py"
READING = {"filter", "values", "order_by", "distinct", "count", "exists", "first"}


def calls_on_the_ledger(text: str) -> set[str]:
    """Return the methods that a source calls on the ledger's rows, with the arguments that change."""
    found = set()
    for call in [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]:
        names, inner = [], call.func
        while isinstance(inner, ast.Attribute | ast.Call):
            if isinstance(inner, ast.Attribute):
                names.append(inner.attr)
                inner = inner.value
            else:
                inner = inner.func
        if isinstance(inner, ast.Name) and inner.id == LEDGER and names:
            found.add(names[0])
            found |= {f"{names[0]}({word.arg})" for word in call.keywords if names[0] != "filter"}
    return found


def mentions() -> dict[Path, str]:
    """Return the sources that name the ledger, without its tables' own."""
    texts = {path: path.read_text(encoding="utf-8") for path in modules(SOURCE)}
    return {
        path: text
        for path, text in texts.items()
        if LEDGER in text and "migrations" not in path.parts and path.parent.name != "models"
    }


def test_one_module_adds_to_the_ledger_and_nothing_changes_it() -> None:
    texts = mentions()

    assert calls_on_the_ledger(texts.pop(ADDING)) == {"bulk_create"}
    assert texts
    for path, text in texts.items():
        assert calls_on_the_ledger(text) <= READING, path


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ConsentEntry.objects.filter(id=1).update(answer='no')", {"filter", "update", "update(answer)"}),
        ("ConsentEntry.objects.all().delete()", {"all", "delete"}),
        ("ConsentEntry.objects.bulk_create(rows, update_conflicts=True)", {"bulk_create", "bulk_create(update_conflicts)"}),
    ],
)  # fmt: skip
def test_a_change_of_the_ledger_is_recognised(line: str, found: set[str]) -> None:
    assert calls_on_the_ledger(line) == found
