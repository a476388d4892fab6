"""What a list of operations is narrowed to: read from the address, and the choices offered."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest

from tillbook.customers.synchronization import listing
from tillbook.customers.synchronization.listing import Wanted
from tillbook.foundation.actor import Actor
from tillbook.screens import operations as words
from tillbook.screens.messages import reason

FILTERS = ("group", "q", "store", "reason", "hours")


def chosen(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks for; empty for what it leaves open."""
    return {name: request.GET.get(name, "").strip()[:100] for name in FILTERS}


def wanted(asked: Mapping[str, str]) -> Wanted:
    """Return the operations that are meant; what nobody can mean narrows nothing."""
    hours = asked["hours"]
    is_age = hours.isascii() and hours.isdecimal() and len(hours) < 6
    return Wanted(
        group=asked["group"],
        store=_id(asked["store"]),
        reason=asked["reason"],
        text=asked["q"],
        older_than=timedelta(hours=int(hours)) if is_age else None,
    )


def place_in(request: HttpRequest) -> int | None:
    """Return the position after which the page begins; one that somebody changed begins anew."""
    before = request.GET.get("before", "")
    is_place = before.isascii() and before.isdecimal() and len(before) < 19
    return int(before) if is_place else None


def choices(actor: Actor, asked: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the reasons and ages that a list may be narrowed to: code and words."""
    named = dict.fromkeys((*listing.reasons(actor), *filter(None, [asked["reason"]])))
    return {"reason": [(code, reason(code)) for code in named], "hours": words.ages()}


def rest_of_address(request: HttpRequest) -> str:
    """Return the filters of this page as its next one carries them."""
    query = request.GET.copy()
    query.pop("before", None)
    return query.urlencode()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
