"""What a till's browser loads of ours stays small (G16)."""

import gzip
import re
from pathlib import Path

import tillbook
from tillbook.config.static_files import bare

PACKAGE = Path(tillbook.__file__).parent
STATIC = PACKAGE / "static" / "tillbook"
SCRIPTS_MOST, STYLES_MOST = 10 * 1024, 18 * 1024
_IMPORT = re.compile(r'from "\./([\w-]+\.js)"|^import "\./([\w-]+\.js)"', re.MULTILINE)
_STYLE = re.compile(r"static 'tillbook/(css/[\w/-]+\.css)'")


def loaded(script: str, known: set[str]) -> set[str]:
    """Return a script and everything that it imports."""
    if script not in known:
        known.add(script)
        text = (STATIC / "js" / script).read_text(encoding="utf-8")
        for first, second in _IMPORT.findall(text):
            loaded(first or second, known)
    return known


def test_the_scripts_of_the_register_weigh_at_most_ten_kilobytes() -> None:
    texts = [(STATIC / "js" / name).read_text(encoding="utf-8") for name in loaded("pos.js", set())]

    assert sum(len(gzip.compress(bare(text).encode())) for text in texts) <= SCRIPTS_MOST


def test_the_styles_of_the_register_weigh_at_most_eighteen_kilobytes() -> None:
    shells = ("templates/tillbook/_styles.html", "pos/templates/pos/base.html")
    names = [name for shell in shells for name in _STYLE.findall((PACKAGE / shell).read_text())]

    assert len(names) > len(shells)
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names) <= STYLES_MOST


def test_no_script_holds_a_text_over_several_lines() -> None:
    for path in (STATIC / "js").glob("*.js"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.count("`") % 2] == [], path.name


def test_comments_and_indentation_are_not_served() -> None:
    script = '// Why.\n/** What. */\nif (a) {\n  b("// no comment"); // here\n}\n'

    assert bare(script) == 'if (a) {\nb("// no comment"); // here\n}\n'
