"""Leases with fencing tokens: one holder per loop, and an old holder's writes miss."""

from datetime import timedelta

from tillbook.exchange.core import leases
from tillbook.exchange.core.leases import Held
from tillbook.exchange.models import Lease
from tillbook.foundation import clock
from tillbook.nodes.transactions import write

LIFETIME = timedelta(milliseconds=leases.LIFETIME_MS)


def hold(name: str, holder: str) -> int | None:
    """Take or extend a lease; return its fencing token, or None while another holds it."""
    with write():
        Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": clock.now()})
        row = Lease.objects.select_for_update().get(name=name)
        before = Held(
            holder=row.holder, until_ms=int(row.until.timestamp() * 1000), token=row.token
        )
        held = leases.hold(before, holder, now_ms=clock.milliseconds())
        if held is None:
            return None
        row.holder, row.token = held.holder, held.token
        row.until = clock.from_milliseconds(held.until_ms)
        row.save()
        return held.token


def is_current(name: str, token: int) -> bool:
    """Tell whether a token is still the newest, and keep it so until the transaction ends.

    Asked inside the holder's own transaction: whoever takes the lease over waits for its end.
    """
    held = Lease.objects.select_for_update().filter(name=name, token=token)
    return held.first() is not None
