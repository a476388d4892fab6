"""Signing in: at a till with a PIN or a badge, online and offline alike; in the back office with a password."""

from datetime import timedelta
from uuid import UUID, uuid5

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from django.conf import settings
from django.contrib.auth.hashers import check_password

from tillbook.foundation import clock
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write
from tillbook.staff.errors import BadgesLocked, Locked, WrongBadge, WrongPin
from tillbook.staff.models import Associate, SignInTries
from tillbook.staff.rules.badges import hash_badge, hashes, read_badge

MAX_TRIES = 5
#: Of badges that nobody has, at one node: a customer's card is often scanned by mistake.
MAX_BADGES = 20
LOCKED_FOR = timedelta(minutes=30)
_hasher = PasswordHasher(
    time_cost=settings.PIN_COST["time_cost"],
    memory_cost=settings.PIN_COST["memory_cost"],
    parallelism=settings.PIN_COST["parallelism"],
)
#: Checked when nobody has the number, so that the answer takes as long: no PIN gives this digest.
_NOBODY = "$argon2id$v=19$m={memory_cost},t={time_cost},p={parallelism}${salt}${digest}".format(
    **settings.PIN_COST, salt="A" * 22, digest="A" * 43
)
#: Under it lie the counters of numbers that nobody has.
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
    counted = _counted(associate, number)
    refusal = _take_a_try(counted)
    if _matches(associate.pin if associate else _NOBODY, pin) and associate is not None:
        _forget_tries(counted)
        return associate
    raise refusal


def sign_in_with_badge(typed: str, *, store: UUID | None) -> Associate:
    """Return the associate of a store whose badge this is, also while their PIN is locked.

    Raises WrongBadge, or BadgesLocked after too many at this node; the count survives a restart.
    """
    counted = uuid5(_NOBODY_ID, "badges")
    try:
        refusal = _take_a_try(counted, most=MAX_BADGES)
    except Locked as locked:
        raise BadgesLocked(locked.minutes) from locked
    badge = hash_badge(read_badge(typed), headquarters=current().identity.headquarters)
    people = Associate.objects.filter(store=store, is_active=True).exclude(badges=[])
    for associate in people:
        if badge in hashes(associate.badges):
            _forget_tries(counted)
            return associate
    raise BadgesLocked(refusal.minutes) if isinstance(refusal, Locked) else WrongBadge


def sign_in_with_password(number: str, password: str) -> Associate:
    """Return the administrator whose number and back-office password these are.

    Raises WrongPin or Locked as for a PIN. Whoever may not enter the back office, and whoever has
    no password, is answered like an unknown number.
    """
    found = Associate.objects.filter(number=number, role=Role.ADMINISTRATOR, is_active=True)
    associate = found.exclude(password="").first()
    counted = _counted(associate, number)
    refusal = _take_a_try(counted)
    kept = associate.password if associate else _NOBODY_PASSWORD
    if check_password(password, kept) and associate is not None:
        _forget_tries(counted)
        return associate
    raise refusal


def _counted(associate: Associate | None, number: str) -> UUID:
    """Return whose tries these are. An unknown number is counted, and locked, like a known one."""
    return associate.id if associate else uuid5(_NOBODY_ID, number)


def _matches(kept: str, pin: str) -> bool:
    try:
        return _hasher.verify(kept, pin)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _take_a_try(counted: UUID, *, most: int = MAX_TRIES) -> WrongPin | Locked:
    """Count a try before it is made, so that many at once have no more than one after another.

    Return what to say if it fails. Raises Locked while too many lie too short ago.
    """
    with write():
        tries, _ = SignInTries.objects.select_for_update().get_or_create(associate=counted)
        if tries.locked_until and tries.locked_until > clock.now():
            raise Locked(_minutes(tries.locked_until - clock.now()))
        tries.failures, tries.locked_until = tries.failures + 1, None
        is_last = tries.failures >= most
        if is_last:
            tries.failures, tries.locked_until = 0, clock.now() + LOCKED_FOR
        tries.save()
    return Locked(_minutes(LOCKED_FOR)) if is_last else WrongPin(most - tries.failures)


def _forget_tries(associate: UUID) -> None:
    with write():
        SignInTries.objects.filter(associate=associate).delete()


def _minutes(delay: timedelta) -> int:
    return max(1, -(-int(delay.total_seconds()) // 60))
