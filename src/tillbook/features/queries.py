"""Questions about switches, answered the same for everybody at a node."""

from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import UnknownSwitch
from tillbook.features.models import Switch


def is_on(name: str) -> bool:
    """Tell how a switch stands at this node. Raises UnknownSwitch."""
    if name not in CATALOG:
        raise UnknownSwitch(name)
    stands = Switch.objects.filter(id=id_of(name)).values_list("is_on", flat=True).first()
    return CATALOG[name].default if stands is None else stands
