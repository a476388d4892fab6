"""The backup watermark: up to which position of its log headquarters' backups hold everything."""

from tillbook.nodes.models import LocalState
from tillbook.nodes.transactions import write


def held() -> int:
    """Return the newest position of headquarters' log that a backup holds; 0 while none does."""
    return LocalState.objects.values_list("backup", flat=True).get()


def learn(holds: int) -> None:
    """Take in what headquarters' manifest says; an older manifest takes nothing back."""
    if holds > held():
        with write():
            LocalState.objects.filter(backup__lt=holds).update(backup=holds)
