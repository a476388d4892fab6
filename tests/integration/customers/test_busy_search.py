"""Fifty tills that search at every keystroke do not hold up the node they share."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest
from django.db import connections

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create
from tillbook.customers import queries
from tillbook.exchange.waiting import MAX_ASKING, MAX_WAITING
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
_TILLS = 50


@pytest.mark.pain("Search freezes the till once there are many customers")
def test_a_parent_that_does_not_answer_holds_up_few_of_fifty_searches(cast: Network) -> None:
    store = cast.store
    create(cast, store, {"name": "Anna Svensson"})
    given_up = threading.Event()

    def stall() -> None:
        """Let the parent keep a question until the test lets go."""
        assert given_up.wait(20)

    def type_on(till: int) -> tuple[int, bool]:
        try:
            with acting_as(store):
                actor = cast.associate(store)
                here = queries.search(actor, "anna svensson"[: 2 + till % 11])
                return len(here.items), queries.search_elsewhere(actor, "anna").is_complete
        finally:
            connections.close_all()

    cast.links[store.id].fault = stall
    with ThreadPoolExecutor(_TILLS) as tills:
        asked = [tills.submit(type_on, till) for till in range(_TILLS)]
        answered = list(islice(as_completed(asked, timeout=20), _TILLS - MAX_ASKING))
        with acting_as(store):
            assert queries.search(cast.associate(store), "anna").items
        given_up.set()
        answers = [one.result(20) for one in asked]

    assert MAX_ASKING < MAX_WAITING, "whoever saves still finds a place to wait"
    assert [here for here, _ in answers] == [1] * _TILLS, "each found whom this node holds"
    assert not any(one.result()[1] for one in answered), "these are told that stores are missing"
    assert sum(is_complete for _, is_complete in answers) == MAX_ASKING
