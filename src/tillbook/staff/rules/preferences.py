"""What people choose for the screens that they work at, and what a register's scanner says."""

from dataclasses import dataclass

THEMES = ("auto", "light", "dark")
TEXTS = ("standard", "large", "largest")
DENSITIES = ("touch", "compact")
#: What a scanner types before a code, by name: nothing, Start of Text (as Ctrl+B), or a key.
PREFIXES = ("", "stx", "f13")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody likes the screens."""

    #: Empty: the language that headquarters gave.
    language: str = ""
    theme: str = THEMES[0]
    text: str = TEXTS[0]
    density: str = DENSITIES[0]
    #: Whether the shortcuts answer.
    has_keys: bool = True
