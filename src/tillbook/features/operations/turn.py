"""Turning a switch on or off, for the whole chain."""

from tillbook import configuration
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.log.standing import has_moved
from tillbook.exchange.up.submit import Receipt
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import PrerequisiteMissing, SwitchNeeded, UnknownSwitch
from tillbook.features.queries import acting
from tillbook.foundation.actor import Actor


def turn(
    actor: Actor,
    name: str,
    *,
    on: bool,
    expected: str | None = None,
    with_dependents: bool = False,
) -> Receipt:
    """Turn a switch of the catalog on or off at headquarters; the nodes follow.

    `expected` is the tag of the version that the person saw. `with_dependents` turns off what needs
    the switch too, before it. Raises UnknownSwitch, PrerequisiteMissing, SwitchNeeded,
    PermissionRefused or StaleEdit; then nothing was stored. Source: AR-071, AR-072.
    """
    if name not in CATALOG:
        raise UnknownSwitch(name)
    if on and (missing := rules.missing_for(name, acting())):
        raise PrerequisiteMissing(name, missing)
    dependents = [] if on else rules.dependents_of(name, acting())
    if dependents and not with_dependents:
        raise SwitchNeeded(name, dependents)
    if dependents and expected is not None and has_moved(id_of(name), since=expected):
        raise StaleEdit
    for dependent in dependents:
        _put(actor, dependent, on=False, expected=None)
    return _put(actor, name, on=on, expected=expected)


def _put(actor: Actor, name: str, *, on: bool, expected: str | None) -> Receipt:
    document = {"name": name, "is_on": on}
    return configuration.put(actor, "switch", id=id_of(name), document=document, expected=expected)
