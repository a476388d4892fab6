"""The tokens of a customer, and the queries that find them."""

import re
from typing import Any

import pytest
import sqlcipher3
from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.rules import search_tokens
from tillbook.customers.rules.search_tokens import (
    Term,
    is_found,
    query_of,
    to_fts5,
    to_tsquery,
    tokens_of,
)
from tillbook.customers.samples import sample_customers
from tillbook.foundation import folding, phones

ANNA: dict[str, Any] = {
    "name": "Anna-Karin von Strömberg",
    "known_as": "Ankan",
    "account_number": "000123455",
    "contacts": [
        {"kind": "phone", "value": "+46701740605", "as_typed": "070-174 06 05"},
        {"kind": "email", "value": "anna.berg0612@räksmörgås.se"},
        {"kind": "url", "value": "https://example.se/anna"},
    ],
    "addresses": [
        {
            "street": "Östra Påsgatan",
            "street_number": "12 B",
            "city": "Göteborg",
            "postal_code": "411 10",
        },
        {"street": "Oldroad", "is_active": False},
    ],
}
WANG: dict[str, Any] = {
    "name": "王小明",
    "contacts": [{"kind": "phone", "value": "+8615400001234"}],
    "addresses": [
        {"street": "松风路", "street_number": "12号", "city": "浦东新区", "state": "上海市"}
    ],
}
SAFE = re.compile(f"[a-z0-9{folding.HAN}]{{1,64}}")


def _finds(text: str, document: dict[str, Any]) -> bool:
    return is_found(query_of(text), tokens_of(document))


@pytest.mark.parametrize(
    "text",
    [
        "anna", "Strömb", "STROMBERG", "strömberg anna", "anna-karin", "annakarin", "von s", "ankan",
        "0701740605", "070-174 06 05", "070 17", "70174", "+46 70 174 06 05", "+46 (0)70-174", "0046701740605",
        "605", "0605", "40605", "０６０５", "anna 0605", "0605 anna",
        "000123455", "000 123 455", "123455", "123", "000123",
        "anna.berg0612@räksmörgås.se", "anna.berg0612@", "@raksmorgas", "berg0612", "0612", "raksmorgas.se",
        "göteborg", "anna goteborg", "ostra pasg", "östra påsgatan 12 B", "411 10", "41110", "12 411 10",
        "example.se",
    ],
)  # fmt: skip
def test_anna_is_found_by_everything_she_is_known_by(text: str) -> None:
    assert _finds(text, ANNA)


FIRM: dict[str, Any] = {
    "name": "Hygge AB",
    "known_as": "Soffhuset",
    "phonetic_name": "hyugge",
    "title": "Grossist",
    "identifiers": [
        {"scheme": "se.orgnr", "value": "5567037485", "as_typed": "556703-7485"},
        {"scheme": "eu.vat", "value": "SE556703748501", "as_typed": "SE 556703-7485 01"},
        {"scheme": "cn.ric", "value": "11010519491231002X", "as_typed": "11010519491231002X"},
        {"scheme": "se.personnummer", "value": "19121212-1212", "as_typed": "191212121212"},
    ],
    "contact_persons": [
        {"name": "Bo Öberg 王芳", "role": "Inköpare", "phone": "+46 70 174 06 99", "email": "bo@hygge.example"}
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "556703-7485", "5567037485", "556703", "7485", "SE556703748501", "se 556703-7485 01", "748501",
        "11010519491231002x", "110105", "121212-1212", "19121212-1212", "1212121212",
        "bo oberg", "王芳", "wangfang", "hygge bo", "070-174 06 99", "0699", "bo@hygge.example", "hygge.ex",
        "soffhuset", "hyugge",
    ],
)  # fmt: skip
def test_a_firm_is_found_by_its_numbers_and_its_people(text: str) -> None:
    assert _finds(text, FIRM)


@pytest.mark.parametrize("text", ["grossist", "inkopare", "5567037486", "0700"])
def test_a_title_and_a_role_are_nothing_to_be_found_by(text: str) -> None:
    assert not _finds(text, FIRM)


@pytest.mark.parametrize(
    "text",
    [
        "王", "明", "王小", "小明", "王小明", "王 小明", "wang", "xiaoming", "wangxiaoming", "wang xiaoming",
        "xiaoming wang", "wxm", "xm", "WangX", "1234", "154 0000 1234", "+86154", "松风", "松风路12号",
        "浦东", "pudong", "上海", "shanghai wxm",
    ],
)  # fmt: skip
def test_wang_is_found_by_characters_pinyin_and_initials(text: str) -> None:
    assert _finds(text, WANG)


@pytest.mark.parametrize(
    "text", ["", " ", "'", "anna svensson", "0604", "05", "oldroad", "王明", "na", "berga"]
)
def test_what_does_not_fit_finds_nothing(text: str) -> None:
    assert not _finds(text, ANNA)
    assert not _finds(text, WANG)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("单雄", "shanxiong"), ("单雄", "danxiong"), ("曾国", "zengguo"), ("吕布", "lvbu"), ("吕布", "lubu"),
        ("尉迟恭", "yuchigong"), ("欧阳娜", "oyn"), ("王 芳", "wangfang"), ("上海星河文具有限公司", "xinghe"),
        ("上海星河文具有限公司", "shxh"), ("O’Brien", "obrien"), ("H&M", "hm"), ("Жанна", "жан"),
        ("김철수", "김철"), ("Ｗａｎｇ", "wang"), ("🎉", "🎉"), ("Łódź", "lodz"),
        ("Kalle@Home", "kalle@h"), ("@⼀⼀⼀", "@⼀⼀⼀"), ("王·芳", "王芳"), ("王\U0003134b芳", "\U0003134b"),
    ],
)  # fmt: skip
def test_names_with_special_readings_are_found(name: str, text: str) -> None:
    assert _finds(text, {"name": name})


def test_a_customer_with_parts_of_a_name_only_is_found_by_the_whole() -> None:
    assert _finds("王小明", {"first_name": "小明", "last_name": "王"})
    assert _finds("wangxiaoming", {"first_name": "小明", "last_name": "王"})


def test_further_texts_can_be_found_too() -> None:
    tokens = tokens_of(ANNA, more=["2100 0612 8", "Guld"])

    assert is_found(query_of("210006"), tokens)
    assert is_found(query_of("guld anna"), tokens)


def test_tokens_are_few_short_and_each_there_once() -> None:
    long = {"name": " ".join(f"word{n}" for n in range(300)) + "x" * 100}

    tokens = tokens_of({"name": "x" * 100} | {"known_as": long["name"]})

    assert len(tokens) == search_tokens.MOST_TOKENS == len(set(tokens))
    assert tokens[0] == "x" * search_tokens.LONGEST_TOKEN
    assert tokens == tokens_of({"name": "x" * 100} | {"known_as": long["name"]})
    assert _finds("x" * 100, {"name": "x" * 100})


def test_every_sample_customer_is_found_by_its_words_digits_and_pinyin() -> None:
    for customer in sample_customers(300, 3):
        tokens = tokens_of(customer)
        texts = [customer["name"], *folding.words(customer["name"])]
        for contact in customer["contacts"]:
            texts.append(contact["value"])
            if contact["kind"] == "phone":
                read = phones.normalise(contact["value"], country="")
                assert isinstance(read, phones.Phone)
                texts += [
                    read.national,
                    read.display,
                    read.e164[-4:],
                    read.e164[-3:],
                    read.national[:5],
                ]
        for address in customer["addresses"]:
            texts += [address["street"], address["city"], address["postal_code"]]
            texts.append(f"{address['street']} {address['street_number']}")
        assert [text for text in texts if not is_found(query_of(text), tokens)] == []


_TYPED = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.text(
    alphabet="王小明 annaÅ0123456789+-()@.'\"*:&|!\\", max_size=60
)


@given(_TYPED)
def test_no_text_makes_an_unsafe_token_or_query(text: str) -> None:
    contacts = [{"kind": kind, "value": text} for kind in ("phone", "email", "url")]
    document = {
        "name": text,
        "account_number": text,
        "contacts": contacts,
        "addresses": [{"street": text, "city": text}],
    }
    tokens, query = tokens_of(document), query_of(text)

    assert all(SAFE.fullmatch(token) for token in tokens)
    assert re.sub(f'"[a-z0-9{folding.HAN}]+"', "", to_fts5(query)).strip("()* ANDOR") == ""
    assert re.sub(f"'[a-z0-9{folding.HAN}]+'", "", to_tsquery(query)).strip("():*&| ") == ""
    assert query.is_empty == (to_fts5(query) == "") == (to_tsquery(query) == "")


@given(_TYPED)
def test_a_customer_is_found_by_the_name_as_it_was_typed(name: str) -> None:
    query = query_of(name)

    assert query.is_empty or is_found(query, tokens_of({"name": name}))


def test_a_term_refuses_what_is_no_word() -> None:
    for text in ("", "a b", 'a"', "a'", "Å", "*"):
        with pytest.raises(ValueError, match="letters"):
            Term(token=text, is_prefix=True)


def test_queries_are_written_for_both_engines() -> None:
    query = query_of("anna 0605")

    assert to_fts5(query) == '(("anna"*)) AND (("0605"*) OR ("rev5060"*))'
    assert to_tsquery(query) == "(('anna':*)) & (('0605':*) | ('rev5060':*))"


@pytest.fixture(scope="module")
def index() -> sqlcipher3.Connection:
    connection = sqlcipher3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE found USING fts5(tokens, detail=none, tokenize='unicode61')"
    )
    for row, document in enumerate((ANNA, WANG), start=1):
        connection.execute(
            "INSERT INTO found(rowid, tokens) VALUES (?, ?)", (row, " ".join(tokens_of(document)))
        )
    return connection


@pytest.mark.parametrize(
    "text",
    [
        "anna 0605",
        "王小",
        "王",
        "xiaom",
        "12 411 10",
        "松风路12号",
        "0605",
        "zzz",
        "anna@",
        "𠮷",
        "NOT a",
        "near/2",
    ],
)
def test_sqlite_answers_exactly_as_the_rule_says(index: sqlcipher3.Connection, text: str) -> None:
    rows = index.execute(
        "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid", (to_fts5(query_of(text)),)
    )

    expected = [row for row, document in enumerate((ANNA, WANG), start=1) if _finds(text, document)]
    assert [row for (row,) in rows] == expected
