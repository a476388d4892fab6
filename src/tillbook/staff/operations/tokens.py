"""Making tokens for programs, and the back-office password; both stay at their node."""

import secrets
from uuid import UUID

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission, Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.transactions import write
from tillbook.staff.models import ApiToken, Associate
from tillbook.staff.queries import hash_token


def make_token(
    actor: Actor, *, name: str, role: Role, store: UUID | None, register: UUID | None = None
) -> str:
    """Make a token; it is shown this once and never again."""
    actor.require(Permission.CONFIGURE)
    token = "tb_" + secrets.token_urlsafe(32)
    with write():
        ApiToken.objects.create(
            id=new_id(),
            name=name,
            hash=hash_token(token),
            role=role.value,
            store=store,
            register=register,
            made_at=clock.now(),
        )
    return token


def set_password(actor: Actor, associate: UUID, password: str) -> None:
    """Set the back-office password of an associate, at headquarters."""
    actor.require(Permission.CONFIGURE)
    row = Associate.objects.get(id=associate)
    row.set_password(password)
    with write():
        row.save(update_fields=["password"])
