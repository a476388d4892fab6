"""Compile the message catalogs that are newer than what was compiled of them."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[1] / "src" / "tillbook" / "locale"


def main() -> None:
    """Compile `locale/*/LC_MESSAGES/*.po`; none is no fault."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            compile_catalog(source, compiled)


def compile_catalog(source: Path, compiled: Path) -> None:
    """Write one compiled catalog; an interrupted one is never seen."""
    locale = source.parents[1].name
    with source.open("rb") as file:
        catalog = read_po(file, locale=locale, abort_invalid=True)
    unfinished = compiled.with_suffix(".mo.part")
    with unfinished.open("wb") as file:
        write_mo(file, catalog)
    unfinished.replace(compiled)


if __name__ == "__main__":
    main()
