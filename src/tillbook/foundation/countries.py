"""Know the two-letter countries and regions, and what they are called in each language."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

#: Regions of CLDR that have two letters and are no country: unions, outlying seas, pseudo-locales.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def is_known(country: str) -> bool:
    """Tell whether the text is a two-letter country code, in either case."""
    return country.upper() in _codes()


def name_of(country: str, *, language: str) -> str:
    """Name a country in a language; an unknown code or language falls back to the code and English."""
    return str(_locale(language).territories.get(country.upper(), country.upper()))


def codes() -> list[str]:
    """List the codes of all countries in alphabetic order."""
    return sorted(_codes())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    regions = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in regions - _NOT_COUNTRIES if len(code) == 2 and code.isalpha())


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
