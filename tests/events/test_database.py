"""What a database is like that the program has opened: private, set up, rolled back and closed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from events.database import engine as engines
from events.database.engine import make_engine, parse
from events.database.session import open_engine, open_session
from events.errors import DatabaseUnavailableError
from events.models import Order
from importers.writing.sqlite.adbc import Columnar

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- SQLite files ------------------------------------------------------------------------


def test_a_new_database_and_its_side_files_are_their_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "events.db"
    before = os.umask(0)
    try:
        with open_session(str(file)) as session:
            session.add(Order(number="1"))
            session.flush()
            files = sorted(path.name for path in file.parent.iterdir())
            assert files == ["events.db", "events.db-shm", "events.db-wal"]
            assert {mode(path) for path in file.parent.iterdir()} == {0o600}
            assert mode(file.parent) == 0o700
    finally:
        os.umask(before)


def test_an_existing_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "events.db").touch(mode=0o600)
    with open_session(str(tmp_path / "events.db")) as session:
        assert session.query(Order).count() == 0


def test_every_connection_is_set_up(file: Path) -> None:
    with open_engine(str(file)) as engine:
        for _ in range(2):
            with engine.connect() as connection:
                settings = ["journal_mode", "foreign_keys", "busy_timeout", "synchronous"]
                values = [connection.scalar(text(f"PRAGMA {name}")) for name in settings]
                assert values == ["wal", 1, engines.BUSY_SECONDS * 1000, 1]


def test_foreign_keys_are_enforced(file: Path) -> None:
    with open_session(str(file)) as session, pytest.raises(IntegrityError):
        session.execute(text("INSERT INTO order_lines (order_id, item_name, quantity) VALUES (7, 'Mug', 1)"))


@both
def test_what_was_not_committed_is_rolled_back(database: str) -> None:
    with open_session(database) as session:
        session.add(Order(number="kept"))
        session.commit()
        session.add(Order(number="lost"))
        session.flush()
    with open_session(database) as session:
        assert [order.number for order in session.query(Order)] == ["kept"]


def test_no_connection_to_a_file_stays_open(file: Path) -> None:
    """Two libraries must never hold one SQLite file open in one process."""
    with open_session(str(file)) as session:
        session.query(Order).count()
    assert [path.name for path in file.parent.iterdir()] == ["events.db"]


def test_a_file_that_is_deleted_while_it_is_used_never_comes_back_readable_by_others(file: Path) -> None:
    engine = make_engine(parse(str(file)))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    file.unlink(missing_ok=True)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert mode(file) == 0o600


def test_a_bulk_load_makes_no_file_in_the_place_of_one_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match="Cannot open"):
        Columnar(str(tmp_path / "gone.db"))
    assert not list(tmp_path.iterdir())
