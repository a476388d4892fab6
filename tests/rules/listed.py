"""The acceptance rules by their numbers."""

import tomllib
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("acceptance.toml")


@cache
def titles() -> dict[str, str]:
    """Return the title of each rule, in order."""
    rules = tomllib.loads(_LIST.read_text(encoding="utf-8"))["rules"]
    return {str(rule): str(title) for rule, title in rules.items()}
