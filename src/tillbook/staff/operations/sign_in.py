"""Signing in: at a till with a PIN, online and offline alike; in the back office with a password."""

from datetime import timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from django.contrib.auth.hashers import check_password

from tillbook.foundation import clock
from tillbook.foundation.actor import Role
from tillbook.nodes.transactions import write
from tillbook.staff.errors import Locked, WrongPin
from tillbook.staff.models import Associate, SignInTries

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
_hasher = PasswordHasher()
#: Checked when nobody has the number, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this PIN")
_NOBODY_ID = UUID(int=0)
_NOBODY_PASSWORD = "argon2" + _NOBODY


def hash_pin(pin: str) -> str:
    """Return what is kept of a PIN (Argon2id)."""
    return _hasher.hash(pin)


def sign_in(number: str, pin: str, *, store: UUID | None) -> Associate:
    """Return the associate of a store whose number and PIN these are.

    Raises WrongPin with the tries left, or Locked; the count survives a restart. An unknown number
    is answered like a wrong PIN.
    """
    associate = Associate.objects.filter(number=number, store=store, is_active=True).first()
    counted = associate.id if associate else _NOBODY_ID
    refuse_while_locked(counted)
    if _matches(associate.pin if associate else _NOBODY, pin) and associate is not None:
        _forget_tries(counted)
        return associate
    raise _count_failure(counted)


def sign_in_with_password(number: str, password: str) -> Associate:
    """Return the administrator whose number and back-office password these are.

    Raises WrongPin or Locked as for a PIN. Whoever may not enter the back office, and whoever has
    no password, is answered like an unknown number.
    """
    found = Associate.objects.filter(number=number, role=Role.ADMINISTRATOR, is_active=True)
    associate = found.exclude(password="").first()
    counted = associate.id if associate else _NOBODY_ID
    refuse_while_locked(counted)
    kept = associate.password if associate else _NOBODY_PASSWORD
    if check_password(password, kept) and associate is not None:
        _forget_tries(counted)
        return associate
    raise _count_failure(counted)


def refuse_while_locked(associate: UUID) -> None:
    """Let nobody try while too many tries lie too short ago. Raises Locked."""
    tries = SignInTries.objects.filter(associate=associate).first()
    if tries and tries.locked_until and tries.locked_until > clock.now():
        raise Locked(_minutes(tries.locked_until - clock.now()))


def _matches(kept: str, pin: str) -> bool:
    try:
        return _hasher.verify(kept, pin)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count_failure(associate: UUID) -> WrongPin | Locked:
    with write():
        tries, _ = SignInTries.objects.get_or_create(associate=associate)
        tries.failures += 1
        if tries.failures >= MAX_TRIES:
            tries.failures, tries.locked_until = 0, clock.now() + LOCKED_FOR
        tries.save()
    if tries.locked_until and tries.failures == 0:
        return Locked(_minutes(LOCKED_FOR))
    return WrongPin(MAX_TRIES - tries.failures)


def _forget_tries(associate: UUID) -> None:
    if SignInTries.objects.filter(associate=associate).exists():
        with write():
            SignInTries.objects.filter(associate=associate).delete()


def _minutes(delay: timedelta) -> int:
    return max(1, -(-int(delay.total_seconds()) // 60))
