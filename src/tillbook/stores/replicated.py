"""What stores offer to the exchange: all of it is configuration."""

from tillbook.exchange import kinds
from tillbook.exchange.flat import flat_kind
from tillbook.stores.models import LegalEntity, OperatingUnit, Register, Store

LEGAL_ENTITY = flat_kind(
    "legal_entity",
    LegalEntity,
    fields=("code", "name", "country", "currency", "language", "customer_group"),
)
OPERATING_UNIT = flat_kind(
    "operating_unit",
    OperatingUnit,
    fields=("number", "name", "street", "postal_code", "city", "country"),
)
STORE = flat_kind(
    "store",
    Store,
    fields=(
        "number",
        "name",
        "kind",
        "legal_entity",
        "operating_unit",
        "default_customer",
        "currency",
        "language",
        "time_zone",
        "copy_receipt_email",
    ),
)
REGISTER = flat_kind("register", Register, fields=("number", "name", "store"))


def offer() -> None:
    """Register the kinds."""
    kinds.offer(entities=[LEGAL_ENTITY, OPERATING_UNIT, STORE, REGISTER])
