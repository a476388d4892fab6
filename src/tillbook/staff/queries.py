"""Questions about staff."""

import hashlib
from uuid import UUID

import msgspec

from tillbook import configuration
from tillbook.exchange.core.operations import Body, Outcome
from tillbook.exchange.models import OperationBody
from tillbook.foundation.actor import GRANTS, Actor, Permission, Role
from tillbook.nodes.desk import desk
from tillbook.nodes.this_node import current
from tillbook.staff.errors import UnknownToken
from tillbook.staff.models import ApiToken, Associate, ScannerSetting, ScreenPreferences
from tillbook.staff.rules.preferences import Preferences


def who_can_sign_in(store: UUID | None) -> list[Associate]:
    """List the associates of a store who have a PIN, by name."""
    rows = Associate.objects.filter(store=store, is_active=True).exclude(pin="")
    return list(rows.order_by("name"))


def who_can_approve(store: UUID | None, permission: Permission) -> list[Associate]:
    """List the associates of a store whose role includes a permission and who have a PIN, by name."""
    return [one for one in who_can_sign_in(store) if permission in GRANTS[Role(one.role)]]


def actor_of(associate: Associate) -> Actor:
    """Return an associate as an actor at this node, at the register of the running request."""
    place = desk()
    return Actor(
        id=associate.id,
        kind="staff",
        role=Role(associate.role),
        node=current().id,
        store=place.store,
        register=place.register,
    )


def layout_given_to(actor: Actor) -> UUID | None:
    """Return the screen layout that a person has of their own."""
    rows = Associate.objects.filter(id=actor.id)
    return rows.values_list("screen_layout", flat=True).first()


def preferences_of(actor: Actor) -> Preferences:
    """Return how somebody likes the screens of this node."""
    fields = ("language", "theme", "text", "density", "has_keys")
    row = ScreenPreferences.objects.filter(associate=actor.id).values(*fields).first()
    return Preferences(**row) if row else Preferences()


def scanner_prefix(actor: Actor) -> str:
    """Return what the scanner of the actor's register types before a code, by name."""
    rows = ScannerSetting.objects.filter(register=actor.register or actor.node)
    return rows.values_list("prefix", flat=True).first() or ""


def actor_of_token(token: str) -> Actor:
    """Return the program that holds a token. Raises UnknownToken."""
    row = ApiToken.objects.filter(hash=hash_token(token)).first()
    if row is None:
        raise UnknownToken
    return Actor(
        id=row.id,
        kind="token",
        role=Role(row.role),
        node=current().id,
        store=row.store,
        register=row.register,
    )


def hash_token(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def names_of(ids: list[UUID]) -> dict[UUID, str]:
    """Return the names of associates, for histories."""
    return dict(Associate.objects.filter(id__in=ids).values_list("id", "name"))


def former_stores(associate: UUID) -> set[UUID]:
    """Return the stores that somebody was ever put to, at headquarters; also who is removed."""
    bodies = OperationBody.objects.filter(
        operation__entity=associate,
        operation__kind=configuration.PUT.name,
        operation__outcome__in=(Outcome.APPLIED.value, Outcome.MERGED.value),
    )
    patches = (
        msgspec.json.decode(bytes(body), type=Body).patch
        for body in bodies.values_list("body", flat=True)
        if body
    )
    return {UUID(patch["store"]) for patch in patches if patch.get("store")}
