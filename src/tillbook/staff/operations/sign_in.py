"""Signing in with a personnel number and a PIN, online and offline alike."""

from datetime import timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from tillbook.foundation import clock
from tillbook.nodes.transactions import write
from tillbook.staff.errors import Locked, WrongPin
from tillbook.staff.models import Associate, SignInTries

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
_hasher = PasswordHasher()
#: Checked when nobody has the number, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this PIN")
_NOBODY_ID = UUID(int=0)


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
