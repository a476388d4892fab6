"""What a till lets through, headquarters takes; what a device leaves out, headquarters refuses."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_everywhere_alike,
    create,
    edit,
)
from tillbook.customers.errors import InvalidCustomer
from tillbook.foundation.ids import new_id

pytestmark = ON_REAL_DATABASES
WORDS = "fråga i växeln efter Anna på lagret, helst före klockan tio på vardagar"
NAMED = {"name": {"name": "Anna"}, "store": "1"}


def test_parts_that_make_too_long_a_name_are_told_where_they_are_typed(cast: Network) -> None:
    till = cast.tills[0]
    long: dict[str, Any] = {"first_name": "å" * 100, "last_name": "b" * 100}
    made = create(cast, till, patience=WAITING).entity
    with pytest.raises(InvalidCustomer) as refused:
        create(cast, till, long)
    assert [(one.code, one.pointer) for one in refused.value.problems] == [("too_long", "/name")]
    with pytest.raises(InvalidCustomer):
        edit(cast, till, made, **long)


def test_words_instead_of_a_phone_number_are_not_preset_where_they_do_not_fit(
    cast: Network,
) -> None:
    phone = {"kind": "phone", "value": WORDS, "accept_as_typed": True}
    entered = {"name": "Anna", "contacts": [phone], "addresses": [{"street": "Storgatan 1"}]}
    made = create(cast, cast.tills[0], entered).entity
    cast.settle()
    document = assert_everywhere_alike(cast, made)
    assert document["contacts"][0]["value"] == WORDS
    assert (document["addresses"][0]["name"], document["addresses"][0]["phone"]) == ("Anna", "")


@pytest.mark.parametrize(
    "patch",
    [
        NAMED,
        NAMED | {"legal_entity": "se", "type": "person", f"contact/{UUID(int=7)}": {}},
    ],
    ids=["no legal entity", "a contact of no kind"],
)
def test_what_a_creation_leaves_out_breaks_no_node(cast: Network, patch: dict[str, Any]) -> None:
    signed = lie(cast, cast.tills[0], "customer.create", ("customer", new_id()), patch)
    for node in (cast.store, cast.headquarters):
        answer = tell(node, signed)
        assert answer.refused or answer.verdict is None or answer.verdict.reason
