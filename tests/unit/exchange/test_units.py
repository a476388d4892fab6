"""Documents fall into units and come together again."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core.units import Primary, Shape, difference, from_units, to_units

SHAPE = Shape(
    groups={"name": ("name", "first_name")},
    lists={"contact": "contacts", "address": "addresses"},
    sets={"affiliation": "affiliations"},
    maps={"consent": "consents"},
    primaries=(
        Primary(items="contacts", slot_field="kind"),
        Primary(items="addresses", slot_field=None, slot="address"),
    ),
)
texts = st.text(max_size=5)
ids = st.uuids(version=4).map(str)
known = {"id", "version", "sync_state", "name", "first_name", "contacts", "addresses"}
others = st.dictionaries(
    st.from_regex(r"[a-z]{3,6}", fullmatch=True).filter(
        lambda name: name not in known | {"affiliations", "consents", "primary"}
    ),
    st.one_of(texts, st.none(), st.integers(), st.dictionaries(texts, texts, max_size=2)),
    max_size=3,
)

#: The key of a mapping is everything after the unit's prefix, slashes too.
keys = st.one_of(
    st.tuples(ids, st.sampled_from(["marketing", "research"])).map("/".join),
    st.text(min_size=1, max_size=5),
)
answers = st.dictionaries(texts, st.one_of(texts, st.integers()), max_size=2)


@st.composite
def items(draw: st.DrawFn, *, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """Draw items in the order of their ids, at most one primary for each slot."""
    made: list[dict[str, Any]] = [
        {"id": id, "kind": draw(st.sampled_from(kinds)), "value": draw(texts), "is_primary": False}
        for id in sorted(draw(st.sets(ids, max_size=4)))
    ]
    for kind in kinds:
        slot = [item for item in made if item["kind"] == kind]
        chosen = draw(st.integers(-1, len(slot) - 1))
        if chosen >= 0:
            slot[chosen]["is_primary"] = True
    return made


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "id": "00",
        "name": draw(texts),
        "first_name": draw(texts),
        "contacts": draw(items(kinds=("phone", "email"))),
        "addresses": draw(items(kinds=("home",))),
        "affiliations": sorted(draw(st.sets(st.sampled_from("abc"), max_size=3))),
        "consents": draw(st.dictionaries(keys, answers, max_size=3)),
        **draw(others),
    }


@given(documents())
def test_a_document_comes_together_as_it_was(document: dict[str, Any]) -> None:
    assert from_units("00", to_units(document, SHAPE), SHAPE) == document


@given(documents(), documents())
def test_a_difference_leads_from_one_document_to_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    old, new = to_units(before, SHAPE), to_units(after, SHAPE)
    patch = difference(old, new)
    assert from_units("00", {**old, **patch}, SHAPE) == {
        **{name: None for name in before if name not in after},
        **after,
    }
    assert difference(new, new) == {}
    assert all(old.get(unit, ...) != value for unit, value in patch.items() if unit in new)


def test_what_a_node_computes_for_itself_is_no_unit() -> None:
    assert to_units({"id": "1", "version": 3, "sync_state": "pending"}, SHAPE) == {}


def test_an_entry_of_a_mapping_is_a_unit_by_its_whole_key() -> None:
    document = {"id": "0", "consents": {"c1/marketing": {"answer": "yes"}}}
    units = {"consent/c1/marketing": {"answer": "yes"}}
    assert to_units(document, SHAPE) == units
    assert from_units("0", units, SHAPE)["consents"] == document["consents"]


def test_an_entry_that_was_removed_leaves_the_others() -> None:
    before = {"consents": {"c1/marketing": {"answer": "yes"}, "c2/marketing": {"answer": "no"}}}
    after = {"consents": {"c2/marketing": {"answer": "no"}}}
    old = to_units(before, SHAPE)
    patch = difference(old, to_units(after, SHAPE))
    assert patch == {"consent/c1/marketing": None}
    assert from_units("0", {**old, **patch}, SHAPE)["consents"] == after["consents"]


def test_a_list_of_a_newer_release_survives_as_units_by_their_path() -> None:
    units = {"card/1": {"number": "5"}, "name": {"name": "A", "first_name": ""}}
    assert to_units(from_units("0", units, SHAPE), SHAPE) == units


def test_a_primary_of_a_missing_item_marks_nothing_and_another_slot_is_untouched() -> None:
    units = {
        "contact/1": {"kind": "phone", "value": "1"},
        "contact/2": {"kind": "email", "value": "2"},
        "primary/phone": "9",
        "primary/email": "2",
    }
    marks = [item["is_primary"] for item in from_units("0", units, SHAPE)["contacts"]]
    assert marks == [False, True]


def test_removed_items_and_emptied_groups_are_left_out() -> None:
    units = {
        "contact/1": None,
        "affiliation/a": None,
        "consent/1/marketing": None,
        "name": None,
        "note": None,
    }
    assert from_units("0", units, SHAPE) == {
        "id": "0",
        "contacts": [],
        "addresses": [],
        "affiliations": [],
        "consents": {},
        "note": None,
    }
