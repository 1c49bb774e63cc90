"""A large import into a log that holds little takes the events' indexes down, and builds them up again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bringing import HEADER, bring_into, everything, rows

from events.database import bulk, write_turns
from events.database.engine import parse
from events.database.session import open_reader
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers import job
from importers.progress import Progress
from importers.readers.csv import reader
from importers.writing.sqlite import bulk_load, writer

ALL = 400
INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'order_events' ORDER BY name"


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of many chunks, each committed alone, for which a hundred events are many."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", 1500)
    monkeypatch.setattr(writer, "COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(write_turns, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(bulk_load, "MANY", 100)
    file = tmp_path / "history.csv"
    lines = (
        f"{n},{n % 90},2020-01-{n % 28 + 1:02} 10:00:00,u{n % 7}@x.example,Note {n}\n" for n in range(ALL)
    )
    file.write_text(HEADER + "".join(lines))
    return file


class Interrupted:
    """An import that is interrupted once so many records were read, with what it told until then."""

    def __init__(self, after: int) -> None:
        self.after, self.steps = after, [""]

    def __call__(self, now: Progress) -> None:
        self.steps.append(now.step)
        if now.records >= self.after:
            raise KeyboardInterrupt


def are_down(database: str) -> bool:
    return bool(rows(database, bulk.ARE_DOWN)[0][0])


def test_the_indexes_are_the_same_afterwards_and_were_down_meanwhile(
    sqlite_database: str, history: Path
) -> None:
    before = everything(sqlite_database)["indexes"]
    watch = Interrupted(after=ALL + 1)
    assert bring_into(sqlite_database, history, on_progress=watch).counts.imported == ALL
    assert everything(sqlite_database)["indexes"] == before
    assert "index 1 of 7" in watch.steps
    assert not are_down(sqlite_database)


def test_an_interrupted_import_leaves_them_down_and_the_same_command_builds_them_up(
    sqlite_database: str, history: Path, tmp_path: Path
) -> None:
    undisturbed = tmp_path / "undisturbed.db"
    undisturbed.write_bytes(Path(sqlite_database).read_bytes())
    bring_into(str(undisturbed), history)
    with pytest.raises(KeyboardInterrupt):
        bring_into(sqlite_database, history, on_progress=Interrupted(after=ALL // 2))
    assert are_down(sqlite_database)
    assert rows(sqlite_database, INDEXES) == []
    watch = Interrupted(after=ALL + 1)
    assert bring_into(sqlite_database, history, on_progress=watch).resumed_at >= ALL // 2
    assert "index 7 of 7" in watch.steps  # by the import, not by the one who opened the file for it
    assert everything(sqlite_database) == everything(str(undisturbed))


def test_whoever_opens_the_log_next_builds_up_what_an_interrupted_import_took_down(
    sqlite_database: str, history: Path
) -> None:
    before = everything(sqlite_database)["indexes"]
    with pytest.raises(KeyboardInterrupt):
        bring_into(sqlite_database, history, on_progress=Interrupted(after=ALL // 2))
    with open_reader(sqlite_database) as connection:
        assert len(list(entries(connection, EVERYTHING, Filters()))) >= ALL // 2
    assert everything(sqlite_database)["indexes"] == before
    assert not are_down(sqlite_database)


@pytest.mark.parametrize("is_large", [True, False])
def test_only_a_large_input_takes_them_down_before_its_first_event(
    sqlite_database: str, history: Path, monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    monkeypatch.setattr(job, "LARGE_BYTES", history.stat().st_size + (not is_large))
    with pytest.raises(KeyboardInterrupt):
        bring_into(sqlite_database, history, on_progress=Interrupted(after=1))
    assert 0 < rows(sqlite_database, "SELECT count(*) FROM order_events")[0][0] < bulk_load.MANY
    assert are_down(sqlite_database) is is_large


def test_a_large_input_of_a_known_source_takes_none_down_before_it_brings_many(
    sqlite_database: str, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = history.read_text().splitlines(keepends=True)
    history.write_text("".join(lines[:50]))
    bring_into(sqlite_database, history)
    monkeypatch.setattr(job, "LARGE_BYTES", 1)
    history.write_text("".join(lines[:51]))
    watch = Interrupted(after=ALL)
    assert bring_into(sqlite_database, history, on_progress=watch).counts.imported == 1
    assert set(watch.steps) == {""}


def test_a_log_is_read_without_them_while_an_import_runs(sqlite_database: str, history: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        bring_into(sqlite_database, history, on_progress=Interrupted(after=ALL // 2))
    with bulk.lock(parse(sqlite_database)), open_reader(sqlite_database) as connection:
        assert len(list(entries(connection, EVERYTHING, Filters()))) >= ALL // 2
    assert are_down(sqlite_database)


def test_building_them_up_goes_on_where_it_was_interrupted(sqlite_database: str, history: Path) -> None:
    before = everything(sqlite_database)["indexes"]

    def interrupt(now: Progress) -> None:
        if now.step == "index 3 of 7":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_into(sqlite_database, history, on_progress=interrupt)
    assert len(rows(sqlite_database, bulk.DOWN)) == 5
    assert bring_into(sqlite_database, history).resumed_at == ALL
    assert everything(sqlite_database)["indexes"] == before


def test_a_log_that_held_many_events_keeps_its_indexes_up(sqlite_database: str, history: Path) -> None:
    bring_into(sqlite_database, history)
    later = history.with_name("later.csv")
    later.write_text(history.read_text().replace("\n", "\n9"))
    watch = Interrupted(after=ALL * 3)
    assert bring_into(sqlite_database, later, on_progress=watch).counts.imported > 0
    assert set(watch.steps) == {""}


@pytest.mark.slow
def test_a_note_is_added_while_the_indexes_are_down(sqlite_database: str, history: Path) -> None:
    noted = []

    def add_note(now: Progress) -> None:
        if now.records >= ALL // 2 and not noted:
            command = [
                sys.executable,
                "-m",
                "cli.app",
                "--database",
                sqlite_database,
                "add-note",
                "5",
                "Hello",
            ]
            noted.append(subprocess.run([*command, "--user", "anna@shop.example"], check=True))

    assert bring_into(sqlite_database, history, on_progress=add_note).counts.imported == ALL
    found = rows(sqlite_database, "SELECT count(*) FROM order_events WHERE type = 'note_added'")
    assert found == [(1,)]
