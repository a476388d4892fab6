"""Whatever is typed into the search box, it is answered, and what was meant is found."""

from urllib.parse import quote

import pytest

from tests.api.conftest import MARKS, Chain
from tillbook.customers import queries
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS

NOTHING_TO_FIND = [
    " ",
    "\t\n",
    "\u200b\u200d\ufeff\u00ad",
    "\x00",
    "\ufffd",
    "...",
    "!?#%&/()=+-*",
    "«»„“”…·",
    "🙂🙂",
    "@",
    "%",
    "_",
    "*",
    '"',
    "''",
    "\\",
    "(((",
    "--",
    ":*",
    "^",
    "{}",
    "<!>",
]
#: Each holds the name of one customer among what a query language or a careless paste adds.
HELD_ALL_THE_SAME = [
    "Ödberta Quast",
    "\u200bÖd\u200dber\ufeffta\u00a0Quast\u00ad",
    "\u202eÖdberta\u202c Quast",
    '"Ödberta" "Quast"',
    "ödberta* quast*",
    "%ödberta% quast_",
    "'ödberta' & 'quast'",
    "ödberta:* quast:*",
    "(ödberta) ^quast",
    "+ödberta -quast",
    "ödberta;quast--",
    "{ödberta} [quast]",
    "\\ödberta\\quast",
    "ödberta\x00quast",
    "Ｏdberta　Ｑuast",
    "O\u0308dberta Quast",
    "Одберта Quast",
    "ödberta quast 🙂",
    "ödberta\nquast\r\n\t",
]
#: Words of the query languages are names like any other.
OPERATORS = ["AND", "OR", "NOT", "NEAR(a b)", "NEAR", "tokens:a", "rev123", "a AND b OR NOT c"]


@pytest.fixture
def odberta(chain: Chain) -> str:
    """Have a customer whose name nobody else has."""
    held = chain.till.get("/customers?search=odberta").json["items"]
    return str((held[0]["customer"] if held else chain.till.create(name="Ödberta Quast"))["id"])


@pytest.mark.parametrize("typed", NOTHING_TO_FIND)
def test_a_text_without_any_word_finds_nobody(chain: Chain, odberta: str, typed: str) -> None:
    for scope in ("store", "all"):
        answer = chain.till.get(f"/customers?search={quote(typed)}&scope={scope}")

        assert (answer.status, answer.json["items"]) == (200, []), typed


@pytest.mark.parametrize("typed", HELD_ALL_THE_SAME)
def test_signs_and_invisible_characters_change_nothing(
    chain: Chain, odberta: str, typed: str
) -> None:
    items = chain.till.get(f"/customers?search={quote(typed)}").json["items"]

    assert [item["customer"]["id"] for item in items][:1] == [odberta]


@pytest.mark.parametrize("typed", [*OPERATORS, "o", "ö", "奥", "ö奥", "1", "9" * 60, "ö" * 199])
def test_words_of_query_languages_and_single_characters_are_searched_for(
    chain: Chain, odberta: str, typed: str
) -> None:
    answer = chain.till.get(f"/customers?search={quote(typed)}&scope=all")

    assert answer.status == 200
    assert answer.json["complete"] is True


@pytest.mark.parametrize("typed", ["", "a" * 201, "anna " * 1000, "%FF"])
def test_a_program_is_told_what_is_no_search(chain: Chain, typed: str) -> None:
    answer = chain.till.get(f"/customers?search={typed}")

    assert (answer.status == 200) == (typed == "%FF")
    assert answer.status == 200 or answer.code


@pytest.mark.parametrize(
    "typed", ["", "a", "anna " * 1000, "王" * 5000, "1" * 5000, "a@" * 2500, "'\"*" * 1700]
)
def test_a_text_of_any_length_is_searched_for_as_far_as_it_means_something(
    chain: Chain, typed: str
) -> None:
    till = chain.cast.tills[0]
    with acting_as(till):
        actor = chain.cast.associate(till, Role.CASHIER)
        here = queries.search(actor, typed)
        there = queries.search_elsewhere(actor, typed)

    assert there.is_complete
    assert bool(typed) or not (here.items or there.items)
