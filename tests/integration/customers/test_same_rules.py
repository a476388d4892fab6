"""What a till lets through, headquarters takes; what a device leaves out, headquarters refuses."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network, open_store
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    shown,
)
from tillbook import configuration
from tillbook.customers import document as documents
from tillbook.customers.errors import InvalidCustomer
from tillbook.exchange.core.units import to_units
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

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


def test_a_device_enters_nothing_that_headquarters_own_form_would_refuse(cast: Network) -> None:
    till, headquarters = cast.tills[0], cast.headquarters
    with acting_as(headquarters):
        actor = headquarters.actor()
        other = {"number": "77-1", "name": "Other", "store": str(open_store(headquarters, "77"))}
        configuration.put(actor, "register", id=new_id(), document=other)

    form = create(cast, till, {"name": "Anna"}, patience=WAITING).entity
    cast.settle()
    assigned = {"account_number", "merged_into", "version", "sync_state"}
    units = to_units(assert_everywhere_alike(cast, form), documents.SHAPE)
    whole = {unit: value for unit, value in units.items() if unit not in assigned}

    def told(kind: str, id: UUID, patch: dict[str, Any]) -> str:
        verdict = tell(headquarters, lie(cast, till, kind, ("customer", id), patch)).verdict
        assert verdict is not None
        return verdict.reason

    foreign: list[tuple[dict[str, Any], str]] = [
        ({"register": "77-1"}, "perm.denied"),
        ({"created_by": str(new_id())}, "perm.denied"),
        ({"currency": "XXY"}, "currency.unknown"),
        ({"language": "klingon"}, "language.unknown"),
        ({"customer_group": "nobody's"}, "customer_group.unknown"),
        ({"affiliation/nobody's": {}}, "affiliation.unknown"),
    ]
    for patch, reason in foreign:
        id = new_id()
        assert told("customer.create", id, whole | {"party": str(id)} | patch) == reason, patch
    made = new_id()
    own = {"party": str(made), "customer_group": "retail"}
    assert told("customer.create", made, whole | own) == ""
    for patch, reason in foreign[2:]:
        assert told("customer.edit", made, patch) == reason, patch
    told("customer.edit", made, {"register": "77-1", "created_by": str(new_id())})
    stands = shown(cast, headquarters, made)
    assert (stands["register"], stands["created_by"]) == ("", str(cast.cashier))


def test_what_was_removed_while_a_till_was_offline_stays_as_it_was_entered(cast: Network) -> None:
    till, headquarters = cast.tills[0], cast.headquarters
    club = new_id()
    with acting_as(headquarters):
        actor = headquarters.actor()
        named = {"code": "club", "name": "Club"}
        configuration.put(actor, "customer_group", id=club, document=named)
    cast.settle()
    made = create(cast, till, {"name": "Anna", "customer_group": "club"}).entity
    with acting_as(headquarters):
        configuration.remove(actor, "customer_group", id=club)
    cast.settle()

    assert assert_everywhere_alike(cast, made)["customer_group"] == "club"
    assert_at_rest(cast)
