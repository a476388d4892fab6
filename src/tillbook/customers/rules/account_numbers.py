"""How account numbers are shown; number sequences decide how they are written."""

_NO_BREAK_SPACE = "\u00a0"


def spaced(number: str) -> str:
    """Group the digits by three from the right with no-break spaces; other texts stay as they are."""
    if not (number.isascii() and number.isdigit()):
        return number
    head = len(number) % 3
    groups = [number[:head]] if head else []
    groups += [number[start : start + 3] for start in range(head, len(number), 3)]
    return _NO_BREAK_SPACE.join(groups)
