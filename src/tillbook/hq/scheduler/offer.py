"""The full data sync, offered where an exclusion is saved: it need not wait for the job's next run."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from tillbook.scheduler.sessions import offline_databases

#: Begins the tag of a message that has the button; the number of the job follows.
TAG = "full-sync:"


def offer_full_sync(request: HttpRequest, number: str) -> None:
    """Say with the next page how many databases are to drop what a job brought, and offer to run it."""
    n = offline_databases()
    if not n or not number:
        return
    text = ngettext(
        "%(n)s offline database drops what is excluded at the job’s next run. A full data sync runs "
        "it now and sends everything anew.",
        "%(n)s offline databases drop what is excluded at the job’s next run. A full data sync runs "
        "it now and sends everything anew.",
        n,
    )
    messages.warning(request, text % {"n": n}, extra_tags=f"{TAG}{number}")


def offered(tags: str) -> str:
    """Return the number of the job whose full data sync a message offers; empty for none."""
    return tags.partition(TAG)[2].partition(" ")[0]
