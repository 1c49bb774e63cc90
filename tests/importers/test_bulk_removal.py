"""An undo that leaves few events takes their indexes down, and removes all that refers to events."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, ROWS, Bring, everything, rows
from taking_back import take_back, whole

from events.database import bulk
from events.database.session import open_engine, open_reader
from importers.mapping.column_mapping import ColumnMapping
from importers.undo import bulk_removal, delete
from importers.undo.undo import UndoProgress, undo

FOURTH = "4,1002,2020-01-03 10:00:00,,Fourth\n"
NOTE = "INSERT INTO order_events (id, date, type, order_id, parameters) VALUES (9, 0, 'note_added', 1, '{}')"


@pytest.fixture
def imported(bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A log of four imported events, which are many here, and a note by hand."""
    monkeypatch.setattr(bulk_removal, "MANY", 3)
    monkeypatch.setattr(delete, "RECORDS", 2)
    bring(HEADER + ROWS + FOURTH)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(NOTE)
    return database


def are_down(database: str) -> bool:
    return bool(rows(database, bulk.ARE_DOWN)[0][0])


def test_the_indexes_are_down_while_events_go_and_the_same_afterwards(imported: str) -> None:
    before, seen = everything(imported)["indexes"], []

    def look(_: UndoProgress) -> None:
        seen.append(are_down(imported))

    assert undo(1, database=imported, by="tester", dry_run=False, on_progress=look).events == 4
    assert seen[:3] == [True, True, False], "down for both chunks of records, and up for the orders"
    assert everything(imported)["indexes"] == before
    whole(imported)


def test_the_indexes_stay_where_many_events_stay(bring: Bring, imported: str) -> None:
    bring(HEADER + ROWS, mapping=ColumnMapping(source="other", tz="UTC"))
    seen = []
    undo(
        1,
        database=imported,
        by="tester",
        dry_run=False,
        on_progress=lambda _: seen.append(are_down(imported)),
    )
    assert not any(seen)
    whole(imported)


def test_an_interrupted_undo_leaves_them_to_the_next_command(
    imported: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = str(tmp_path / "undisturbed.db")
    Path(undisturbed).write_bytes(Path(imported).read_bytes())
    take_back(undisturbed)
    before = everything(imported)["indexes"]

    def interrupt(_: UndoProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo(1, database=imported, by="tester", dry_run=False, on_progress=interrupt)
    assert are_down(imported)
    with open_reader(imported):
        assert everything(imported)["indexes"] == before
    assert take_back(imported).resumed
    assert everything(imported) == everything(undisturbed)


def test_foreign_keys_are_checked_again_after_a_removal_that_failed(imported: str) -> None:
    with open_engine(imported) as engine, engine.connect() as connection:
        with pytest.raises(RuntimeError), bulk_removal.bulk_removal(connection, 1):
            connection.exec_driver_sql("DELETE FROM rejects")
            raise RuntimeError
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_keys_and_corrections_of_removed_events_go_with_them(imported: str) -> None:
    with closing(sqlite3.connect(imported)) as connection, connection:
        connection.execute("INSERT INTO note_keys VALUES (x'01', 1, NULL), (x'09', 9, NULL)")
        connection.execute("INSERT INTO order_corrections VALUES (9, 2)")
    assert take_back(imported).events == 4
    assert rows(imported, "SELECT order_event_id FROM note_keys") == [(9,)]
    assert rows(imported, "SELECT * FROM order_corrections") == []
    whole(imported)


def test_an_event_that_a_table_of_somebody_else_holds_on_to_is_not_removed(imported: str) -> None:
    with closing(sqlite3.connect(imported)) as connection, connection:
        connection.execute("CREATE TABLE favourites (event INTEGER REFERENCES order_events (id))")
        connection.execute("INSERT INTO favourites VALUES (1)")
    with pytest.raises(Exception, match="FOREIGN KEY"):
        take_back(imported)
    whole(imported)


def test_a_dry_run_shows_the_same_and_changes_nothing(imported: str) -> None:
    before = everything(imported)
    assert take_back(imported, dry_run=True).events == 4
    assert everything(imported) == before


def test_what_newer_imports_made_is_passed_over_once_and_not_in_each_step(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete, "ENTITIES", 5)
    effort: list[int] = []
    with open_engine(sqlite_database) as engine, engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(
            "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 5000) "
            "INSERT INTO creations (entity, entity_id, batch_id) SELECT 'user', id, 1 + (id > 20) FROM ids"
        )
        driver = connection.connection.driver_connection
        assert driver is not None
        left = delete.Remaining(1)
        for _ in range(4):
            effort.append(0)
            driver.set_progress_handler(lambda: effort.append(effort.pop() + 1), 100)
            assert delete.people(connection, left) is not None
            driver.set_progress_handler(None, 0)
        assert delete.people(connection, left) is None
        remaining = connection.exec_driver_sql("SELECT count(*), min(batch_id) FROM creations").one()
    assert remaining == (4980, 2)
    assert effort[0] > 100
    assert max(effort[1:]) < 20
