"""What attributes offer to the exchange: types, attributes and groups are configuration."""

from tillbook import configuration
from tillbook.attributes.checks import CHECKS
from tillbook.attributes.models import Attribute, AttributeGroup, AttributeType
from tillbook.attributes.uses import USES
from tillbook.configuration.tables import table_kind
from tillbook.exchange import kinds

KINDS = tuple(
    table_kind(
        name,
        model,
        fields=[field.name for field in model._meta.fields if field.name != "id"],
        check=CHECKS[name],
    )
    for name, model in (
        ("attribute_type", AttributeType),
        ("attribute", Attribute),
        ("attribute_group", AttributeGroup),
    )
)


def offer() -> None:
    """Register the kinds, and where they are in use."""
    kinds.offer(entities=KINDS)
    configuration.offer(uses=USES)
