"""The search index of a node: how far it is, and making it anew."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field
from typing_extensions import TypedDict

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.customers.replicated import renewal

router = Router(tags=["node"])


class SearchIndex(TypedDict):
    """How far a node's search index is as its rules of today make it."""

    done: Annotated[int, Field(description="Customers whose entries are.")]
    total: Annotated[int, Field(description="Customers in the index.")]


@router.get("/search-index", response=SearchIndex, summary="Read how far the search index is")
def read(request: Call) -> HttpResponse:
    """Return how many customers are indexed by the rules of today."""
    return _answer(renewal.progress(request.auth))


@router.post("/search-index/rebuild", response=SearchIndex, summary="Make the search index anew")
def rebuild(request: Call) -> HttpResponse:
    """Let the node index every customer anew, beside its work; it survives a restart."""
    return _answer(renewal.rebuild(request.auth), status=202)


def _answer(found: renewal.Progress, *, status: int = 200) -> HttpResponse:
    return answers.json(SearchIndex(done=found.done, total=found.total), status=status)
