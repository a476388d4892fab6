"""The order of found customers, and what is marked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules.ranking import Match, rank
from tillbook.customers.rules.search_tokens import is_found, query_of, tokens_of
from tillbook.customers.samples import sample_customers


def _named(*names: str) -> list[dict[str, Any]]:
    return [{"name": name} for name in names]


def _order(documents: list[dict[str, Any]], text: str) -> list[str]:
    return [ranked.document["name"] for ranked in rank(documents, text)]


def _marked(document: dict[str, Any], text: str) -> list[tuple[str, list[str]]]:
    (ranked,) = rank([document], text)
    return [(m.field, [m.value[start:end] for start, end in m.spans]) for m in ranked.matches]


def test_the_exact_name_comes_first_in_any_word_order() -> None:
    documents = _named("Anna Bergman", "Anna Maria Berg", "Berg Anna", "Anna Berg")

    assert _order(documents, "anna berg") == [
        "Anna Berg",
        "Berg Anna",
        "Anna Maria Berg",
        "Anna Bergman",
    ]


def test_names_come_before_contacts_and_contacts_before_addresses() -> None:
    documents: list[dict[str, Any]] = [
        {"name": "C", "addresses": [{"city": "Bergen"}]},
        {"name": "B", "contacts": [{"kind": "email", "value": "berg@example.se"}]},
        {"name": "A Bergman"},
    ]

    assert _order(documents, "berg") == ["A Bergman", "B", "C"]


def test_a_whole_number_comes_before_its_beginning_and_its_end() -> None:
    documents: list[dict[str, Any]] = [
        {"name": "end", "contacts": [{"kind": "phone", "value": "+46700123455"}]},
        {"name": "beginning", "account_number": "123455003"},
        {"name": "account", "account_number": "000123455"},
    ]

    assert _order(documents, "123455") == ["account", "beginning", "end"]


def test_equal_customers_stay_in_the_order_given() -> None:
    first, second = {"name": "Anna Ek", "id": 1}, {"name": "Anna Ek", "id": 2}

    assert [r.document["id"] for r in rank([first, second], "anna")] == [1, 2]
    assert [r.document["id"] for r in rank([second, first], "anna")] == [2, 1]


def test_only_so_many_are_given_and_the_best_are_among_them() -> None:
    documents = _named(*[f"Anna {number:03}" for number in range(200)], "Anna")

    ranked = rank(documents, "anna", limit=3)

    assert [r.document["name"] for r in ranked] == ["Anna", "Anna 000", "Anna 001"]


def test_characters_that_do_not_stand_side_by_side_are_left_out() -> None:
    assert _order(_named("王小明", "明王", "王明"), "王明") == ["王明"]


def test_a_whole_chinese_name_comes_before_a_longer_one_and_before_its_sound() -> None:
    assert _order(_named("大王芳", "王芳芳", "王芳"), "王芳")[0] == "王芳"
    assert _order(_named("王芳", "Wang Fang"), "wang fang") == ["Wang Fang", "王芳"]
    assert _order(_named("王小芳", "王 芳"), "王芳") == ["王 芳"]


ANNA: dict[str, Any] = {
    "name": "Anna-Karin von Strömberg",
    "account_number": "000123455",
    "contacts": [
        {"kind": "phone", "value": "+46846500400"},
        {"kind": "phone", "value": "+46701740605"},
        {"kind": "email", "value": "anna.berg0612@example.se"},
    ],
    "addresses": [
        {
            "street": "Strauß-Gasse",
            "street_number": "12",
            "city": "Göteborg",
            "postal_code": "411 10",
            "phone": "+46313900600",
        }
    ],
}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("stromb", [("name", ["Strömb"])]),
        ("karin anna", [("name", ["Anna", "Karin"])]),
        ("annakarin", [("name", ["Anna-Karin"])]),
        ("123455", [("account_number", ["123\u00a0455"])]),
        ("000 12", [("account_number", ["000\u00a012"])]),
        ("0605", [("phone", ["06\u00a005"])]),
        ("070-174", [("phone", ["70\u00a0174"])]),
        ("0046 70", [("phone", ["46\u00a070"])]),
        ("70174", [("phone", ["70\u00a0174"])]),
        ("+46 (0)70", [("phone", ["46\u00a070"])]),
        ("0612", [("email", ["0612"])]),
        ("annaberg", [("email", ["anna.berg"])]),
        ("@example.s", [("email", ["example.s"])]),
        ("strauss", [("address.street", ["Strauß"])]),
        ("411 10", [("address.postal_code", ["411 10"])]),
        ("41110", [("address.postal_code", ["411 10"])]),
        ("031-3900", [("address.phone", ["31\u00a0390\u00a00"])]),
        ("goteborg anna", [("name", ["Anna"]), ("address.city", ["Göteborg"])]),
    ],
)
def test_what_matched_is_told_and_marked(text: str, marked: list[tuple[str, list[str]]]) -> None:
    assert _marked(ANNA, text) == marked


FIRM: dict[str, Any] = {
    "name": "Hygge AB",
    "known_as": "Soffhuset",
    "phonetic_name": "hyugge",
    "identifiers": [
        {"scheme": "eu.vat", "value": "SE556703748501", "as_typed": "SE 556703-7485 01"}
    ],
    "contact_persons": [{"name": "Bo Öberg", "phone": "+46701740699", "email": "bo@hygge.example"}],
}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("soff", [("known_as", ["Soff"])]),
        ("hyug", [("phonetic_name", ["hyug"])]),
        ("556703-74", [("identifier", ["556703-74"])]),
        ("se5567", [("identifier", ["SE 5567"])]),
        ("8501", [("identifier", ["85 01"])]),
        ("oberg", [("contact_person.name", ["Öberg"])]),
        ("0699", [("contact_person.phone", ["06\u00a099"])]),
        ("bo@hyg", [("contact_person.email", ["bo@hyg"])]),
    ],
)
def test_numbers_and_people_of_a_firm_are_told_and_marked(
    text: str, marked: list[tuple[str, list[str]]]
) -> None:
    assert _marked(FIRM, text) == marked


def test_a_contact_person_comes_after_the_customer_of_that_name() -> None:
    documents: list[dict[str, Any]] = [
        {"name": "Street", "addresses": [{"street": "Bo", "name": "Bo"}]},
        {"name": "Firm", "contact_persons": [{"name": "Bo"}]},
        {"name": "Bo"},
    ]

    assert _order(documents, "bo") == ["Bo", "Firm", "Street"]


def test_a_match_points_to_the_contact_that_was_found() -> None:
    (ranked,) = rank([ANNA], "0605")

    assert ranked.match == Match(
        field="phone",
        pointer="/contacts/1/value",
        value="+46\u00a070\u00a0174\u00a006\u00a005",
        spans=((11, 16),),
    )


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("小明", "小明"),
        ("xiaom", "小明"),
        ("wxm", "王小明"),
        ("wangx", "王小"),
        ("xm", "小明"),
        ("王", "王"),
    ],
)
def test_characters_are_marked_also_when_found_by_sound(text: str, marked: str) -> None:
    assert _marked({"name": "王小明"}, text) == [("name", [marked])]


def test_a_customer_found_by_something_outside_the_document_stays_at_the_end_unmarked() -> None:
    ranked = rank(_named("Bo Ek", "Guld AB"), "guld")

    assert [(r.document["name"], r.match is None) for r in ranked] == [
        ("Guld AB", False),
        ("Bo Ek", True),
    ]


def test_whatever_the_tokens_find_the_ranking_explains() -> None:
    for customer in sample_customers(300, 5):
        texts = [
            customer["name"],
            customer["name"][:3],
            *(contact["value"][-5:] for contact in customer["contacts"]),
        ]
        texts += [address["street"] for address in customer["addresses"]]
        for text in texts:
            if is_found(query_of(text), tokens_of(customer)):
                assert rank([customer], text)[0].match is not None, (text, customer)


_TYPED = st.text(alphabet=st.characters(codec="utf-8"), max_size=30) | st.text(
    alphabet="王小明 annaÅß0123+-()@.'", max_size=30
)


@given(_TYPED, _TYPED)
def test_no_text_makes_ranking_fail_and_every_mark_lies_inside_its_value(
    name: str, text: str
) -> None:
    contacts = [{"kind": kind, "value": name} for kind in ("phone", "email", "url")]
    document = {
        "name": name,
        "account_number": name,
        "contacts": contacts,
        "addresses": [{"street": name}],
    }

    for query in (text, name):
        for ranked in rank([document], query):
            for match in ranked.matches:
                flat = [place for span in match.spans for place in span]
                assert flat == sorted(flat)
                assert 0 <= flat[0] < flat[-1] <= len(match.value)


@given(_TYPED)
def test_a_customer_found_by_the_name_as_typed_is_never_left_out(name: str) -> None:
    document = {"name": name}
    query = query_of(name)

    if not query.is_empty and is_found(query, tokens_of(document)):
        assert len(rank([document], name)) == 1
