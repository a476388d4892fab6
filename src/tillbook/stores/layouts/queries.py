"""Questions about layouts: which one holds, what stands in it, what may be put on a button."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tillbook.foundation.ids import is_id
from tillbook.stores.layouts.models import ButtonGrid, PosOperation, ScreenLayout
from tillbook.stores.models import Register, Store
from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import CATALOG
from tillbook.stores.rules.pos_operations import PosOperation as Operation


def layout_that_holds(
    *, user: UUID | None, register: UUID | None, store: UUID | None
) -> dict[str, Any]:
    """Return the layout with its buttons: the user's own, else the register's, else the store's.

    `user` is the layout given to the person who is signed in (AR-059). A layout that has not
    arrived here counts as none; without any the planted one holds, else the built-in one.
    """
    given = [
        user,
        _given(
            Register.objects.filter(id__in=[register] if register else []).values_list(
                "screen_layout", flat=True
            )
        ),
        _given(
            Store.objects.filter(id__in=[store] if store else []).values_list(
                "screen_layout", flat=True
            )
        ),
    ]
    wanted = [*(id for id in given if id is not None), layouts.DEFAULT_LAYOUT]
    rows = {row["id"]: row for row in ScreenLayout.objects.filter(id__in=wanted).values()}
    found = next((rows[id] for id in wanted if id in rows), None)
    return resolved(found) if found else layouts.built_in()


def _given(values: Iterable[UUID | None]) -> UUID | None:
    return next(iter(values), None)


def resolved(layout: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout's document with the buttons of its grids in their places."""
    rows = ButtonGrid.objects.filter(id__in=_grids_in(layout["sizes"]))
    grids = {str(id): buttons for id, buttons in rows.values_list("id", "buttons")}
    return layouts.resolve(layout, grids)


def _grids_in(sizes: Mapping[str, Any]) -> set[str]:
    return {
        grid
        for size in sizes.values()
        for grid in size.get("zones", {}).values()
        if is_id(grid or "")
    }


def user_operations() -> list[Operation]:
    """List what a designer is offered: built operations for buttons that are marked for users."""
    withheld = set(
        PosOperation.objects.filter(is_user_operation=False).values_list("number", flat=True)
    )
    return [
        one
        for one in CATALOG.values()
        if one.is_built and one.screens and one.number not in withheld
    ]
