"""Leases with fencing tokens: one holder per loop, and an old holder's writes miss."""

from datetime import timedelta

from django.db.models import F

from tillbook.exchange.models import Lease
from tillbook.foundation import clock
from tillbook.nodes.transactions import write

LIFETIME = timedelta(seconds=10)


def hold(name: str, holder: str) -> int | None:
    """Take or extend a lease; return its fencing token, or None while another holds it.

    The conditional update decides on both databases; no row lock is needed.
    """
    now = clock.now()
    with write():
        Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": now})
        mine = Lease.objects.filter(name=name, holder=holder, until__gt=now)
        if not mine.update(until=now + LIFETIME):
            free = Lease.objects.filter(name=name, until__lte=now)
            if not free.update(holder=holder, until=now + LIFETIME, token=F("token") + 1):
                return None
        return Lease.objects.values_list("token", flat=True).get(name=name)


def is_current(name: str, token: int) -> bool:
    """Tell whether a token is still the newest. Asked inside the holder's own transaction."""
    return Lease.objects.filter(name=name, token=token).exists()
