"""Form and check digit of account numbers; which number comes next is decided elsewhere."""

_NO_BREAK_SPACE = "\u00a0"


def form(n: int, *, width: int = 9) -> str:
    """Write the n-th account number: leading zeros, and a Luhn check digit at the end.

    Width counts all digits. Raises ValueError where n is not positive or does not fit.

    >>> form(12345)
    '000123455'
    """
    if n < 1 or len(str(n)) >= width:
        raise ValueError(f"number {n} does not fit into {width} digits")
    body = str(n).zfill(width - 1)
    return body + _check_digit(body)


def is_valid(number: str) -> bool:
    """Tell whether the text is only digits and ends with its right check digit."""
    if len(number) < 2 or not (number.isascii() and number.isdigit()):
        return False
    return _check_digit(number[:-1]) == number[-1]


def spaced(number: str) -> str:
    """Group the digits by three from the right with no-break spaces; other texts stay as they are."""
    if not (number.isascii() and number.isdigit()):
        return number
    head = len(number) % 3
    groups = [number[:head]] if head else []
    groups += [number[start : start + 3] for start in range(head, len(number), 3)]
    return _NO_BREAK_SPACE.join(groups)


def _check_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
