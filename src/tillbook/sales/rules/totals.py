"""What lines of a sale amount to, in minor units; quantities are in thousandths."""

from collections.abc import Iterable

THOUSANDTHS = 1000


def amount(price: int, quantity: int) -> int:
    """Return price times quantity in minor units, half a unit rounded away from zero."""
    product = price * quantity
    rounded = (abs(product) * 2 + THOUSANDTHS) // (2 * THOUSANDTHS)
    return rounded if product >= 0 else -rounded


def total(lines: Iterable[tuple[int, int]]) -> int:
    """Return the sum of lines, each a price and a quantity, every line rounded by itself."""
    return sum(amount(price, quantity) for price, quantity in lines)
