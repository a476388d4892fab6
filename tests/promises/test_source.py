"""Promises about the source: short functions, short modules, and one way to write."""

import pytest

from tests.promises.source import PROJECT, SOURCE, long_functions, may_write, modules, writes

FUNCTION_LINES = 50
MODULE_LINES = 400
TEST_MODULE_LINES = 500


def test_no_function_is_longer_than_a_screen() -> None:
    folders = (SOURCE, PROJECT / "tests", PROJECT / "scripts")
    too_long = {
        str(path): found
        for path in modules(*folders)
        if (found := long_functions(path.read_text(encoding="utf-8"), limit=FUNCTION_LINES))
    }

    assert too_long == {}


@pytest.mark.parametrize(
    ("folder", "limit"),
    [("src", MODULE_LINES), ("scripts", MODULE_LINES), ("tests", TEST_MODULE_LINES)],
)
def test_no_module_is_longer_than_its_limit(folder: str, limit: int) -> None:
    lengths = {
        str(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(PROJECT / folder)
    }

    assert {path: lines for path, lines in lengths.items() if lines > limit} == {}


def test_rows_are_written_by_operations_and_the_exchange_only() -> None:
    elsewhere = {
        str(path): found
        for path in modules(SOURCE)
        if not may_write(path) and (found := writes(path.read_text(encoding="utf-8")))
    }

    assert elsewhere == {}


@pytest.mark.parametrize(
    "line",
    [
        "customer.save()",
        "customer.save(update_fields=['name'])",
        "Customer.objects.create(name='x')",
        "Customer.objects.filter(pk=1).update(name='x')",
        "Customer.objects.all().delete()",
        "Customer.objects.bulk_create(rows)",
        "await customer.asave()",
        "Customer.objects.get_or_create(name='x')",
    ],
)
def test_a_write_is_recognised(line: str) -> None:
    assert len(writes(f"async def act():\n    {line}\n")) == 1


@pytest.mark.parametrize(
    "line", ["found.update(other)", "digest.update(b'x')", "client.delete('/x')", "cache.clear()"]
)
def test_what_only_looks_like_a_write_is_let_be(line: str) -> None:
    assert writes(line) == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("customers/operations/create_customer.py", True),
        ("customers/replicated.py", True),
        ("customers/replicated/search_index.py", True),
        ("exchange/log/chain.py", True),
        ("customers/migrations/0001_initial.py", True),
        ("customers/queries.py", False),
        ("pos/customers/views.py", False),
        ("operations.py", False),
    ],
)
def test_only_some_places_may_write(path: str, *, allowed: bool) -> None:
    assert may_write(SOURCE / path) is allowed


def test_a_long_function_is_found() -> None:
    source = "def long():\n" + "    pass\n" * 50 + "def short():\n    pass\n"

    assert long_functions(source, limit=50) == ["long: 51 lines"]
