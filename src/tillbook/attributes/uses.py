"""Where types and attributes are in use, as far as attributes know."""

from collections.abc import Callable, Iterable, Mapping

from tillbook.attributes.models import Attribute, AttributeGroup
from tillbook.configuration.uses import NAMED, Use
from tillbook.exchange.core.units import Document


def _named(kind: str, names: tuple[str, ...]) -> Use:
    return Use(kind=kind, count=len(names), names=names[:NAMED])


def _of_type(type: Document) -> Iterable[Use]:
    rows = Attribute.objects.filter(type=type["id"]).order_by("code")
    yield _named("attribute", tuple(rows.values_list("name", flat=True)))


def _of_attribute(attribute: Document) -> Iterable[Use]:
    rows = AttributeGroup.objects.order_by("code")
    having = (
        row.name for row in rows if any(line["attribute"] == attribute["id"] for line in row.lines)
    )
    yield _named("attribute_group", tuple(having))


USES: Mapping[str, Callable[[Document], Iterable[Use]]] = {
    "attribute_type": _of_type,
    "attribute": _of_attribute,
}
