"""What staff offer to the exchange. A back-office password stays at headquarters; PINs travel."""

from collections.abc import Iterable

from tillbook import configuration
from tillbook.configuration.tables import table_kind
from tillbook.configuration.uses import NAMED, Use
from tillbook.exchange import kinds
from tillbook.exchange.core.operations import By
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation.actor import Role
from tillbook.staff import queries
from tillbook.staff.models import Associate
from tillbook.staff.rules import badges
from tillbook.stores.models import ScreenLayout, Store


def _check(proposal: Proposal) -> Ruling:
    """Refuse whom no register could let in."""
    worker = proposal.after
    for name, limit in (("number", 32), ("name", 80)):
        text = str(worker.get(name) or "").strip()
        if not 0 < len(text) <= limit:
            return Ruling(refused=f"{name}.invalid", params={"limit": str(limit)})
    if worker.get("role") not in {Role.CASHIER, Role.MANAGER, Role.ADMINISTRATOR}:
        return Ruling(refused="role.unknown")
    if _is_taken(worker):
        return Ruling(refused="number.taken", params={"number": worker["number"]})
    store = worker.get("store")
    if store and not Store.objects.filter(id=store).exists():
        return Ruling(refused="store.unknown")
    layout = worker.get("screen_layout")
    if layout and not ScreenLayout.objects.filter(id=layout).exists():
        return Ruling(refused="reference.unknown", params={"field": "screen_layout"})
    if not badges.are_badges(worker.get("badges") or []):
        return Ruling(refused="badges.invalid")
    if _has_foreign_badge(worker):
        return Ruling(refused="badge.taken")
    if _leaves_nobody(worker):
        return Ruling(refused="administrator.last", params={"field": "role"})
    return Ruling()


def _may_speak(by: By) -> bool:
    """Tell whether a device of a store may name somebody: people who work there, or once did.

    A till that was offline did not hear yet who left. Tokens are known at their own node only;
    none is a person.
    """
    person = Associate.objects.filter(id=by.id).first()
    if by.kind == "token":
        return person is None
    if person is not None and person.store == by.store:
        return True
    return by.store in queries.former_stores(by.id)


def _leaves_nobody(worker: Document) -> bool:
    """Tell whether the only one who can enter the back office could not any more."""
    if worker["role"] == Role.ADMINISTRATOR and worker.get("is_active", True):
        return False
    rows = Associate.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(password="")
    return [str(id) for id in rows.values_list("id", flat=True)[:2]] == [worker["id"]]


def _is_taken(worker: Document) -> bool:
    others = Associate.objects.filter(number=worker["number"]).exclude(id=worker["id"])
    return others.exists()


def _has_foreign_badge(worker: Document) -> bool:
    own = badges.hashes(worker.get("badges") or [])
    others = Associate.objects.exclude(id=worker["id"]).exclude(badges=[])
    return bool(own) and any(
        own & badges.hashes(held) for held in others.values_list("badges", flat=True)
    )


ASSOCIATE = table_kind(
    "associate",
    Associate,
    fields="number name role language store pin badges is_active screen_layout".split(),
    check=_check,
)


def _with_layout(layout: Document) -> Iterable[Use]:
    rows = Associate.objects.filter(screen_layout=layout["id"]).order_by("number")
    names = tuple(rows.values_list("name", flat=True))
    yield Use(kind="associate", count=len(names), names=names[:NAMED])


def offer() -> None:
    """Register the kind, and which layouts people have."""
    kinds.offer(entities=[ASSOCIATE], speakers=[_may_speak])
    configuration.offer(uses={"screen_layout": _with_layout})
