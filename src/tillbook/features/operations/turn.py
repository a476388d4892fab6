"""Turning a switch on or off, for the whole chain."""

from tillbook.exchange import configuration
from tillbook.exchange.submit import Receipt
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import UnknownSwitch
from tillbook.foundation.actor import Actor


def turn(actor: Actor, name: str, *, on: bool, expected: str | None = None) -> Receipt:
    """Turn a switch of the catalog on or off at headquarters; the nodes follow.

    `expected` is the tag of the version that the person saw. Raises UnknownSwitch,
    PermissionRefused or StaleEdit; then nothing was stored.
    """
    if name not in CATALOG:
        raise UnknownSwitch(name)
    document = {"name": name, "is_on": on}
    return configuration.put(actor, "switch", id=id_of(name), document=document, expected=expected)
