"""Who does a loop's work: one holder at a time, and a token that tells a former one apart."""

from dataclasses import dataclass

LIFETIME_MS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lease as it stands."""

    holder: str
    #: When it ends, by the clock of whoever took or extended it.
    until_ms: int
    #: Grows whenever the holder changes or lets it end: writes under a smaller one miss.
    token: int


def hold(lease: Held, holder: str, *, now_ms: int) -> Held | None:
    """Return the lease taken or extended, None while another holds it.

    One that ends later than any can was taken by a clock that is wrong, and is free.
    """
    until_ms = now_ms + LIFETIME_MS
    if lease.holder == holder and lease.until_ms > now_ms:
        return Held(holder=holder, until_ms=until_ms, token=lease.token)
    if now_ms < lease.until_ms <= until_ms + LIFETIME_MS:
        return None
    return Held(holder=holder, until_ms=until_ms, token=lease.token + 1)
