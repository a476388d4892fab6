"""Attributes over HTTP: what there are, and their values in customers."""

from typing import Any

import pytest

from tests.api.conftest import MARKS, Chain
from tests.integration.attributes.scenes import attribute

pytestmark = MARKS
RED = {"code": "r", "name": "Red", "translations": {"sv": "Röd"}}


def test_a_program_reads_attributes_and_enters_values_by_their_codes(chain: Chain) -> None:
    cast = chain.cast
    colour = str(attribute(cast, "colour", "text", is_fixed_list=True, values=[RED]))
    weight = str(attribute(cast, "weight", "decimal", unit="kg"))
    cast.settle()

    listed = chain.till.get("/attributes?language=sv").json["items"]
    found = {one["code"]: one for one in listed}
    assert found["colour"]["values"] == [{"code": "r", "name": "Röd"}]
    assert (found["weight"]["id"], found["weight"]["unit"]) == (weight, "kg")

    made = chain.till.create(attributes={"colour": "r", "weight": 71.5})
    assert made["attributes"] == {colour: "r", weight: "71.5"}
    path = f"/customers/{made['id']}"

    def patched(values: Any) -> Any:
        return chain.till.patch(path, {"attributes": values}).json["attributes"]

    assert patched({weight: 70}) == {colour: "r", weight: "70"}
    assert patched({"colour": None}) == {weight: "70"}
    assert patched(None) == {}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"size": 11}, [("/attributes/size", "attribute.out_of_range")]),
        ({"never/heard": "x"}, [("/attributes/never~1heard", "attribute.unknown")]),
        ({"size": [1]}, None),
        ([], None),
    ],
)
def test_wrong_values_are_told_where_they_stand(
    chain: Chain, values: Any, fields: list[tuple[str, str]] | None
) -> None:
    if not any(one["code"] == "size" for one in chain.till.get("/attributes").json["items"]):
        limits = {"has_range": True, "range_from": "1", "range_to": "10"}
        attribute(chain.cast, "size", "integer", **limits)
        chain.cast.settle()

    answer = chain.till.post("/customers", {"name": "Anna", "attributes": values})

    assert answer.status == 422
    assert fields is None or answer.fields == fields
    assert "attributes" in answer.fields[0][0]
    if fields == [("/attributes/size", "attribute.out_of_range")]:
        assert answer.json["errors"][0]["detail"] == "size is between 1 and 10."
