"""A package that cannot be applied: tried a few times, then left until a person asks for more."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError

from tillbook.exchange.core.errors import MissingKey
from tillbook.exchange.core.heads import Head
from tillbook.exchange.errors import PackageStopped, ParentUnreachable
from tillbook.exchange.models import FeedCursor
from tillbook.foundation import clock
from tillbook.foundation.errors import StorageFull, TillbookError
from tillbook.nodes.transactions import write

#: What says nothing of the package itself.
_PASSING = (ParentUnreachable, StorageFull, MissingKey, OperationalError, InterfaceError)


def guard(head: Head, number: int, apply: Callable[[], bool]) -> bool:
    """Apply a package unless it was given up; note when it fails. Return what `apply` returns.

    Packages build on each other, so that later ones wait. Raises PackageStopped, or what went wrong.
    """
    row = FeedCursor.objects.filter(group=head.group).first()
    tries = _tries(head, number, row)
    if head.tries and tries >= head.tries and number not in head.skipped:
        raise PackageStopped(number)
    try:
        return apply()
    except _PASSING:
        raise
    except Exception as error:
        _note(head, number, tries + 1, error)
        raise


def _tries(head: Head, number: int, row: FeedCursor | None) -> int:
    """Return how often a package failed since it was last asked for anew."""
    if row is None or row.failed_number != number or row.retries < head.retries:
        return 0
    return row.tries


def _note(head: Head, number: int, tries: int, error: Exception) -> None:
    code = error.code if isinstance(error, TillbookError) else "error.unexpected"
    failed = {
        "failed_number": number,
        "failed_code": code,
        "tries": tries,
        "retries": head.retries,
    }
    with write():
        FeedCursor.objects.update_or_create(
            group=head.group,
            defaults=failed,
            create_defaults={
                **failed,
                "epoch": head.epoch,
                "number": 0,
                "name": "0" * 64,
                "applied_at": clock.now(),
            },
        )


def forget() -> None:
    """Try what was given up again: another process may be another release. Runs at start."""
    with write():
        FeedCursor.objects.exclude(failed_number=0).update(tries=0)
