"""What staff offer to the exchange. A back-office password stays at headquarters; PINs travel."""

from tillbook.exchange import kinds
from tillbook.exchange.flat import flat_kind
from tillbook.staff.models import Associate

ASSOCIATE = flat_kind(
    "associate",
    Associate,
    fields=("number", "name", "role", "language", "store", "pin", "is_active"),
)


def offer() -> None:
    """Register the kinds."""
    kinds.offer(entities=[ASSOCIATE])
