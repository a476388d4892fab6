"""How a number sequence writes its numbers: digits in a format, and a check digit behind them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import damm, luhn, verhoeff
from stdnum.iso7064 import mod_11_10, mod_97_10


def _no_check_digit(digits: str) -> str:
    return ""


#: What computes the check digits behind the digits; mod 97-10 has two of them.
CHECK_DIGITS: dict[str, Callable[[str], str]] = {
    "none": _no_check_digit,
    "luhn": luhn.calc_check_digit,
    "mod_11_10": mod_11_10.calc_check_digit,
    "mod_97_10": mod_97_10.calc_check_digits,
    "damm": damm.calc_check_digit,
    "verhoeff": verhoeff.calc_check_digit,
}
#: The longest format; two check digits more still fit where numbers are kept.
MAX_FORMAT = 30
#: Counters are 64-bit integers.
MAX_DIGITS = 18
_FORMAT = re.compile(r"(?P<before>[A-Z0-9./ \-]*)(?P<digits>#+)(?P<after>[A-Z0-9./ \-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The form of a sequence's numbers."""

    #: Each # stands for a digit, such as ######## or C-######; everything else stands for itself.
    format: str
    check_digit: str = "none"

    @property
    def last(self) -> int:
        """The largest n that fits."""
        return int("9" * self.format.count("#"))

    def write(self, n: int) -> str:
        """Write the n-th number. Raises ValueError where it does not fit.

        >>> Numbering(format="C-#####", check_digit="luhn").write(12345)
        'C-123455'
        """
        parts = _FORMAT.fullmatch(self.format)
        if parts is None or not 1 <= n <= self.last:
            raise ValueError(f"number {n} does not fit into {self.format!r}")
        digits = str(n).zfill(len(parts["digits"]))
        return parts["before"] + digits + CHECK_DIGITS[self.check_digit](digits) + parts["after"]

    def used(self, n: int) -> float:
        """Return which part of the numbers is behind when n is the next one, 0 to 1."""
        return min(1.0, (n - 1) / self.last)


def is_format(text: str) -> bool:
    """Tell whether a text is a format: one run of # among capital letters, digits, and - . / or space."""
    parts = _FORMAT.fullmatch(text)
    return (
        parts is not None
        and len(text) <= MAX_FORMAT
        and len(parts["digits"]) <= MAX_DIGITS
        and text == text.strip()
    )


#: What a chain numbers its customers by until it says otherwise.
DEFAULT = Numbering(format="########", check_digit="luhn")
#: From this part on, people are warned.
NEARLY_USED_UP = 0.9
