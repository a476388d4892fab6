"""Check that everything Tillbook installs to run may be passed on with it.

Reads the names from `requirements.lock` and the licences from what is installed; each licence must
be one of ALLOWED.
"""

import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
ALLOWED = (
    "MIT",
    "BSD",
    "0BSD",
    "ISC",
    "zlib",
    "Apache",
    "PSF",
    "Python Software Foundation",
    "MPL",
    "Mozilla Public License",
    "LGPL",
    "Lesser General Public License",
    "Unlicense",
)
# Packages that name none in their metadata, read in their own source.
READ_THERE = {"sqlcipher3": "zlib"}
_NAME = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_ALLOWED = re.compile("|".join(rf"\b{re.escape(name)}" for name in ALLOWED), re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "


def main() -> int:
    """Print each package whose licence is not allowed; 1 when there is any."""
    refused = [
        f"{found.metadata['Name']}: {', '.join(licences) or 'no licence is named'}"
        for found in installed(_NAME.findall(LOCK.read_text(encoding="utf-8")))
        if not is_allowed(licences := licences_of(found.metadata))
    ]
    for line in refused:
        print(f"Licence not allowed: {line}")
    return int(bool(refused))


def installed(names: Iterable[str]) -> Iterable[Distribution]:
    """Yield what is installed of these; a package for another platform is not."""
    for name in names:
        try:
            yield distribution(name)
        except PackageNotFoundError:
            continue


def licences_of(metadata: PackageMetadata) -> list[str]:
    """Return the licences a package names: the expression, else the classifiers, else the text."""
    expression = "".join(metadata.get_all("License-Expression") or [])
    if expression:
        return [expression]
    classifiers = metadata.get_all("Classifier") or []
    own = [READ_THERE[name]] if (name := metadata["Name"]) in READ_THERE else []
    named = own or [
        line.removeprefix(_CLASSIFIER) for line in classifiers if line.startswith(_CLASSIFIER)
    ]
    first_line = "".join(metadata.get_all("License") or []).strip().partition("\n")[0]
    return named or [line for line in [first_line] if line]


def is_allowed(licences: list[str]) -> bool:
    """Say whether one of several licences, or every part of a joint one, is allowed."""
    return any(
        all(_ALLOWED.search(part) for part in re.split(r"\s+AND\s+", choice))
        for licence in licences
        for choice in re.split(r"\s+OR\s+", licence)
    )


if __name__ == "__main__":
    sys.exit(main())
