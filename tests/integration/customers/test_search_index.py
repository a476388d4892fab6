"""The search index follows its rules: customers of before are found by what is searched today."""

import pytest
from django.db import connections

from tests.cast import Network
from tests.integration.attributes.scenes import attribute, group, name_in_parameters, put
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create
from tillbook.attributes.models import Attribute
from tillbook.customers import finding, queries, search_index
from tillbook.customers.models import SearchEntry
from tillbook.customers.replicated import renewal
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import ThisNode, acting_as, current

pytestmark = ON_REAL_DATABASES


def _found(cast: Network, node: ThisNode, text: str) -> list[str]:
    with acting_as(node):
        found = queries.search(cast.associate(node), text).items
    return [item.customer["name"] for item in found]


def _renew(node: ThisNode) -> int:
    """Let the node's loop work; return how many turns it took."""
    with acting_as(node):
        turns = 1
        while renewal.step():
            turns += 1
        return turns


def test_who_was_there_before_is_found_by_an_attribute_that_becomes_searchable(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "_CHUNK", 2)
    motto = attribute(cast, "motto", "text")
    name_in_parameters(cast, group(cast, "all", motto))
    cast.settle()
    head, till = cast.headquarters, cast.tills[0]
    for name in ("Anna", "Berit", "Cecilia"):
        create(cast, till, {"name": name, "attributes": {"motto": "Festina lente"}})
    create(cast, till, {"name": "Nobody"})
    cast.settle()
    nodes = (head, till)
    [_renew(node) for node in nodes]
    assert [_found(cast, node, "festina") for node in nodes] == [[], []]

    row = Attribute.objects.values().get(id=motto)
    put(cast, "attribute", motto, **row | {"type": str(row["type"]), "is_searchable": True})
    cast.settle()
    with acting_as(head):
        assert renewal.step(), "three customers have a motto, and a step makes two anew"
    create(cast, till, {"name": "Dagny", "attributes": {"motto": "Festina lente"}})
    cast.settle()

    assert [_renew(node) for node in nodes] == [1, 2]
    everybody = ["Dagny", "Cecilia", "Berit", "Anna"]
    assert _found(cast, till, "festina") == everybody, "the most recent first, as before"
    assert sorted(_found(cast, head, "festina")) == sorted(everybody)
    assert _found(cast, till, "nobody") == ["Nobody"]

    put(cast, "attribute", motto, **row | {"type": str(row["type"])})
    cast.settle()
    [_renew(node) for node in nodes]
    assert [_found(cast, node, "festina") for node in nodes] == [[], []]


def test_a_damaged_index_is_whole_again_after_a_rebuild(cast: Network) -> None:
    till = cast.tills[0]
    anna, _, cecilia = (
        create(cast, till, {"name": name}).entity for name in ("Anna Ek", "Berit Ek", "Cecilia Ek")
    )
    with acting_as(till):
        _lose_words(SearchEntry.objects.get(customer=anna).id)
        SearchEntry.objects.filter(customer=cecilia).delete()
    assert _found(cast, till, "Ek") == ["Berit Ek"]

    with acting_as(till):
        asked = renewal.rebuild(cast.associate(till, Role.ADMINISTRATOR))
    assert asked.done < asked.total
    _renew(till)

    assert sorted(_found(cast, till, "Ek")) == ["Anna Ek", "Berit Ek", "Cecilia Ek"]
    with acting_as(till):
        done = renewal.progress(cast.associate(till))
    assert done.done == done.total == asked.total


def _lose_words(entry: int) -> None:
    """Take the words of an entry away, as a torn page does."""
    connection = connections[current().database]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM customers_fts WHERE rowid = %s", [entry])
        else:
            cursor.execute("UPDATE customers_searchentry SET tokens = '' WHERE id = %s", [entry])


def test_the_very_word_is_found_among_many_that_begin_so(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "MAX_OF_A_KIND", 3)
    monkeypatch.setattr(finding, "_FARTHEST", 3)
    till = cast.tills[0]
    create(cast, till, {"name": "Ola Ek"})
    for first in ("Anna", "Berit", "Cecilia", "Dagny"):
        create(cast, till, {"name": f"{first} Ekström"})

    assert _found(cast, till, "ek")[0] == "Ola Ek"
    assert len(_found(cast, till, "ek")) == 4
