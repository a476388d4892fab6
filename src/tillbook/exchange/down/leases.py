"""Leases with fencing tokens: one holder per loop, and an old holder's writes miss."""

from datetime import timedelta

from django.db.models import F, Q

from tillbook.exchange.models import Lease
from tillbook.foundation import clock
from tillbook.nodes.transactions import write

LIFETIME = timedelta(seconds=10)


def hold(name: str, holder: str) -> int | None:
    """Take or extend a lease; return its fencing token, or None while another holds it.

    The conditional update decides on both databases; no row lock is needed. A lease that ends
    later than any can was taken by a clock that is wrong, and is free.
    """
    now = clock.now()
    with write():
        Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": now})
        mine = Lease.objects.filter(name=name, holder=holder, until__gt=now)
        if not mine.update(until=now + LIFETIME):
            over = Q(until__lte=now) | Q(until__gt=now + 2 * LIFETIME)
            free = Lease.objects.filter(over, name=name)
            if not free.update(holder=holder, until=now + LIFETIME, token=F("token") + 1):
                return None
        return Lease.objects.values_list("token", flat=True).get(name=name)


def is_current(name: str, token: int) -> bool:
    """Tell whether a token is still the newest, and keep it so until the transaction ends.

    Asked inside the holder's own transaction: whoever takes the lease over waits for its end.
    """
    held = Lease.objects.select_for_update().filter(name=name, token=token)
    return held.first() is not None
