"""What features offer to the exchange: each switch is a piece of configuration."""

from datetime import MAXYEAR, datetime

from tillbook.configuration import portable
from tillbook.configuration.portable import Portable
from tillbook.configuration.tables import table_kind
from tillbook.exchange import kinds
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import PrerequisiteMissing, SwitchNeeded, UnknownSwitch
from tillbook.features.models import Switch
from tillbook.features.queries import settings
from tillbook.features.rules import Setting
from tillbook.foundation import clock

NOT_BOOLEAN, NO_MOMENT = "switch.not_boolean", "switch.no_moment"


def _check(proposal: Proposal) -> Ruling:
    """Let pass only what the catalog names, under its own id, and what is on or off."""
    name = proposal.after.get("name")
    is_known = isinstance(name, str) and name in CATALOG
    if not is_known or proposal.envelope.entity.id != id_of(str(name)):
        return Ruling(refused=UnknownSwitch.code, params={"name": str(name)})
    code = _malformed(proposal.after)
    if code:
        return Ruling(refused=code, params={"name": str(name)})
    return _held_by_others(str(name), _setting(proposal.after))


def _malformed(after: Document) -> str:
    planned = after.get("planned_on")
    if not isinstance(after.get("is_on"), bool) or not isinstance(planned, bool | None):
        return NOT_BOOLEAN
    at = after.get("planned_at")
    is_moment = isinstance(at, str) and _moment(at) is not None
    return (
        "" if (planned is None and at is None) or (planned is not None and is_moment) else NO_MOMENT
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Every time zone can show these.
    return moment if moment.tzinfo and 1 < moment.year < MAXYEAR else None


def _setting(after: Document) -> Setting:
    at = after.get("planned_at")
    return Setting(
        is_on=after["is_on"],
        planned_on=after.get("planned_on"),
        planned_at=_moment(at) if at else None,
    )


def _held_by_others(name: str, wanted: Setting) -> Ruling:
    """Refuse what would leave a switch on without those that it needs; the params name them."""
    found = rules.obstacles(name, {**settings(), name: wanted}, clock.now())
    others = found.missing or found.dependents
    if not others:
        return Ruling()
    code = PrerequisiteMissing.code if found.missing else SwitchNeeded.code
    return Ruling(refused=code, params={"name": name, "others": " ".join(others)})


SWITCH = table_kind(
    "switch", Switch, fields=("name", "is_on", "planned_on", "planned_at"), check=_check
)


def offer() -> None:
    """Register the kind."""
    kinds.offer(entities=[SWITCH])
    portable.tell({"switch": Portable(key="name", id_of=lambda one: id_of(str(one.get("name"))))})
