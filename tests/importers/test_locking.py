"""What else uses the log during an import is refused, waited for, or does no harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, ROWS, Bring, bring_into, everything, rows

from events.errors import BusyError, UsageError, WriteError
from importers.errors import ImportRunningError
from importers.ledger import locks
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.options import Options
from importers.pipeline import run
from importers.progress import Progress
from importers.readers.csv import reader
from importers.reconcile.reconcile import reconcile
from importers.writing.protocol import Target
from importers.writing.sqlite import writer as sqlite
from importers.writing.sqlite.writer import SqliteWriter

TARGET = Target(
    batch_id=1, source_id=1, shop="", create_orders=True, create_customers=True, use_savepoints=False
)


def test_a_process_that_holds_the_log_open_is_refused(bring: Bring, database: str) -> None:
    """Its locks would be lost when the writer closes the file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("SELECT count(*) FROM users").fetchall()
        with pytest.raises(BusyError, match="This process already has"):
            bring(HEADER + ROWS)
    assert bring(HEADER + ROWS).counts.imported == 3


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("name", ["{}", "sqlite:///{}", "hard link", "symbolic link"])
def test_the_log_is_not_imported_into_itself(
    database: str, tmp_path: Path, *, name: str, dry_run: bool
) -> None:
    bring_into(database, _written(tmp_path))
    before = everything(database)
    other = tmp_path / "other.db"
    if "link" in name:
        (other.hardlink_to if name == "hard link" else other.symlink_to)(database)
    source = str(other) if "link" in name else name.format(database)
    for act in (
        lambda: bring_into(database, source, dry_run=dry_run),
        lambda: reconcile(source, database=database, on_progress=lambda _: None),
    ):
        with pytest.raises(UsageError, match="is the event log itself"):
            act()
    assert everything(database) == before


def _written(folder: Path) -> Path:
    (folder / "first.csv").write_text(HEADER + ROWS)
    return folder / "first.csv"


def test_somebody_deleted_during_an_import_is_made_anew_and_not_referred_to(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)
    file = tmp_path / "h.csv"
    lines = (f"{number},1001,2020-01-01,anna@shop.example,Note {number}\n" for number in range(6))
    file.write_text(HEADER + "".join(lines))
    delete = (
        "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1]); "
        "connection.execute('PRAGMA foreign_keys = ON'); connection.execute('DELETE FROM users'); "
        "connection.commit()"
    )

    def another_program(now: Progress) -> None:
        if now.records <= 2:
            subprocess.run([sys.executable, "-c", delete, database], check=True)

    mapping = with_sets(ColumnMapping(source="test", tz="UTC"), PLAIN)
    run(str(file), mapping, Options(), database=database, on_progress=another_program)
    assert rows(database, "PRAGMA foreign_key_check") == []
    authors = rows(
        database, "SELECT email, count(*) FROM order_events LEFT JOIN users ON users.id = user_id GROUP BY 1"
    )
    assert dict(authors).keys() == {None, "anna@shop.example"}


def test_only_one_import_runs_at_a_time(bring: Bring, database: str) -> None:
    from events.database.engine import parse

    with locks.exclusive(parse(database)), pytest.raises(ImportRunningError, match="Another import"):
        bring(HEADER + ROWS)


def test_a_locked_database_is_reported_and_loses_nothing(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "import sqlite3, sys\n"
        f"other = sqlite3.connect({database!r}, isolation_level=None)\n"
        "other.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()\n"
    )
    original = SqliteWriter.begin
    others: list[subprocess.Popen[bytes]] = []

    def begin(self: SqliteWriter) -> None:
        # Another process: two copies of SQLite in one must never have the same file open.
        others.append(
            subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        assert others[0].stdout is not None
        assert others[0].stdout.readline() == b"locked\n"
        self._file.run("PRAGMA busy_timeout = 50")
        original(self)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "begin", begin)
        with pytest.raises(BusyError, match="busy"):
            bring(HEADER + ROWS)
    others[0].communicate()
    assert bring(HEADER + ROWS).counts.imported == 3


def test_a_read_only_database_is_reported(tmp_path: Path, bring: Bring, database: str) -> None:
    writer = SqliteWriter(database, TARGET)
    writer._file.run("PRAGMA query_only = ON")
    with pytest.raises(WriteError, match="read-only"):
        writer.begin()
    writer.close()


def test_looking_at_known_records_holds_no_transaction_that_a_note_could_overtake(database: str) -> None:
    """A resumed import looks at what it had met before it writes; who writes in between is no obstacle."""
    import polars as pl

    from importers.record_frame import RecordFrame

    note = (
        "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1]); "
        "connection.execute(\"INSERT INTO orders (shop, number) VALUES ('', '9')\"); connection.commit()"
    )
    frame = pl.DataFrame(
        {"source_table": [""], "identity": ["1"], "part": [""], "occurrence": [0], "digest": [7]}
    )
    writer = SqliteWriter(database, TARGET)
    try:
        writer.preload_known(RecordFrame.from_frame(frame, expect_new=False))
        subprocess.run([sys.executable, "-c", note, database], check=True)
        writer.begin()
        writer.rollback()
    finally:
        writer.close()
