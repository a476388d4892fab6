"""What features offer to the exchange: each switch is a piece of configuration."""

from tillbook.exchange import kinds
from tillbook.exchange.flat import flat_kind
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import UnknownSwitch
from tillbook.features.models import Switch

NOT_BOOLEAN = "switch.not_boolean"


def _check(proposal: Proposal) -> Ruling:
    """Let pass only what the catalog names, under its own id, and what is on or off."""
    name = proposal.after.get("name")
    is_known = isinstance(name, str) and name in CATALOG
    if not is_known or proposal.envelope.entity.id != id_of(str(name)):
        return Ruling(refused=UnknownSwitch.code, params={"name": str(name)})
    is_boolean = isinstance(proposal.after.get("is_on"), bool)
    return Ruling() if is_boolean else Ruling(refused=NOT_BOOLEAN, params={"name": str(name)})


SWITCH = flat_kind("switch", Switch, fields=("name", "is_on"), check=_check)


def offer() -> None:
    """Register the kind."""
    kinds.offer(entities=[SWITCH])
