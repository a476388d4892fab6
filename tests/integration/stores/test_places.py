"""Companies, units, stores and registers: what headquarters refuses, and what a save asks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.cast import Network
from tests.integration.exchange.scenes import ON_REAL_DATABASES
from tillbook import configuration
from tillbook.exchange.errors import Refused
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import LegalEntity, OperatingUnit, Register, Store
from tillbook.stores.queries import place_of, place_of_store

pytestmark = ON_REAL_DATABASES
COMPANY: dict[str, Any] = {
    "code": "no",
    "name": "Nordhav Norge",
    "country": "NO",
    "currency": "NOK",
    "language": "nb",
}
UNIT: dict[str, Any] = {
    "number": "7",
    "name": "Oslo",
    "street": "Karl Johans gate",
    "country": "NO",
}
STORE: dict[str, Any] = {
    "number": "7",
    "name": "Oslo",
    "kind": "online_store",
    "currency": "NOK",
    "language": "nb",
    "time_zone": "Europe/Oslo",
}


def _put(cast: Network, kind: str, document: Mapping[str, Any], id: UUID | None = None) -> UUID:
    id = id or new_id()
    configuration.put(cast.headquarters.actor(), kind, id=id, document=document)
    return id


def _surroundings() -> dict[str, str]:
    store = Store.objects.get(number="1")
    return {"legal_entity": str(store.legal_entity), "operating_unit": str(store.operating_unit)}


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"code": "SE"}, "code.taken", "code"),
        ({"code": "a b"}, "code.malformed", "code"),
        ({"code": "new"}, "code.reserved", "code"),
        ({"name": " "}, "field.required", "name"),
        ({"name": "a\x00b"}, "control_character", "name"),
        ({"country": "XX"}, "country.unknown", "country"),
        ({"country": "no"}, "country.unknown", "country"),
        ({"country": ""}, "field.required", "country"),
        ({"currency": "QQQ"}, "currency.unknown", "currency"),
        ({"language": "klingon"}, "language.unknown", "language"),
        ({"receipt_option": "pigeon"}, "field.invalid", "receipt_option"),
        ({"copied_fields": "note"}, "field.invalid", "copied_fields"),
        ({"copied_fields": ["note", "note"]}, "field.repeated", "copied_fields"),
        ({"dimensions_follow_chosen_group": "yes"}, "field.invalid", None),
    ],
)
def test_a_wrong_company_is_refused(
    cast: Network, wrong: dict[str, Any], code: str, field: str | None
) -> None:
    with acting_as(cast.headquarters):
        with pytest.raises(Refused) as refused:
            _put(cast, "legal_entity", COMPANY | wrong)

        assert refused.value.code == code
        assert refused.value.params["field"] == (field or next(iter(wrong)))
        assert LegalEntity.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"number": "1"}, "code.taken"),
        ({"kind": "kiosk"}, "field.invalid"),
        ({"legal_entity": str(UUID(int=0))}, "reference.unknown"),
        ({"legal_entity": None}, "field.required"),
        ({"operating_unit": "x"}, "reference.unknown"),
        ({"time_zone": "Nowhere"}, "time_zone.unknown"),
        ({"copy_receipt_email": "on"}, "field.invalid"),
    ],
)
def test_a_wrong_store_is_refused(cast: Network, wrong: dict[str, Any], code: str) -> None:
    with acting_as(cast.headquarters):
        with pytest.raises(Refused) as refused:
            _put(cast, "store", STORE | _surroundings() | wrong)

        assert (refused.value.code, refused.value.params["field"]) == (code, next(iter(wrong)))
        assert Store.objects.count() == 1


def test_codes_and_numbers_stay_what_they_are(cast: Network) -> None:
    with acting_as(cast.headquarters):
        company = Store.objects.get().legal_entity
        register = _put(
            cast, "register", {"number": "1-7", "name": "7", "store": str(cast.store_id)}
        )
        for kind, id, change in (
            ("legal_entity", company, {"code": "sv"}),
            ("store", cast.store_id, {"number": "2"}),
            ("register", register, {"number": "2-7"}),
        ):
            with pytest.raises(Refused) as refused:
                _put(cast, kind, change, id)
            assert refused.value.code == "field.fixed"


def test_a_register_stays_in_its_store_while_a_device_is_enrolled(cast: Network) -> None:
    with acting_as(cast.headquarters):
        register = cast.tills[0].identity.register
        assert register is not None
        _put(
            cast,
            "register",
            {"number": "1-1", "name": "1", "store": str(cast.store_id)},
            register,
        )
        other = _put(cast, "store", STORE | _surroundings())
        free = _put(cast, "register", {"number": "1-8", "name": "8", "store": str(cast.store_id)})

        _put(cast, "register", {"store": str(other)}, free)
        with pytest.raises(Refused) as refused:
            _put(cast, "register", {"store": str(other)}, register)

        assert refused.value.code == "register.enrolled"
        assert Register.objects.get(id=free).store == other


def test_the_whole_organisation_reaches_the_stores(cast: Network) -> None:
    with acting_as(cast.headquarters):
        company = _put(
            cast,
            "legal_entity",
            COMPANY | {"receipt_option": "both", "copied_fields": ["tax_group"]},
        )
        unit = _put(
            cast,
            "operating_unit",
            UNIT | {"street_number": "1", "phone": "+47 22 00 00 00", "postal_code": "0154"},
        )
        places = {"legal_entity": str(company), "operating_unit": str(unit)}
        _put(cast, "address_book", {"code": "north", "name": "North"})
        store = _put(cast, "store", STORE | places | {"address_book": "north"})
    cast.settle()

    for node in cast.children:
        with acting_as(node):
            place = place_of_store(store)
            assert place is not None
            assert (place.address_book, place.copied_fields) == ("north", ("tax_group",))
            assert place.company["receipt_option"] == "both"
            assert OperatingUnit.objects.get(id=unit).street_number == "1"
            assert Store.objects.get(id=store).kind == "online_store"


@pytest.mark.rule("AR-035")
def test_a_unit_without_country_leaves_it_to_the_company(cast: Network) -> None:
    with acting_as(cast.headquarters):
        unit = Store.objects.get().operating_unit
        assert place_of(cast.headquarters.actor(), number="1").country == "SE"
        _put(cast, "legal_entity", {"country": "FI"}, Store.objects.get().legal_entity)
        assert place_of(cast.headquarters.actor(), number="1").country == "SE"
        _put(cast, "operating_unit", {"country": ""}, unit)
        assert place_of(cast.headquarters.actor(), number="1").country == "FI"


def test_where_a_save_happens_is_one_question(cast: Network) -> None:
    till = cast.tills[0]
    actor = cast.associate(till)
    with acting_as(till):
        place = place_of(actor)
        with CaptureQueriesContext(connections[till.database]) as asked:
            assert place_of(actor) == place

    assert len(asked) == 1
    assert (place.number, place.legal_entity, place.country) == ("1", "se", "SE")
    assert place.dimensions_follow_chosen_group is False
    assert place.copied_fields == ()
