"""A log that is copied to the other kind of database, and back, is the same log, whatever interrupts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import bring_into
from content import content
from mixed_history import ROWS, SETS, TITLES
from sqlalchemy import delete, text

from events.account.people import author
from events.database import transfer
from events.database.engine import make_engine, parse
from events.database.schema import table_names
from events.database.session import open_engine, open_session
from events.errors import UnfinishedCopyError, UsageError
from events.models import Base, OrderEvent
from events.notes.adding import add_note, correct_note
from events.order.lookup import find_order
from importers.log_copy import CopiedTable, CopyDiffersError, NotEmptyError, copy_log
from importers.reconcile.reconcile import reconcile
from importers.reconcile.result import ReconcileCounts

FILE = "history.csv"
DERIVED = {"alembic_version"}
"""Tables that are not copied: each database has its own."""


@pytest.fixture
def log(sqlite_database: str, tmp_path: Path) -> str:
    """A log with records, rejects, people, notes and a correction, whose newest event was deleted."""
    file = tmp_path / FILE
    file.write_text(TITLES + ROWS)
    bring_into(sqlite_database, file, sets=SETS)
    with open_session(sqlite_database) as session:
        order = find_order(session, "1001")
        anna = author(session, "anna@shop.example").user
        notes = [
            add_note(session, target=order, message=text, author=lambda: anna, key=text).event
            for text in ("Größe 12,50 €", "to be deleted")
        ]
        correct_note(session, notes[0], user=anna, message="Größe 13")
        last = add_note(session, target=order, message="gone", author=lambda: anna).event
        session.flush()
        session.execute(delete(OrderEvent).where(OrderEvent.id == last.id))
        session.commit()
    return sqlite_database


def _copy(source: str, target: str, **options: Any) -> list[CopiedTable]:
    return copy_log(source, target, **{"restart": False, "on_table": lambda _, __: None, **options})


def _next_id(database: str) -> int:
    with open_session(database) as session:
        anna = author(session, "anna@shop.example").user
        return add_note(
            session, target=find_order(session, "1001"), message="x", author=lambda: anna
        ).event.id


def _compared(file: Path, database: str) -> ReconcileCounts:
    return reconcile(str(file), database=database, on_progress=lambda _: None).tally


def _stop(number: int) -> Callable[[str, int], None]:
    calls = iter(range(number))

    def on_table(_: str, __: int) -> None:
        if next(calls, None) is None:
            raise KeyboardInterrupt

    return on_table


def test_a_log_goes_to_a_server_and_back(log: str, postgresql_database: str, tmp_path: Path) -> None:
    there = _copy(log, postgresql_database)
    back = str(tmp_path / "new" / "back.db")
    assert _copy(postgresql_database, back) == there
    assert content(log) == content(postgresql_database) == content(back)
    first, last = (_compared(tmp_path / FILE, database) for database in (log, back))
    assert (first.present > 0, first) == (True, last), "whatever way the server spells documents"
    assert {table.name: table.rows for table in there if table.rows}.keys() >= {
        "users", "orders", "order_events", "order_corrections", "note_keys", "batches", "rejects",
    }  # fmt: skip
    assert _next_id(log) == _next_id(postgresql_database) == _next_id(back), "no deleted id comes back"
    with open_engine(back) as engine, engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_every_table_of_a_log_is_copied(log: str, tmp_path: Path) -> None:
    copied = {table.name for table in _copy(log, str(tmp_path / "copy.db"))}
    engine = make_engine(parse(log))
    with engine.connect() as connection:
        assert table_names(connection) == copied | DERIVED
    assert copied == set(Base.metadata.tables)


def test_an_interrupted_copy_is_no_log_and_is_continued(
    log: str, postgresql_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "CHUNK_ROWS", 1)
    for steps in (0, 1, 9, 12):
        with pytest.raises(KeyboardInterrupt):
            _copy(log, postgresql_database, on_table=_stop(steps))
        with (
            pytest.raises(UnfinishedCopyError, match="events db copy FROM"),
            open_session(postgresql_database),
        ):
            pass
    _copy(log, postgresql_database)
    assert content(log) == content(postgresql_database)


def test_a_log_that_changed_meanwhile_is_found_and_copied_anew(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "CHUNK_ROWS", 1)
    copy = str(tmp_path / "copy.db")
    with pytest.raises(KeyboardInterrupt):
        _copy(log, copy, on_table=_stop(6))
    with open_session(log) as session:
        session.execute(text("UPDATE users SET name = 'Renamed'"))
        session.commit()
    with pytest.raises(CopyDiffersError, match=r"users \(other content\)"):
        _copy(log, copy)
    _copy(log, copy, restart=True)
    assert content(log) == content(copy)


def test_a_log_is_never_copied_over_another(log: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    _copy(log, copy)
    for target, expected in ((copy, NotEmptyError), (log, UsageError), (f"sqlite:///{log}", UsageError)):
        with pytest.raises(expected, match="Nothing was changed"):
            _copy(log, target)


def test_documents_mean_the_same_on_a_server_that_spells_them_its_own_way(
    log: str, postgresql_database: str
) -> None:
    odd = {"zz": 12.50, "a": [1e3, -0.0, 10**20, None, True, {"ü": "\t"}], "b": {}}
    with open_session(log) as session:
        session.query(OrderEvent).order_by(OrderEvent.id).first().parameters = odd
        session.commit()
    _copy(log, postgresql_database)
    with open_session(postgresql_database) as session:
        assert session.query(OrderEvent).order_by(OrderEvent.id).first().parameters == odd


def test_others_write_on_and_the_copy_is_of_the_moment_it_began(
    log: str, postgresql_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "CHUNK_ROWS", 1)
    before = content(log)

    def write_meanwhile(name: str, _: int) -> None:
        if name != "users":
            return
        with open_session(postgresql_database) as session:
            session.execute(text("UPDATE users SET name = name || 'x'"))
            session.commit()

    _copy(log, postgresql_database)
    copy = str(tmp_path / "copy.db")
    _copy(postgresql_database, copy, on_table=write_meanwhile)
    assert content(copy) == before
