"""The source files, and what is too long or writes where it must not."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "tillbook"

# The verbs by which Django writes rows. With positional arguments the first four are something
# else (a dictionary's update, an HTTP client's delete); on rows they take none.
_BARE = frozenset(
    verb for name in ("save", "create", "update", "delete") for verb in (name, "a" + name)
)
_ALWAYS = frozenset(
    verb
    for name in ("bulk_create", "bulk_update", "get_or_create", "update_or_create", "_raw_delete")
    for verb in (name, "a" + name)
)
_WRITING_FOLDERS = frozenset(
    {"operations", "replicated", "exchange", "configuration", "fleet", "nodes", "migrations"}
)


def modules(*folders: Path) -> Iterator[Path]:
    """Yield the Python files that people write; migrations are written by Django."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def long_functions(source: str, *, limit: int) -> list[str]:
    """Return the functions with more lines than the limit, with their lengths."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = (
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions
    )
    return [f"{name}: {length} lines" for name, length in lengths if length > limit]


def may_write(path: Path) -> bool:
    """Say whether rows may be written in this file of the package."""
    inside = path.relative_to(SOURCE).parts
    return path.name == "replicated.py" or bool(_WRITING_FOLDERS.intersection(inside[:-1]))


def writes(source: str) -> list[str]:
    """Return the calls that write rows, as `line: verb`."""
    return [
        f"{node.lineno}: .{node.func.attr}("
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in _ALWAYS or (node.func.attr in _BARE and not node.args))
    ]
