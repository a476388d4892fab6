"""A document of configuration made to break headquarters is refused in words, and writes nothing."""

import json
from typing import Any

import pytest

from tests.api.conftest import MARKS, Chain
from tillbook.configuration.portable import portable_kinds
from tillbook.exchange.models import Operation

pytestmark = MARKS
WRONG: tuple[Any, ...] = (None, "@store/", [[]], {"@": 1})
ALSO_WRONG: tuple[Any, ...] = (True, 7, "a", "@", "@:", "@:x", [], {})


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def _document(kinds: str) -> str:
    return f'{{"format": "tillbook.configuration", "version": 1, "kinds": {kinds}}}'


@pytest.mark.parametrize("depth", [40, 150, 300, 480, 900, 5000])
def test_a_document_nested_deeply_is_refused_wherever_it_is_deep(chain: Chain, depth: int) -> None:
    deep = _nested(depth)
    for kinds in (
        deep,
        f'{{"store": {deep}}}',
        f'{{"screen_layout": [{{"number": "deep", "name": "Deep", "sizes": {deep}}}]}}',
        f'{{"commerce_parameters": [{{"store": {deep}}}]}}',
        f'{{"store": [{{"number": {deep}}}]}}',
    ):
        answer = chain.headquarters.post("/configuration", _document(kinds).encode())

        assert answer.status in (400, 422), (depth, kinds[:40], answer.status)
        assert answer.code


@pytest.mark.parametrize("values", [WRONG, pytest.param(ALSO_WRONG, marks=pytest.mark.proof)])
def test_values_of_a_wrong_type_are_refused_in_every_field(
    chain: Chain, values: tuple[Any, ...]
) -> None:
    before = Operation.objects.count()
    for name, (kind, how) in portable_kinds().items():
        for field in sorted(kind.fields - how.left_out):
            for value in values:
                row = {how.key: "odd", field: value} if how.key else {field: value}
                document = json.loads(_document("{}")) | {"kinds": {name: [row]}}
                answer = chain.headquarters.post("/configuration?dry_run=true", document)
                assert answer.status in (200, 422), (name, field, value, answer.body)
    assert Operation.objects.count() == before


def test_a_document_of_fifty_megabytes_is_refused_in_words_of_configuration(chain: Chain) -> None:
    answer = chain.headquarters.post("/configuration", b" " * 50_000_000)

    assert (answer.status, answer.code) == (413, "body.too_large")
    assert "customer" not in answer.json["detail"] + answer.json.get("remedy", "")
