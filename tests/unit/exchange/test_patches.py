"""A patch from another device keeps to the form that its units announce."""

from typing import Any

import pytest

from tillbook.exchange.core.errors import MalformedOperation
from tillbook.exchange.core.patches import check_units
from tillbook.exchange.core.units import Shape

SHAPE = Shape(maps={"consent": "consents"})
FIELDS = ("consents", "note")


@pytest.mark.parametrize("value", [{"answer": "yes"}, None])
def test_an_entry_of_a_mapping_may_be_written_and_removed(value: Any) -> None:
    check_units({"consent/c1/marketing": value, "note": "x"}, SHAPE, fields=FIELDS)


def test_a_mapping_is_never_written_whole() -> None:
    with pytest.raises(MalformedOperation):
        check_units({"consents": {"c1/marketing": {}}}, SHAPE, fields=FIELDS)
