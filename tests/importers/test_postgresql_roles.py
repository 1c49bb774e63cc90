"""A server that refuses its user, or is not there, is told in one accurate line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from bringing import bring_into
from content import content
from mixed_history import SETS, history
from typer.testing import CliRunner

from cli.app import app
from events.database.engine import parse
from events.errors import BusyError, DatabaseUnavailableError, WriteError
from importers.log_copy import copy_log
from importers.seals.seal import seal
from importers.seals.verify import verify

WRITES = "INSERT, UPDATE"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return history(tmp_path / "history.csv")


def _as_role(database: str, *, grants: str = "", settings: str = "") -> str:
    """The URL of a new role with these grants on all tables, and these settings."""
    url = parse(database)
    with psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        connection.execute("DROP OWNED BY limited" if _has_role(connection) else "CREATE ROLE limited LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA public TO limited")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO limited")
        if grants:
            connection.execute(f"GRANT {grants} ON ALL TABLES IN SCHEMA public TO limited")
            connection.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO limited")
        connection.execute("ALTER ROLE limited RESET ALL")
        if settings:
            connection.execute(f"ALTER ROLE limited SET {settings}")
    return url.set(username="limited").render_as_string(hide_password=False)


def _has_role(connection: psycopg.Connection[Any]) -> bool:
    return bool(connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'limited'").fetchone())


@pytest.mark.parametrize(
    ("role", "expected", "message"),
    [
        ({}, WriteError, "lacks the rights"),
        ({"grants": WRITES, "settings": "default_transaction_read_only = on"}, WriteError, "standby"),
        ({"grants": WRITES, "settings": "statement_timeout = '1ms'"}, BusyError, "statement_timeout"),
    ],
)
def test_a_role_that_may_not_or_not_in_time_gets_one_accurate_line(
    file: Path, postgresql_database: str, role: dict[str, str], expected: type[Exception], message: str
) -> None:
    database = _as_role(postgresql_database, **role)
    with pytest.raises(expected, match=message) as raised:
        bring_into(database, file, sets=SETS)
    assert "\n" not in str(raised.value)
    assert content(postgresql_database)["events"] == {(): 1}


def test_a_role_with_the_rights_to_write_imports(file: Path, postgresql_database: str) -> None:
    database = _as_role(postgresql_database, grants=WRITES)
    assert bring_into(database, file, sets=SETS).counts.imported > 0


def test_who_may_import_may_seal_and_who_may_read_may_compare(file: Path, postgresql_database: str) -> None:
    database = _as_role(postgresql_database, grants=f"{WRITES}, DELETE")
    bring_into(database, file, sets=SETS)
    digest = seal(database, by="me").digest
    assert verify(_as_role(postgresql_database), digest).fits


def test_who_may_only_read_exports_and_says_that_no_note_is_kept(
    file: Path, postgresql_database: str, tmp_path: Path
) -> None:
    bring_into(postgresql_database, file, sets=SETS)
    exported = tmp_path / "events.csv"
    done = CliRunner().invoke(
        app, ["--database", _as_role(postgresql_database), "export", str(exported), "--limit", "3"]
    )
    assert (done.exit_code, exported.exists()) == (0, True)
    assert "keeps no note of this file" in done.stderr


def test_a_copy_by_a_role_that_may_not_read_all_names_the_server_and_leaves_no_file(
    postgresql_database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with pytest.raises(WriteError, match=r"that on postgresql://limited.* .permission denied for sequence"):
        copy_log(_as_role(postgresql_database), str(copy), restart=False, on_table=lambda *_: None)
    assert not copy.exists()


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    file = history(tmp_path / "history.csv")
    with pytest.raises(DatabaseUnavailableError, match=r"postgresql://me:\*\*\*@127.0.0.1:1/db") as raised:
        bring_into("postgresql://me:secret@127.0.0.1:1/db", file)
    assert "secret" not in str(raised.value)
