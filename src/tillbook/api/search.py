"""Searching customers: here, and in all stores."""

import base64
import binascii
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from django.http import HttpResponse
from ninja import Query

from tillbook.api import answers, customers
from tillbook.api.authentication import Call
from tillbook.api.errors import FieldProblem, InvalidRequest
from tillbook.api.schemas import SearchResults
from tillbook.customers import queries
from tillbook.customers.found import Found, Results
from tillbook.foundation.actor import Actor

#: One address, two methods: they must stand in one router.
router = customers.router
Scope = Literal["store", "node", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How far a client has read: customers of this node first, then those of the parent."""

    here: int = 0
    elsewhere: int = 0

    @property
    def cursor(self) -> str:
        text = f"{self.here}.{self.elsewhere}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@router.get("", response=SearchResults, summary="Search customers")
def search(
    request: Call,
    search: Annotated[str, Query(min_length=1, max_length=200)],
    scope: Annotated[Scope, Query()] = "store",
    limit: Annotated[int, Query(ge=1, le=100)] = queries.PAGE,
    cursor: Annotated[str, Query(max_length=40)] = "",
) -> HttpResponse:
    """Search by name, email, phone, account number or address; best first.

    `scope=store` searches the store's customers, `node` all that this node holds; `all` also asks the
    parent, in bounded time.
    """
    items, next_place, is_complete = _page(
        request.auth, search, scope=scope, limit=limit, place=_place_of(cursor)
    )
    next_cursor = next_place.cursor if next_place else None
    headers = {}
    if next_cursor:
        query = {"search": search, "scope": scope, "limit": limit, "cursor": next_cursor}
        headers["Link"] = f'</api/v1/customers?{urlencode(query)}>; rel="next"'
    return answers.json(
        {
            "items": [_plain(item) for item in items],
            "next": next_cursor,
            "complete": is_complete,
        },
        headers=headers,
    )


def _page(
    actor: Actor, text: str, *, scope: Scope, limit: int, place: _Place
) -> tuple[list[Found], _Place | None, bool]:
    """Return a page, the place of the next one, and whether every store could be asked."""
    is_node = scope == "node"
    here = queries.search(actor, text, limit=limit, offset=place.here, whole_node=is_node)
    items = list(here.items)
    place = replace(place, here=place.here + len(items))
    if here.has_more:
        return items, place, True
    above = (
        queries.search_elsewhere(actor, text)
        if scope == "all"
        else Results(items=(), has_more=False)
    )
    added = above.items[place.elsewhere :][: limit - len(items)]
    place = replace(place, elsewhere=place.elsewhere + len(added))
    is_last = place.elsewhere >= len(above.items)
    return (
        [*items, *added],
        None if is_last else place,
        above.is_complete and not (is_last and above.has_more),
    )


def _place_of(cursor: str) -> _Place:
    if not cursor:
        return _Place()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        here, elsewhere = base64.b64decode(padded, altchars=b"-_", validate=True).split(b".")
        place = _Place(here=int(here), elsewhere=int(elsewhere))
    except (ValueError, binascii.Error):
        place = _Place(here=-1)
    if min(place.here, place.elsewhere) < 0:
        detail = "This cursor does not come from an answer of this API."
        raise InvalidRequest(
            [FieldProblem(code="cursor.unknown", parameter="cursor", detail=detail)]
        )
    return place


def _plain(found: Found) -> dict[str, object]:
    matched = asdict(found.match) if found.match else None
    return {
        "customer": found.customer,
        "matched": {name: matched[name] for name in ("field", "value")} if matched else None,
    }
