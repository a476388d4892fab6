"""Questions about switches, answered the same for everybody at a node."""

from tillbook.features import rules
from tillbook.features.catalog import CATALOG
from tillbook.features.errors import SwitchOff, UnknownSwitch
from tillbook.features.models import Switch


def acting() -> frozenset[str]:
    """Return the names of the switches that are on at this node. One query."""
    return rules.on(dict(Switch.objects.values_list("name", "is_on")))


def is_on(name: str) -> bool:
    """Tell how a switch stands at this node. Raises UnknownSwitch."""
    if name not in CATALOG:
        raise UnknownSwitch(name)
    return name in acting()


def require(name: str) -> None:
    """Raise SwitchOff unless a switch is on at this node. Raises UnknownSwitch."""
    if not is_on(name):
        raise SwitchOff(name)
