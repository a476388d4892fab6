"""Making a browser a register, seeing that it still is, and withdrawing it."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.ids import new_id
from tillbook.nodes.desk import Desk
from tillbook.nodes.queries import stores_here
from tillbook.nodes.transactions import write
from tillbook.stores.errors import TillCodeRefused, TillNotAdmitted
from tillbook.stores.models import Register, TillBrowser, TillCode
from tillbook.stores.tills.queries import free_register

LIFETIME = timedelta(minutes=15)
#: How long a cookie's former turn still counts: answers cross, and some are lost.
_GRACE = timedelta(minutes=1)
#: Three groups of four characters: 60 bits.
_CODE_BYTES, _GROUP = 8, 4
_CODE_LENGTH = 12
_ENROLLED = TillBrowser.Standing.ENROLLED


@dataclass(frozen=True, slots=True, kw_only=True)
class TillProof:
    """What a browser shows to be the register."""

    browser: UUID
    turn: int


def make_till_code(actor: Actor, register: UUID) -> str:
    """Make a code for one browser of the actor's store; it works once, for 15 minutes.

    Raises PermissionRefused, or UnknownRegister also for one with a node of its own.
    """
    actor.require(Permission.SET_UP_REGISTER)
    row = free_register(actor, register)
    code = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()[:_CODE_LENGTH]
    with write():
        TillCode.objects.filter(expires_at__lt=clock.now()).delete()
        TillCode.objects.create(
            hash=_hash(code),
            register=row.id,
            made_by=actor.id,
            expires_at=clock.now() + LIFETIME,
        )
    return "-".join(code[start : start + _GROUP] for start in range(0, _CODE_LENGTH, _GROUP))


def enrol_till(typed: str) -> TillProof:
    """Make a register of the browser that has a code; a former browser of the register is none any more.

    Raises TillCodeRefused, always in the same words.
    """
    now = clock.now()
    with write():
        codes = TillCode.objects.filter(hash=_hash(typed), expires_at__gt=now, is_used=False)
        code = codes.first()
        if code is None or not codes.update(is_used=True):
            raise TillCodeRefused
        if not Register.objects.filter(id=code.register).exists():
            raise TillCodeRefused
        former = TillBrowser.objects.filter(register=code.register, standing=_ENROLLED)
        former.update(standing=TillBrowser.Standing.WITHDRAWN)
        browser = TillBrowser.objects.create(
            id=new_id(),
            register=code.register,
            turned_at=now,
            enrolled_at=now,
            enrolled_by=code.made_by,
        )
    return TillProof(browser=browser.id, turn=browser.turn)


def admit_till(proof: TillProof) -> Desk:
    """Return the register that a browser is. Whoever comes with an old turn shows a copied cookie.

    Raises TillNotAdmitted with the reason.
    """
    row = TillBrowser.objects.filter(id=proof.browser).first()
    register = Register.objects.filter(id=row.register).first() if row else None
    if row is None or register is None:
        raise TillNotAdmitted("withdrawn")
    if row.standing == _ENROLLED and _is_behind(row, proof.turn):
        row.standing = TillBrowser.Standing.COPIED
        with write():
            row.save(update_fields=["standing"])
    if row.standing != _ENROLLED:
        raise TillNotAdmitted(row.standing)
    if register.store not in stores_here():
        raise TillNotAdmitted("moved")
    return Desk(store=register.store, register=register.id)


def turn_till(proof: TillProof) -> TillProof:
    """Give a browser its next turn, at a sign-in."""
    with write():
        row = TillBrowser.objects.select_for_update().get(id=proof.browser)
        if proof.turn >= row.turn:
            row.turn, row.turned_at = proof.turn + 1, clock.now()
            row.save(update_fields=["turn", "turned_at"])
    return TillProof(browser=row.id, turn=row.turn)


def withdraw_till(actor: Actor, register: UUID) -> None:
    """Let no browser be this register any more. Safe to repeat.

    Raises PermissionRefused or UnknownRegister.
    """
    actor.require(Permission.SET_UP_REGISTER)
    row = free_register(actor, register)
    with write():
        enrolled = TillBrowser.objects.filter(register=row.id, standing=_ENROLLED)
        enrolled.update(standing=TillBrowser.Standing.WITHDRAWN)
        TillCode.objects.filter(register=row.id).delete()


def _is_behind(row: TillBrowser, turn: int) -> bool:
    is_former = turn == row.turn - 1 and clock.now() - row.turned_at < _GRACE
    return turn < row.turn and not is_former


def _hash(typed: str) -> str:
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
