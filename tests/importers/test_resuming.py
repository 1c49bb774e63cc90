"""An import that was stopped or killed goes on where it was, and ends as if nothing had happened."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, ROWS, Bring, account, bring_into, everything, rows, wide_history

from events.database.session import open_session
from importers.ledger import batches
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.undo.undo import undo
from importers.writing.sqlite import bulk_load
from importers.writing.sqlite import writer as sqlite
from importers.writing.sqlite.file import SqliteFile
from importers.writing.sqlite.writer import SqliteWriter


def test_going_on_keeps_what_was_noted_of_a_batch(
    bring: Bring, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    bad = "".join(f"{number},1,bad,,x\n" for number in range(10, 16))
    written = str(tmp_path / "bad.csv")
    assert bring(HEADER + ROWS + bad, max_errors=2, rejects_file=written).stopped
    assert not bring(HEADER + ROWS + bad).stopped
    with open_session(database) as session:
        assert batches.one_batch(session, 1).notes["rejects_file"] == written


def test_an_undone_batch_is_not_gone_on_with(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "".join(f"{number},1,bad,,x\n" for number in range(10, 16))
    assert bring(text, max_errors=2).counts.imported
    undo(1, database=database, by="me", dry_run=False, on_progress=lambda _: None)
    again = bring(text)
    assert (again.batch, again.resumed_at, again.counts.imported) == (2, 0, 3)


@pytest.mark.slow
@pytest.mark.parametrize(("commit_seconds", "many"), [(0.0, 60), (0.02, 60), (0.0, 10_000)])
@pytest.mark.parametrize("seed", range(2))
def test_an_import_that_dies_at_any_point_goes_on_to_the_same_end(
    tmp_path: Path,
    sqlite_database: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    seed: int,
    commit_seconds: float,
    many: int,
) -> None:
    file = tmp_path / "h.csv"
    wide_history(file, count=120)
    monkeypatch.setattr(reader, "CHUNK_BYTES", 1500)
    undisturbed = tmp_path / "undisturbed.db"
    undisturbed.write_bytes(Path(sqlite_database).read_bytes())
    bring_into(str(undisturbed), file)
    dice = random.Random(seed)  # noqa: S311
    mortal = {"run": SqliteFile, "run_many": SqliteFile, "commit": SqliteFile, "checkpoint": SqliteWriter}
    for name, owner in mortal.items():
        original = getattr(owner, name)

        def dying(self: object, *args: object, _original: object = original) -> object:
            if dice.random() < 0.02:
                raise KeyboardInterrupt
            return _original(self, *args)  # type: ignore[operator]

        monkeypatch.setattr(owner, name, dying)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", commit_seconds)
    monkeypatch.setattr(bulk_load, "MANY", many)
    deaths = 0
    for _ in range(500):
        try:
            bring_into(sqlite_database, file)
            break
        except KeyboardInterrupt:
            deaths += 1
    monkeypatch.undo()
    assert deaths
    found, expected = everything(sqlite_database), everything(str(undisturbed))
    done = [row for row in found.pop("batches") if row[1] == "done"]
    assert [row[2:] for row in done] == [row[2:] for row in expected.pop("batches")]
    assert comparable(found) == comparable(expected)


def comparable(state: dict[str, list[tuple[object, ...]]]) -> dict[str, object]:
    """Without batch numbers: runs that died before their first chunk have used some up."""
    batched = {"records": 6, "rejects": 1, "creations": 2}
    return {
        name: [tuple(cell for at, cell in enumerate(row) if at != batched.get(name)) for row in table]
        for name, table in state.items()
    }


@pytest.mark.slow
def test_a_killed_process_leaves_a_whole_log_that_the_same_command_completes(
    tmp_path: Path, database: str
) -> None:
    file = tmp_path / "h.csv"
    wide_history(file, count=1000)
    program = (
        "import sys, time\n"
        "from importers.readers.csv import reader\n"
        "from importers.writing.sqlite import writer\n"
        "from importers.mapping.column_mapping import ColumnMapping\n"
        "from importers.mapping.sets import with_sets\n"
        "from importers.options import Options\n"
        "from importers.pipeline import run\n"
        "from importers.progress import Progress\n"
        "reader.CHUNK_BYTES = 3000\n"
        "writer.COMMIT_SECONDS = 0\n"
        f"mapping = with_sets(ColumnMapping(source='test', tz='UTC'), {PLAIN!r})\n"
        "def tell(now): print(now.records, flush=True); time.sleep(0.01)\n"
        f"run({str(file)!r}, mapping, Options(), database={database!r}, on_progress=tell)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.kill()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_session(database) as session:
        batch = session.get_one(Batch, 1)
        assert batches.view(session, batch, running=RunningImports()).status == "interrupted"
        counts = batches.counts_of(batch)
        assert counts.read == counts.accounted > 0
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    ((status, read),) = rows(database, "SELECT status, read FROM batches")
    assert (status, read) == ("done", 1000)


def test_an_interrupted_import_goes_on_also_when_another_one_came_between(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)
    commits = 0
    original = SqliteWriter.commit

    def dying(self: SqliteWriter) -> None:
        nonlocal commits
        commits += 1
        if commits > 1:
            raise KeyboardInterrupt
        original(self)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "commit", dying)
        with pytest.raises(KeyboardInterrupt):
            bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=ColumnMapping(source="other"))
    report = bring(HEADER + ROWS)
    assert (report.batch, report.resumed_at > 0) == (1, True)
    assert account(report.counts) == (3, 3, 0, 0, 0, 0)


def test_a_file_changed_since_the_interruption_is_a_new_batch(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    bring(HEADER + ROWS + "4,1,bad,,x\n", max_errors=0)
    report = bring(HEADER + ROWS.replace("First", "Prime"), max_errors=0)
    assert (report.batch, report.resumed_at) == (2, 0)
