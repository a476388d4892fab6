"""New addresses at the till start with the country of the operating unit, else of the company."""

from typing import Any

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till
from tillbook import configuration
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Store

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def _configure(cast: Network, kind: str, **changes: Any) -> None:
    """Let headquarters change the store's company or operating unit, and wait for the tills."""
    with acting_as(cast.headquarters):
        id = getattr(Store.objects.get(id=cast.store_id), kind)
        configuration.put(cast.headquarters.actor(), kind, id=id, document=changes)
    cast.settle()


def _country(till: Till) -> str:
    fields = till.get("/customers/new").page.fields
    return next(value for name, value in fields.items() if name.endswith("country"))


@pytest.mark.rule("AR-027")
def test_an_address_starts_with_the_country_of_the_operating_unit(
    cast: Network, till: Till
) -> None:
    assert _country(till) == "SE"

    _configure(cast, "operating_unit", country="NO")

    assert _country(till) == "NO"


@pytest.mark.rule("AR-035")
def test_without_one_it_starts_with_the_country_of_the_company(cast: Network, till: Till) -> None:
    _configure(cast, "operating_unit", country="")
    _configure(cast, "legal_entity", country="FI")

    assert _country(till) == "FI"
