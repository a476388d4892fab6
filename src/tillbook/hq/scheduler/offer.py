"""The full data sync, offered where an exclusion is saved: only it empties what was filled before."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from tillbook.scheduler.sessions import offline_databases

#: Begins the tag of a message that has the button; the number of the job follows.
TAG = "full-sync:"


def offer_full_sync(request: HttpRequest, number: str) -> None:
    """Say with the next page how many databases still hold what a job brought, and offer to empty."""
    n = offline_databases()
    if not n or not number:
        return
    text = ngettext(
        "%(n)s offline database keeps what it was filled with until a full data sync empties it.",
        "%(n)s offline databases keep what they were filled with until a full data sync empties "
        "them.",
        n,
    )
    messages.warning(request, text % {"n": n}, extra_tags=f"{TAG}{number}")


def offered(tags: str) -> str:
    """Return the number of the job whose full data sync a message offers; empty for none."""
    return tags.partition(TAG)[2].partition(" ")[0]
