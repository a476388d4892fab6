"""What a line of a sale may hold."""

from tillbook.sales.errors import InvalidLine

LONGEST_ITEM = 100
#: Keeps every line and every sum far inside what databases hold.
LARGEST_PRICE = 10**10
LARGEST_QUANTITY = 10**7


def checked(item: str, *, quantity: int, price: int) -> str:
    """Return the text of a line without outer spaces. Raises InvalidLine."""
    text = " ".join(item.split())
    if not 0 < len(text) <= LONGEST_ITEM or not text.isprintable():
        raise InvalidLine("The item needs a text of at most 100 characters.")
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise InvalidLine("The quantity is not possible.")
    if not 0 <= price <= LARGEST_PRICE:
        raise InvalidLine("The price is not possible.")
    return text
