"""The private PostgreSQL server of the tests."""

from pathlib import Path

import psycopg
import pytest

from tests.postgresql import USER, PostgreSQLMissing, find_programs, private_server


def test_a_private_server_answers_and_leaves_nothing() -> None:
    with (
        private_server() as socket,
        psycopg.connect(host=str(socket), user=USER, dbname="postgres") as connection,
    ):
        version = connection.info.server_version
        encoding = connection.execute("SHOW server_encoding").fetchone()

    assert version >= 150000
    assert encoding == ("UTF8",)
    assert not Path(socket).exists()


def test_an_open_connection_does_not_hold_up_the_end() -> None:
    with private_server() as socket:
        connection = psycopg.connect(host=str(socket), user=USER, dbname="postgres")

    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_without_its_programs_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tests.postgresql._WHERE_PACKAGES_PUT_IT", ())

    with pytest.raises(PostgreSQLMissing, match="apt install postgresql"):
        find_programs()
