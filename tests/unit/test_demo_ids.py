"""The demo's sample customers are older than what people make."""

from tillbook.cli.demo.chain import sample_id
from tillbook.foundation.ids import new_id


def test_sample_customers_are_older_than_everybodys_and_the_same_at_each_start() -> None:
    ids = [sample_id(seed=1, position=position) for position in range(20)]

    assert ids == sorted(ids)
    assert ids == [sample_id(seed=1, position=position) for position in range(20)]
    assert ids != [sample_id(seed=2, position=position) for position in range(20)]
    assert ids[-1] < new_id()
