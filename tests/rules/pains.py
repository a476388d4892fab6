"""What users of comparable systems complain of, and the tests that answer it.

`python -m tests.rules.pains` writes docs/pains.md after either was changed on purpose.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "pains.md"
_LIST = Path(__file__).with_name("pains.toml")
_HEAD = """\
# What hurts elsewhere, and the test that it does not here

Users of comparable systems complain of these things in public; each line names threads that tell of
it, what is done here instead, and the tests that prove it. A test names what it answers by
`@pytest.mark.pain`; `python -m tests.rules.pains` writes this page.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pain:
    """Something that users complain of."""

    pain: str
    #: Public threads that tell of it, as owner/repository#number.
    seen: tuple[str, ...]
    answer: str


def pains() -> list[Pain]:
    """Return what is listed, in order."""
    rows = tomllib.loads(_LIST.read_text(encoding="utf-8"))["pains"]
    return [Pain(pain=row["pain"], seen=tuple(row["seen"]), answer=row["answer"]) for row in rows]


def answers() -> dict[str, list[str]]:
    """Return for each pain that a test names the tests that do, as pytest names them."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for pain, test in _marked(path):
            found.setdefault(pain, []).append(f"{path.relative_to(TESTS.parent)}::{test}")
    return found


def _marked(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from ((pain, node.name) for mark in node.decorator_list for pain in _pain(mark))


def _pain(mark: ast.expr) -> Iterator[str]:
    match mark:
        case ast.Call(func=ast.Attribute(attr="pain"), args=[ast.Constant(value=str(pain))]):
            yield pain


def page() -> str:
    """Return the page."""
    tests = answers()
    parts = [_HEAD]
    for one in pains():
        seen = ", ".join(_link(thread) for thread in one.seen)
        named = "\n".join(f"- `{test}`" for test in tests.get(one.pain, ()))
        parts.append(f"## {one.pain}\n\n{one.answer}.\n\nSeen in {seen}.\n\n{named}\n")
    return "\n".join(parts)


def _link(thread: str) -> str:
    repository, _, number = thread.partition("#")
    return f"[{thread}](https://github.com/{repository}/issues/{number})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Written: {PAGE}\n")
