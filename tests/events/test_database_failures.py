"""Errors of a database that cannot be written, reached or read name the cause."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from events.database import engine as engines
from events.database.session import open_engine, open_session
from events.errors import BusyError, DatabaseUnavailableError, WriteError
from events.models import Order


@pytest.fixture
def as_anybody() -> Iterator[Path]:
    """A folder of somebody who is not the administrator, as whom the test goes on: permissions count."""
    folder = Path(tempfile.mkdtemp(prefix="events-anybody-"))
    administrator = os.geteuid() == 0
    if administrator:
        os.chown(folder, 65534, 65534)
        with open_engine(str(folder / "warm.db")):
            pass  # loads what is loaded on the way; afterwards it may be out of reach
        (folder / "warm.db").unlink()
        os.seteuid(65534)
    yield folder
    if administrator:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


# --- failures ----------------------------------------------------------------------------


def test_a_read_only_database_can_be_read_and_says_why_it_cannot_be_written(as_anybody: Path) -> None:
    file = as_anybody / "events.db"
    with open_session(str(file)) as session:
        session.add(Order(number="1"))
        session.commit()
    file.chmod(0o400)
    with pytest.raises(WriteError, match="read-only"), open_session(str(file)) as session:
        assert session.query(Order).count() == 1
        session.add(Order(number="2"))
        session.commit()


def test_a_folder_that_cannot_be_written_is_reported(as_anybody: Path) -> None:
    as_anybody.chmod(0o500)
    with pytest.raises(WriteError, match="Permission denied"), open_session(str(as_anybody / "events.db")):
        pass


def test_a_folder_that_cannot_be_entered_is_reported(as_anybody: Path) -> None:
    inside = as_anybody / "inside"
    inside.mkdir()
    inside.chmod(0)
    with pytest.raises((WriteError, DatabaseUnavailableError)), open_session(str(inside / "events.db")):
        pass


def test_a_locked_database_is_busy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PRAGMAS", ("PRAGMA busy_timeout = 20", "PRAGMA foreign_keys = ON"))
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match=r"try again"), open_session(str(file)) as session:
            assert session.query(Order).count() == 0  # readers are not held up
            session.add(Order(number="1"))
            session.commit()
        other.rollback()
    with open_session(str(file)) as session:
        assert session.query(Order).count() == 0


def test_a_locked_server_is_busy(postgresql_database: str) -> None:
    with open_session(postgresql_database) as one, pytest.raises(BusyError):
        one.add(Order(number="1"))
        one.flush()
        with open_session(postgresql_database) as other:
            other.execute(text("SET lock_timeout = 20"))
            other.add(Order(number="1"))
            other.flush()


@pytest.mark.parametrize("content", [b"order,date\n1001,2020-11-04\n" * 99, b"\x00\xff" * 2000, b"x"])
def test_a_file_of_another_kind_is_reported_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "history.csv"
    file.write_bytes(content)
    with pytest.raises(DatabaseUnavailableError, match="not a database"), open_session(str(file)):
        pass
    assert file.read_bytes() == content


def test_a_broken_database_is_reported(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(DatabaseUnavailableError), open_session(str(file)) as session:
        session.query(Order).all()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match="Cannot open"), open_session(str(tmp_path)):
        pass


@pytest.mark.parametrize("below", ["file/events.db", "x" * 300, "x" * 300 + "/events.db"])
def test_a_place_where_no_file_can_be_is_reported(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises((WriteError, DatabaseUnavailableError)), open_session(str(tmp_path / below)):
        pass
