"""What features offer to the exchange: each switch is a piece of configuration."""

from tillbook.configuration.tables import table_kind
from tillbook.exchange import kinds
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import PrerequisiteMissing, SwitchNeeded, UnknownSwitch
from tillbook.features.models import Switch
from tillbook.features.queries import acting

NOT_BOOLEAN = "switch.not_boolean"


def _check(proposal: Proposal) -> Ruling:
    """Let pass only what the catalog names, under its own id, and what is on or off."""
    name = proposal.after.get("name")
    is_known = isinstance(name, str) and name in CATALOG
    if not is_known or proposal.envelope.entity.id != id_of(str(name)):
        return Ruling(refused=UnknownSwitch.code, params={"name": str(name)})
    is_on = proposal.after.get("is_on")
    if not isinstance(is_on, bool):
        return Ruling(refused=NOT_BOOLEAN, params={"name": str(name)})
    return _held_by_others(str(name), is_on=is_on)


def _held_by_others(name: str, *, is_on: bool) -> Ruling:
    """Refuse what would leave a switch on without those that it needs; the params name them."""
    others = rules.missing_for(name, acting()) if is_on else rules.dependents_of(name, acting())
    if not others:
        return Ruling()
    code = PrerequisiteMissing.code if is_on else SwitchNeeded.code
    return Ruling(refused=code, params={"name": name, "others": " ".join(others)})


SWITCH = table_kind("switch", Switch, fields=("name", "is_on"), check=_check)


def offer() -> None:
    """Register the kind."""
    kinds.offer(entities=[SWITCH])
