"""A long import copies what it committed into the file while it goes on writing."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import polars as pl
import pytest

from events.errors import EventsError
from importers.writing.sqlite import checkpoints
from importers.writing.sqlite.file import SqliteFile

ROW_BYTES = 10_000
ROWS = 40


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (text TEXT)")
    return path


def add_rows(file: SqliteFile) -> None:
    file.run_many("INSERT INTO notes VALUES (?)", pl.DataFrame({"text": ["x" * ROW_BYTES] * ROWS}))
    file.commit()


@pytest.fixture
def copies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is committed is copied however little it is, and waited for."""
    monkeypatch.setattr(checkpoints, "FEW_BYTES", 0)
    monkeypatch.setattr(checkpoints, "MOST_BYTES", 0)


@pytest.mark.usefixtures("copies_at_once")
def test_what_was_committed_is_in_the_file_before_it_is_closed(log: Path) -> None:
    with closing(SqliteFile(str(log), set_up=())) as file:
        for _ in range(3):
            add_rows(file)
        assert log.stat().st_size > 2 * ROWS * ROW_BYTES


@pytest.mark.usefixtures("copies_at_once")
def test_the_write_ahead_log_does_not_grow_with_the_import(log: Path) -> None:
    with closing(SqliteFile(str(log), set_up=())) as file:
        for _ in range(20):
            add_rows(file)
        assert Path(f"{log}-wal").stat().st_size < 5 * ROWS * ROW_BYTES
    with closing(sqlite3.connect(log)) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (20 * ROWS,)


def test_a_short_write_ahead_log_is_copied_by_whoever_closes_the_file(log: Path) -> None:
    with closing(SqliteFile(str(log), set_up=())) as file:
        add_rows(file)
        assert log.stat().st_size < ROWS * ROW_BYTES
    assert log.stat().st_size > ROWS * ROW_BYTES


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_link_to_a_log_in_any_journal_mode_is_written_to(log: Path, tmp_path: Path, journal: str) -> None:
    with closing(sqlite3.connect(log)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(log)
    with closing(SqliteFile(str(link), set_up=())) as file:
        add_rows(file)
    with closing(sqlite3.connect(log)) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (ROWS,)


def test_what_goes_wrong_with_a_copy_is_raised_where_rows_are_written(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "FEW_BYTES", 0)
    with closing(SqliteFile(str(log), set_up=())) as file:
        with files_of_at_most(3 * ROWS * ROW_BYTES), pytest.raises(EventsError):
            for _ in range(50):
                file.run("UPDATE notes SET text = 'y'")
                add_rows(file)
        file.rollback()


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing more to a file fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
