"""Money and quantities as people read and type them; inside they are minor units and thousandths."""

import re
from decimal import Decimal

from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_decimal_symbol,
)

from tillbook.foundation import amounts
from tillbook.foundation.amounts import AmountProblem
from tillbook.screens import words

_THOUSANDTHS = 3
#: CLDR wants a space between letters and digits; the library does not put it.
_CODE_BESIDE_DIGIT = re.compile(r"([^\W\d_])(\d)")


def said(minor: int, currency: str) -> str:
    """Say an amount in the page's language, with its currency."""
    text = format_currency(_whole(minor, currency), currency, locale=words.locale())
    return _CODE_BESIDE_DIGIT.sub("\\1\N{NO-BREAK SPACE}\\2", text)


def typed(minor: int, currency: str) -> str:
    """Write an amount as a field holds it, in the page's language: `read` understands it again."""
    return _localised(str(_whole(minor, currency)))


def read(text: str, currency: str) -> int | AmountProblem:
    """Read an amount in minor units, with a decimal comma or point."""
    digits = get_currency_precision(currency)
    found = amounts.read(text, decimals=digits)
    return found if isinstance(found, AmountProblem) else int(Decimal(found).scaleb(digits))


def quantity_said(thousandths: int) -> str:
    """Say a quantity in the page's language."""
    return format_decimal(Decimal(thousandths).scaleb(-_THOUSANDTHS), locale=words.locale())


def quantity_typed(thousandths: int) -> str:
    """Write a quantity as a field holds it."""
    return _localised(f"{Decimal(thousandths).scaleb(-_THOUSANDTHS).normalize():f}")


def read_quantity(text: str) -> int | AmountProblem:
    """Read a quantity in thousandths; nothing typed is one."""
    found = amounts.read(text.strip() or "1", decimals=_THOUSANDTHS)
    return found if isinstance(found, AmountProblem) else int(Decimal(found).scaleb(_THOUSANDTHS))


def _localised(number: str) -> str:
    return number.replace(".", get_decimal_symbol(words.locale()))


def _whole(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))
