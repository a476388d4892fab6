"""What a follower takes of a package, and which packages it needs."""

from tillbook.exchange.core.errors import BadPackage
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.packages import Removal, Upsert


def takes(item: Upsert | Removal, *, version: int, removed: str) -> bool:
    """Tell whether an item is news where an entity has this version.

    `removed` says why the entity is gone here, "" while it is there. Leaving a group changes no
    version: an eviction is taken at the version that is here, and so is an image after one.
    """
    if isinstance(item, Removal) and item.why == "evict":
        return item.version >= version
    if isinstance(item, Upsert) and removed == "evict":
        return item.version >= version
    return item.version > version


def listed_after(head: Head, cursor: Cursor) -> list[tuple[int, str]]:
    """Name the packages after the cursor that the head lists, oldest first.

    Where the first of them is not the one after the cursor, those before it are found by the
    chain: each names the one before. Raises BadPackage when the head does not list its own.
    """
    oldest = head.number - len(head.tail) + 1
    found = []
    for number in range(max(oldest, cursor.number + 1), head.number + 1):
        name = head.name_at(number)
        if name is None:
            raise BadPackage("The manifest does not list its own packages.")
        found.append((number, name))
    return found
