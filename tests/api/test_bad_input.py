"""Bad input, row by row: each gets a clear problem, and nothing half-written stays."""

import pytest
from django.db import connections
from structlog.testing import capture_logs

from tests.api.conftest import MARKS, Answer, Chain, Program
from tillbook.api.bodies import MAX_BODY_BYTES

pytestmark = MARKS


def count(program: Program) -> int:
    """Count the customers of a node."""
    with connections[program.node.database].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        (rows,) = cursor.fetchone()
    return int(rows)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, [("/name", "name.required")]),
        ({"name": " \u200b "}, [("/name", "name.required")]),
        ({"name": None}, [("/name", "name.required")]),
        ({"name": "x" * 201}, [("/name", "too_long")]),
        ({"name": "a\u0000b"}, [("/name", "control_character")]),
        ({"name": 5}, [("/name", "type.wrong")]),
        ({"name": ["a"]}, [("/name", "type.wrong")]),
        ([], [("", "type.wrong")]),
        ("Anna", [("", "type.wrong")]),
        ({"name": "A", "nmae": "B", "x/y": 1}, [("/nmae", "field.unknown"), ("/x~1y", "field.unknown")]),
        ({"name": "A", "id": "1"}, [("/id", "field.read_only")]),
        ({"name": "A", "account_number": "1"}, [("/account_number", "field.read_only")]),
        ({"name": "A", "type": "robot"}, [("/type", "type.unknown")]),
        ({"name": "A", "receipt_option": "fax"}, [("/receipt_option", "receipt_option.unknown")]),
        ({"name": "A", "receipt_email": "@"}, [("/receipt_email", "email.invalid")]),
        ({"name": "A", "store": "99"}, [("/store", "store.unknown")]),
        ({"name": "A", "store": ""}, [("/store", "value.invalid")]),
        ({"name": "A", "store": "1\u0000"}, [("/store", "value.invalid")]),
        ({"name": "A", "affiliations": [""]}, [("/affiliations/0", "value.invalid")]),
        ({"name": "A", "contacts": {}}, [("/contacts", "type.wrong")]),
        ({"name": "A", "contacts": [{}]}, [("/contacts/0/kind", "field.required"), ("/contacts/0/value", "field.required")]),
        ({"name": "A", "contacts": [{"kind": "phone", "value": "12"}]}, [("/contacts/0/value", "phone.invalid")]),
        ({"name": "A", "contacts": [{"kind": "phone", "value": ""}]}, [("/contacts/0/value", "phone.invalid")]),
        ({"name": "A", "contacts": [{"kind": "email", "value": "anna"}]}, [("/contacts/0/value", "email.invalid")]),
        ({"name": "A", "contacts": [{"kind": "fax", "value": "1"}]}, [("/contacts/0/kind", "kind.unknown")]),
        ({"name": "A", "contacts": [{"kind": "email", "value": "a@example.com", "id": "x"}]}, [("/contacts/0/id", "field.unknown")]),
        ({"name": "A", "contacts": [{"kind": "email", "value": "a@example.com", "is_primary": "yes"}]}, [("/contacts/0/is_primary", "type.wrong")]),
        ({"name": "A", "addresses": [{"country": "XX"}]}, [("/addresses/0/country", "country.unknown")]),
        ({"name": "A", "addresses": [{"postalcode": "1"}]}, [("/addresses/0/postalcode", "field.unknown")]),
    ],
)  # fmt: skip
def test_a_body_that_breaks_a_rule_is_told_where(
    chain: Chain, body: object, fields: list[tuple[str, str]]
) -> None:
    before = count(chain.till)

    answer = chain.till.post("/customers", body)

    assert answer.status == 422
    assert answer.code in ("request.invalid", "customer.invalid", "store.unknown")
    assert answer.fields == fields
    assert all(error["detail"].endswith(".") for error in answer.json["errors"])
    assert answer.json["remedy"]
    assert count(chain.till) == before


def test_several_problems_are_told_at_once(chain: Chain) -> None:
    answer = chain.till.post(
        "/customers",
        {
            "contacts": [
                {"kind": "phone", "value": "1"},
                {"kind": "email", "value": "anna@"},
            ],
        },
    )

    assert answer.fields == [
        ("/name", "name.required"),
        ("/contacts/0/value", "phone.invalid"),
        ("/contacts/1/value", "email.invalid"),
    ]


def test_an_unknown_field_is_named(chain: Chain) -> None:
    answer = chain.till.post("/customers", {"name": "A", "fristname": "B"})

    assert "'fristname'" in answer.json["errors"][0]["detail"]


def test_headquarters_must_be_told_the_store(chain: Chain) -> None:
    answer = chain.headquarters.post("/customers", {"name": "A"})

    assert answer.status == 422
    assert answer.fields == [("/store", "store.required")]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"name=Anna",
        b'{"name": NaN}',
        b'{"name": "\xff"}',
        b'{"name": "A", "store": "\\ud800"}',
        b"[" * 50_000,
        b'{"name": ' + b"1" * 5000 + b"}",
    ],
    ids=["cut", "form", "NaN", "latin", "surrogate", "deep", "long number"],
)
def test_what_is_no_json_is_malformed(chain: Chain, raw: bytes) -> None:
    answer = chain.till.call("POST", "/customers", raw)

    assert (answer.status, answer.code) == (400, "body.malformed")


def test_no_body_at_all_is_told(chain: Chain) -> None:
    answer = chain.till.call("POST", "/customers", b"")

    assert (answer.status, answer.code) == (422, "request.invalid")
    assert answer.fields == [("", "field.required")]


def test_a_form_is_not_taken_for_json(chain: Chain) -> None:
    answer = chain.till.call(
        "POST", "/customers", b"name=A", content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status, answer.code) == (415, "body.not_json")


@pytest.mark.parametrize("size", [MAX_BODY_BYTES + 1, 4 * 1024 * 1024])
def test_a_large_body_is_refused(chain: Chain, size: int) -> None:
    answer = chain.till.call("POST", "/customers", b" " * size)

    assert (answer.status, answer.code) == (413, "body.too_large")


def test_another_method_is_refused_with_those_that_there_are(chain: Chain) -> None:
    answer = chain.till.call("DELETE", "/customers", {})

    assert (answer.status, answer.code) == (405, "method.not_allowed")
    assert sorted(answer.headers["Allow"].split(", ")) == ["GET", "POST"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/customers/", "/customers/12", "/../v9/customers", "/../"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address_is_a_problem_too(chain: Chain, method: str, path: str) -> None:
    answer = chain.till.call(method, path, {})

    assert (answer.status, answer.code) == (404, "path.unknown")


@pytest.mark.parametrize(
    "path",
    [
        "/customers/00000000-0000-7000-8000-000000000000",
        "/customers/00000000-0000-7000-8000-000000000000/history",
        "/customers/by-account/999999999",
    ],
)
def test_an_unknown_customer_is_not_found(chain: Chain, path: str) -> None:
    answer = chain.till.get(path)

    assert (answer.status, answer.code) == (404, "customer.unknown")


def test_an_unknown_customer_cannot_be_changed(chain: Chain) -> None:
    answer = chain.till.patch("/customers/00000000-0000-7000-8000-000000000000", {"name": "A"})

    assert (answer.status, answer.code) == (404, "customer.unknown")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "search"),
        ("?search=", "search"),
        ("?search=a&limit=0", "limit"),
        ("?search=a&limit=101", "limit"),
        ("?search=a&limit=x", "limit"),
        ("?search=a&scope=moon", "scope"),
        ("?search=a&cursor=%FF", "cursor"),
        ("?search=a&cursor=LTEuMA", "cursor"),
    ],
)
def test_a_bad_parameter_is_named(chain: Chain, query: str, parameter: str) -> None:
    answer = chain.till.get(f"/customers{query}")

    assert (answer.status, answer.code) == (422, "request.invalid")
    assert [where for where, _ in answer.fields] == [parameter]


@pytest.mark.parametrize("text", ["%00", "'%22%3B--", "%F0%9F%98%80", "*", "a" * 200])
def test_a_search_for_anything_is_answered(chain: Chain, text: str) -> None:
    for program in (chain.till, chain.headquarters):
        assert program.get(f"/customers?search={text}&scope=all").status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer"}, 401),
        ({"authorization": "Bearer nonsense"}, 401),
        ({"authorization": "Basic YTpi"}, 401),
        ({"authorization": "Bearer \xe5"}, 401),
    ],
)
def test_a_missing_or_wrong_token_is_answered_in_the_same_words(
    chain: Chain, headers: dict[str, str], status: int
) -> None:
    answer = Program(node=chain.till.node, token=None).get("/status", **headers)

    assert (answer.status, answer.code) == (status, "token.unknown")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Tillbook"'
    assert answer.json["detail"] == "The request needs a valid bearer token."


def test_a_token_of_another_node_is_unknown_here(chain: Chain) -> None:
    stranger = Program(node=chain.other_till.node, token=chain.till.token)

    assert stranger.get("/status").status == 401


@pytest.mark.parametrize("key", ["", "å", "x" * 201])
def test_an_idempotency_key_that_cannot_be_kept_is_refused(chain: Chain, key: str) -> None:
    answer = chain.till.post("/customers", {"name": "A"}, idempotency_key=key)

    assert (answer.status, answer.code) == (400, "header.malformed")


def test_a_full_disk_is_told_and_nothing_half_written_stays(chain: Chain) -> None:
    before = count(chain.till)
    with connections[chain.till.node.database].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")
        try:
            answer = _create_until_refused(chain.till)
        finally:
            cursor.execute("PRAGMA max_page_count = 1000000")

    assert (answer.status, answer.code) == (507, "disk.full")
    assert "Make room" in answer.json["remedy"]
    assert chain.till.node.folder.as_posix() not in answer.body.decode()
    assert count(chain.till) == before
    assert chain.till.post("/customers", {"name": "After the flood"}).status == 201


def _create_until_refused(program: Program) -> Answer:
    """Save something too large for the pages that are still free in the file."""
    address = {"street": "x" * 250}
    return program.post("/customers", {"name": "Flood", "addresses": [address] * 400})


def test_the_unexpected_is_answered_by_a_reference_and_logged_without_personal_data(
    chain: Chain,
) -> None:
    with connections[chain.other_till.node.database].cursor() as cursor:
        cursor.execute("ALTER TABLE customers_contact RENAME TO away")
        try:
            with capture_logs() as logs:
                answer = chain.other_till.post(
                    "/customers",
                    {"name": "Hemlig", "contacts": [{"kind": "email", "value": "h@example.com"}]},
                )
        finally:
            cursor.execute("ALTER TABLE away RENAME TO customers_contact")

    assert (answer.status, answer.code) == (500, "error.unexpected")
    assert "Traceback" not in answer.body.decode()
    [entry] = [entry for entry in logs if entry["event"] == "request_failed"]
    assert entry["reference"] == answer.json["reference"]
    assert entry["error"] == "OperationalError"
    assert "Hemlig" not in str(logs)
    assert "h@example.com" not in str(logs)


def test_nothing_about_a_search_is_logged(
    chain: Chain, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logs:
        chain.till.get("/customers?search=Hemligman&scope=all")
        chain.till.get("/customers?search=Hemligman&limit=x")

    written = capfd.readouterr()
    assert "Hemligman" not in f"{logs}{caplog.text}{written.out}{written.err}"
