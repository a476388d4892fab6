"""The description of the HTTP API in docs/ is the one that nodes serve, and its words are whole."""

import re

from scripts.openapi import DESCRIPTION, described
from tests.promises.source import SOURCE
from tillbook.api import words


def test_the_committed_description_is_what_the_code_says() -> None:
    """`make docs` writes it anew; look at the difference before you commit it."""
    assert DESCRIPTION.read_text(encoding="utf-8") == described()


def test_every_problem_of_a_field_has_words() -> None:
    customers = SOURCE / "customers"
    law = "".join(
        (customers / "rules" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("validation", "contacts", "consents")
    )
    entry = (customers / "operations" / "codes.py").read_text(encoding="utf-8")

    codes = set(re.findall(r'(?:code="|")((?:[a-z_]+\.)[a-z_]+)"', law))
    codes |= {f"{what}.unknown" for what in re.findall(r'_problem\("([a-z_]+)"', entry)}

    assert codes
    assert codes <= words.codes()
