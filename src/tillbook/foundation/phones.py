"""Read telephone numbers as people type them, and write them for comparison and for the screen.

The text as typed is kept by whoever asks; here it is only read.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from tillbook.foundation import folding

_LONGEST_COUNTRY_CODE = 3
_NO_BREAK_SPACE = "\u00a0"
_NO_BREAK_HYPHEN = "\u2011"
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_INTERNATIONAL_PREFIX = re.compile(r"^[\s(]*00(?=[\s(\-]*[1-9])")
_ALLOWED = re.compile(r"^(tel:)?\s*[+(]?[\d\s().\-/]+$")
#: What is dialled once the number answers, in the words of the stores' languages. After folding.
_EXTENSION = re.compile(
    r"[\s,;]*(?:extension|extn|ext|x|#|anknytning|anknytn|ankn"
    r"|[\u8f6c\u8f49]?\s*(?:\u5206\u673a|\u5206\u6a5f)|[\u8f6c\u8f49])[\s.:=]*(\d{1,7})\s*$"
)


#: Numbers of other types may ring anywhere.
_MOBILE = {
    phonenumbers.PhoneNumberType.MOBILE: True,
    phonenumbers.PhoneNumberType.FIXED_LINE: False,
}


class PhoneReason(StrEnum):
    """Name why a text cannot be a telephone number."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_COUNTRY = "unknown_country"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """Hold one possible number; the forms that comparing, calling and showing need are made when asked."""

    number: phonenumbers.PhoneNumber

    @property
    def e164(self) -> str:
        """With plus sign and country code, without any separator."""
        return phonenumbers.format_number(self.number, PhoneNumberFormat.E164)

    @property
    def national(self) -> str:
        """The digits dialled inside the country, with the leading zero where there is one."""
        number = phonenumbers.PhoneNumber()
        number.merge_from(self.number)
        number.extension = None
        text = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        return phonenumbers.normalize_digits_only(text)

    @property
    def display(self) -> str:
        """International format; spaces and hyphens do not break."""
        text = phonenumbers.format_number(self.number, PhoneNumberFormat.INTERNATIONAL)
        return text.replace(" ", _NO_BREAK_SPACE).replace("-", _NO_BREAK_HYPHEN)

    @property
    def country(self) -> str:
        """Two-letter country, "001" for numbers of no country, "" where it cannot be told."""
        return _country_of(self.number)

    @property
    def extension(self) -> str:
        """Digits that were typed after a word such as "ext." or "anknytning"; "" without one."""
        return self.number.extension or ""

    @property
    def is_mobile(self) -> bool | None:
        """Whether it rings in a pocket; None where the country's numbering plan does not tell."""
        return _MOBILE.get(phonenumbers.number_type(self.number))


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneProblem:
    """Say why the text cannot be a number, and by the rules of which country it was read."""

    reason: PhoneReason
    country: str


@lru_cache(maxsize=1024)
def normalise(text: str, *, country: str) -> Phone | PhoneProblem:
    """Read a number written in any usual way: national or international, any separators or width.

    The country (two letters, may be empty) is the one whose national numbers are understood.
    A number only has to be possible, not assigned: new ranges open faster than tables follow.
    """
    region = country.upper()
    plain, extension = _without_extension(_tidy(text))
    if not plain:
        return PhoneProblem(reason=PhoneReason.EMPTY, country=region)
    if not _ALLOWED.match(plain):
        return PhoneProblem(reason=PhoneReason.NOT_A_NUMBER, country=region)
    try:
        number = phonenumbers.parse(plain, region or None)
    except NumberParseException as refusal:
        return PhoneProblem(reason=_reason_of(refusal.error_type), country=region)
    number.extension = extension or None
    return _checked(number, region)


def dialling_of(e164: str) -> tuple[int, str]:
    """Give the length of the country code and the digits dialled before a national number.

    Cheap (no number is read in full): serves to find national digits in many numbers.
    """
    return _dialling_of(e164.removeprefix("+")[:_LONGEST_COUNTRY_CODE])


@lru_cache(maxsize=1024)
def _dialling_of(beginning: str) -> tuple[int, str]:
    if not (beginning.isascii() and beginning.isdigit()):
        return 0, ""
    for length in range(1, len(beginning) + 1):
        if (code := int(beginning[:length])) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            region = phonenumbers.region_code_for_country_code(code)
            return length, phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) or ""
    return 0, ""


def _tidy(text: str) -> str:
    plain = _TRUNK_ZERO.sub(" ", folding.fold(text).strip())
    return _INTERNATIONAL_PREFIX.sub("+", plain)


def _without_extension(plain: str) -> tuple[str, str]:
    found = _EXTENSION.search(plain)
    return (plain[: found.start()], found[1]) if found else (plain, "")


def _checked(number: phonenumbers.PhoneNumber, region: str) -> Phone | PhoneProblem:
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.IS_POSSIBLE:
            return Phone(number=number)
        case phonenumbers.ValidationResult.INVALID_COUNTRY_CODE:
            reason = PhoneReason.UNKNOWN_COUNTRY
        case phonenumbers.ValidationResult.TOO_LONG:
            reason = PhoneReason.TOO_LONG
        case _:
            reason = PhoneReason.TOO_SHORT
    return PhoneProblem(reason=reason, country=region)


def _country_of(number: phonenumbers.PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(number)
    if region is None and number.country_code is not None:
        region = phonenumbers.region_code_for_country_code(number.country_code)
    return region if region and region != "ZZ" else ""


def _reason_of(error_type: int) -> PhoneReason:
    match error_type:
        case NumberParseException.INVALID_COUNTRY_CODE:
            return PhoneReason.UNKNOWN_COUNTRY
        case NumberParseException.TOO_LONG:
            return PhoneReason.TOO_LONG
        case NumberParseException.TOO_SHORT_NSN | NumberParseException.TOO_SHORT_AFTER_IDD:
            return PhoneReason.TOO_SHORT
        case _:
            return PhoneReason.NOT_A_NUMBER
