"""Uses are added up by kind and survive the parameters of a refusal."""

from hypothesis import given
from hypothesis import strategies as st

from tillbook.configuration.uses import NAMED, Use, from_params, summed, to_params

found = st.lists(
    st.builds(
        Use,
        kind=st.sampled_from(["customer", "store", "price_group"]),
        count=st.integers(0, 9),
        names=st.lists(st.text(), max_size=5).map(tuple),
    ),
    max_size=6,
)


def test_what_several_capabilities_found_is_added_up() -> None:
    uses = summed(
        [
            Use(kind="customer", count=5, names=("Anna", "Bo")),
            Use(kind="store", count=0),
            Use(kind="customer", count=2, names=("Cy", "Di")),
        ]
    )
    assert uses == (Use(kind="customer", count=7, names=("Anna", "Bo", "Cy")),)


def test_the_parameters_of_a_refusal_are_a_count_and_names_for_each_kind() -> None:
    uses = (Use(kind="store", count=4, names=("Göteborg", "上海")), Use(kind="customer", count=1))
    assert to_params(uses) == {
        "store": "4",
        "store.1": "Göteborg",
        "store.2": "上海",
        "customer": "1",
    }


@given(found)
def test_uses_come_back_from_the_parameters_as_they_were(uses: list[Use]) -> None:
    told = summed(uses)
    assert from_params(to_params(told)) == told
    assert all(use.count and len(use.names) <= NAMED for use in told)
