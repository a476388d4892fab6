"""The commands of a fresh clone: what they say, and what they say when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from scripts.compile_messages import compile_catalog

PROJECT = Path(__file__).parents[2]
# Runs a script as if this Python were another one: {0} is done first.
AS_IF = (
    "import sys, runpy; {0}; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], {{}}, '__main__')"
)


def install_as_if(change: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of the installation in a folder of its own."""
    (folder / "scripts").mkdir()
    script = shutil.copy(PROJECT / "scripts" / "install.py", folder / "scripts")
    return subprocess.run(
        [sys.executable, "-c", AS_IF.format(change), script, "run"],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_alone_lists_the_targets() -> None:
    make = shutil.which("make")
    assert make
    listed = subprocess.run(
        [make, "--no-print-directory", "-C", PROJECT],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )

    targets = [line.split()[1] for line in listed.stdout.splitlines()]
    assert targets == [
        "demo",
        "test",
        "check",
        "proof",
        "vast",
        "ux",
        "rules",
        "lock",
        "docs",
        "clean",
    ]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_without_the_venv_module_the_installation_says_what_to_install(
    module: str, tmp_path: Path
) -> None:
    done = install_as_if(f"sys.modules['{module}'] = None", tmp_path)

    assert done.returncode != 0
    assert "no venv module" in done.stderr
    assert "apt install python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_python_that_is_too_old_is_told_which_one_is_needed(tmp_path: Path) -> None:
    done = install_as_if("sys.version_info = (3, 9, 2)", tmp_path)

    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_without_a_server_and_rights_the_tests_say_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    script = (PROJECT / "scripts" / "ensure").read_text().replace("/usr/lib/postgresql", "/none")
    done = subprocess.run(
        ["/bin/sh", "-c", script, "ensure", "postgresql"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "PostgreSQL 15 or newer" in done.stderr
    assert "apt install postgresql" in done.stderr


def test_a_catalog_is_compiled_with_its_plurals(tmp_path: Path) -> None:
    source = tmp_path / "sv" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n'
        'Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "%(n)s customer"\nmsgid_plural "%(n)s customers"\n'
        'msgstr[0] "%(n)s kund"\nmsgstr[1] "%(n)s kunder"\n',
        encoding="utf-8",
    )

    compile_catalog(source, source.with_suffix(".mo"))

    with source.with_suffix(".mo").open("rb") as file:
        (message,) = (message for message in read_mo(file) if message.id)
    assert isinstance(message.string, list | tuple)
    assert list(message.string) == ["%(n)s kund", "%(n)s kunder"]
    assert {path.name for path in source.parent.iterdir()} == {"django.po", "django.mo"}
