"""Account numbers come from the number sequences that headquarters configured, each once."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create
from tillbook import configuration
from tillbook.customers.models import AccountNumber, Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange.errors import Refused
from tillbook.exchange.models import Operation
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores import seeds
from tillbook.stores.models import LegalEntity, NumberCounter, NumberSequence
from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE

pytestmark = ON_REAL_DATABASES
SEQUENCE: dict[str, Any] = {
    "code": "kunder",
    "name": "Kunder",
    "format": "C-######",
    "check_digit": "luhn",
}


def _put(cast: Network, id: UUID | None = None, **document: Any) -> UUID:
    id = id or new_id()
    configuration.put(
        cast.headquarters.actor(), "number_sequence", id=id, document=SEQUENCE | document
    )
    return id


def _number(cast: Network) -> str:
    """Make a customer at headquarters and return its number."""
    id = new_id()
    create_customer(cast.headquarters.actor(), id, {"name": "Anna"}, store="1")
    return Customer.objects.get(id=id).account_number


def test_a_chain_without_a_sequence_numbers_as_ever(cast: Network) -> None:
    with acting_as(cast.headquarters):
        assert _number(cast) == "000000026"


def test_the_planted_sequence_goes_on_where_the_numbers_are(cast: Network) -> None:
    with acting_as(cast.headquarters):
        seeds.plant()
        assert _number(cast) == "000000026"
        configuration.put(
            cast.headquarters.actor(),
            "number_sequence",
            id=DEFAULT_SEQUENCE,
            document={"format": "C-######", "check_digit": "none"},
        )
        seeds.plant()
        assert _number(cast) == "C-000003"
        assert NumberSequence.objects.count() == 1


def test_a_configured_sequence_begins_with_its_first_number(cast: Network) -> None:
    with acting_as(cast.headquarters):
        _put(cast, first=500)
        assert [_number(cast), _number(cast)] == ["C-0005009", "C-0005017"]


def test_a_companys_own_sequence_goes_before_everybodys(cast: Network) -> None:
    with acting_as(cast.headquarters):
        _put(cast)
        _put(cast, code="se", format="SE####", check_digit="none", legal_entity="se")
        _put(cast, code="other", format="X####", used_for="nothing")
        assert _number(cast) == "SE0001"


def test_a_changed_format_never_issues_a_number_again(cast: Network) -> None:
    with acting_as(cast.headquarters):
        AccountNumber.objects.bulk_create(
            [AccountNumber(number=f"C{n:05}", customer=new_id()) for n in range(1, 1203)]
        )
        _put(cast, format="C#####", check_digit="none")
        assert [_number(cast), _number(cast)] == ["C01203", "C01204"]


def test_two_tills_never_get_the_same_number(cast: Network) -> None:
    with acting_as(cast.headquarters):
        _put(cast, check_digit="mod_97_10")
    for till in cast.tills:
        for _each in range(3):
            create(cast, till)
    cast.settle()

    with acting_as(cast.headquarters):
        numbers = Customer.objects.filter(name="Anna Svensson").values_list("account_number")
        assert len(set(numbers)) == len(numbers) == 6


def test_a_used_up_sequence_holds_the_customer_until_it_is_longer(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(cast.headquarters):
        short = _put(cast, format="#", first=9)
        assert _number(cast) == "91"
        with pytest.raises(Refused) as refused:
            _number(cast)
        assert refused.value.code == "number_sequence.used_up"
        assert refused.value.params == {"sequence": "kunder"}
    create(cast, till)
    cast.settle()

    with acting_as(till):
        [waiting] = Operation.objects.filter(state="attention")
        assert waiting.reason == "number_sequence.used_up"
    with acting_as(cast.headquarters):
        _put(cast, short, format="###")
        assert _number(cast) == "0109"


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"code": ""}, "field.required", "code"),
        ({"code": "a/b"}, "code.malformed", "code"),
        ({"name": "n" * 81}, "field.too_long", "name"),
        ({"format": "C-##-##"}, "format.malformed", "format"),
        ({"format": ""}, "field.required", "format"),
        ({"check_digit": "crc"}, "field.invalid", "check_digit"),
        ({"first": 0}, "number.out_of_range", "first"),
        ({"first": 1_000_000}, "number.out_of_range", "first"),
        ({"first": "1"}, "number.out_of_range", "first"),
        ({"legal_entity": "nowhere"}, "reference.unknown", "legal_entity"),
        ({"used_for": "orders"}, "field.invalid", "used_for"),
    ],
)
def test_a_wrong_sequence_is_refused(
    cast: Network, wrong: dict[str, Any], code: str, field: str
) -> None:
    with acting_as(cast.headquarters):
        with pytest.raises(Refused) as refused:
            _put(cast, **wrong)

        assert (refused.value.code, refused.value.params["field"]) == (code, field)
        assert not NumberSequence.objects.exists()


def test_two_sequences_cannot_number_the_same_customers(cast: Network) -> None:
    with acting_as(cast.headquarters):
        _put(cast)
        with pytest.raises(Refused) as refused:
            _put(cast, code="more")
        assert refused.value.code == "number_sequence.taken"
        assert refused.value.params == {"field": "legal_entity", "sequence": "Kunder"}


def test_a_format_keeps_room_for_the_next_number(cast: Network) -> None:
    with acting_as(cast.headquarters):
        sequence = _put(cast, first=1000)
        _number(cast)
        with pytest.raises(Refused) as refused:
            _put(cast, sequence, format="###", first=1)
        assert refused.value.code == "number_sequence.too_short"
        assert refused.value.params["next"] == "1001"


def test_the_counter_stays_at_headquarters(cast: Network) -> None:
    with acting_as(cast.headquarters):
        _put(cast)
        _number(cast)
        assert LegalEntity.objects.exists()
    cast.settle()

    for node in cast.children:
        with acting_as(node):
            assert NumberSequence.objects.get().format == "C-######"
            assert not NumberCounter.objects.exists()
