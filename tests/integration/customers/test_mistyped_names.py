"""Mistyped names are found by the words of this node's names, which come and go with the customers."""

from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create
from tillbook.customers import finding, queries
from tillbook.customers.models import NameWord
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.replicated import renewal
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


def _found(cast: Network, node: ThisNode, text: str, *, limit: int = 20) -> list[str]:
    with acting_as(node):
        found = queries.search(cast.associate(node), text, limit=limit).items
    return [item.customer["name"] for item in found]


@pytest.mark.pain("Results look random")
def test_who_is_mistyped_stands_below_who_is_meant_and_says_why(cast: Network) -> None:
    till = cast.tills[0]
    for name in ("Kristina Ek", "William Ek", "Christina Ek", "Kristin Berg", "Billy Holm"):
        create(cast, till, {"name": name})
    cast.settle()

    for node in (till, cast.headquarters):
        assert _found(cast, node, "kristina") == ["Kristina Ek", "Christina Ek", "Kristin Berg"]
        assert _found(cast, node, "krsitina ek") == ["Christina Ek", "Kristina Ek", "William Ek"]
        assert _found(cast, node, "bill") == ["Billy Holm", "William Ek"]
        assert _found(cast, node, "kristofer") == []
    with acting_as(till):
        _, hit, _ = queries.search(cast.associate(till), "kristina").items
    assert hit.match is not None
    assert (hit.match.field, hit.match.value, hit.match.spans) == (
        "name",
        "Christina Ek",
        ((0, 9),),
    )


def test_pages_go_on_from_the_very_words_to_those_nearly_so(cast: Network) -> None:
    till = cast.tills[0]
    for name in ("Sven Ek", "Swen Ek", "Sven Berg", "Swen Berg"):
        create(cast, till, {"name": name})
    whole = _found(cast, till, "sven")

    with acting_as(till):
        pages = [
            queries.search(cast.associate(till), "sven", limit=1, offset=at) for at in range(4)
        ]

    assert [page.items[0].customer["name"] for page in pages] == whole
    assert [page.has_more for page in pages] == [True, True, True, False]
    assert {name[:4] for name in whole[:2]} == {"Sven"}


def test_nobody_is_looked_for_further_when_many_have_the_very_word(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 2)
    for name in ("Sven Ek", "Sven Berg", "Swen Holm"):
        create(cast, cast.tills[0], {"name": name})

    assert len(_found(cast, cast.tills[0], "sven")) == 2


def test_a_word_goes_with_its_last_customer_and_comes_back_with_a_rebuild(cast: Network) -> None:
    till = cast.tills[0]
    first = create(cast, till, {"name": "Radegunde Ek"}).entity
    create(cast, till, {"name": "Ottokar Radegunde"})

    for name, is_kept in (("Berta Ek", True), ("Radegunde Ek", True)):
        _rename(cast, till, first, name)
        assert _words(till, "radegunde") == is_kept
    _rename(cast, till, first, "Eufrosyne Ek")
    assert _words(till, "eufrosyne")
    _rename(cast, till, first, "Berta Ek")
    assert not _words(till, "eufrosyne")
    assert _found(cast, till, "eufrosine") == []

    with acting_as(till):
        NameWord.objects.all().delete()
        renewal.rebuild(cast.associate(till, Role.ADMINISTRATOR))
        while renewal.step():
            pass
    assert _found(cast, till, "radegude") == ["Ottokar Radegunde"]


def _rename(cast: Network, node: ThisNode, customer: UUID, name: str) -> None:
    with acting_as(node):
        edit_customer(cast.associate(node), customer, {"name": name})


def _words(node: ThisNode, word: str) -> bool:
    with acting_as(node):
        return NameWord.objects.filter(word=word).exists()
