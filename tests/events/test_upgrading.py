"""Databases of another version or another program are brought up to date, or refused and left alone."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from events.database import bulk, schema
from events.database.engine import make_engine, parse
from events.database.session import open_engine, open_session
from events.errors import BusyError, ForeignDatabaseError, SchemaAheadError, SchemaBehindError
from events.models import Order, OrderEvent

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def run(path: Path, *statements: str) -> None:
    """Do something to a file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted anywhere, the same command works again."""
    from alembic import op

    file = tmp_path / "events.db"
    create_index = op.create_index

    def interrupted(name: str, *args: Any, **options: Any) -> None:
        if name == "ix_records_batch_id_record":
            raise KeyboardInterrupt
        create_index(name, *args, **options)

    monkeypatch.setattr(op, "create_index", interrupted)
    with pytest.raises(KeyboardInterrupt):
        schema.upgrade(make_engine(parse(str(file))))
    assert tables(file) == set()
    monkeypatch.undo()
    with open_session(str(file)) as session:
        assert session.query(Order).count() == 0


KILLED_WHILE_A_LOG_IS_MADE = """
import os, signal, sys
from events.database import bulk, schema
from events.database.session import open_engine

def statements(all_of_them=schema.newest_schema()):
    yield from all_of_them[:9]
    os.kill(os.getpid(), signal.SIGKILL)

schema.newest_schema = statements
with open_engine(sys.argv[1]):
    pass
"""


def test_a_log_whose_making_was_killed_is_made_by_the_next_command(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_A_LOG_IS_MADE, str(file)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (file.read_bytes()[:16], tables(file)) == (schema.SQLITE_MAGIC, set())
    with open_session(str(file)) as session:
        assert session.query(Order).count() == 0
    assert mode(file) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["events.db"]


@pytest.mark.parametrize("left", ["", "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"])
def test_a_file_without_tables_becomes_a_log(tmp_path: Path, left: str) -> None:
    """As an empty file, or as what an interrupted program of an older version left."""
    file = tmp_path / "events.db"
    file.touch()
    run(file, *filter(None, [left]))
    with open_session(str(file)) as session:
        assert session.query(Order).count() == 0


def test_a_file_whose_tables_another_process_makes_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    file.touch(mode=0o600)
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        ends = threading.Timer(0.1, lambda: other.execute("ROLLBACK"))
        ends.start()
        with open_session(str(file)) as session:
            assert session.query(Order).count() == 0
        ends.join()


def test_many_may_be_the_first_at_once(tmp_path: Path) -> None:
    """And none of them loads Alembic, which would take longer than making the tables."""
    code = (
        "import sys; from events.database.session import open_engine\n"
        "with open_engine(sys.argv[1]): print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "events.db")]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) for _ in range(3)]
    assert [process.communicate() for process in started] == [("False\n", "")] * 3
    assert [process.returncode for process in started] == [0] * 3


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    run(file, "CREATE TABLE songs (id INTEGER)")
    before = file.read_bytes()
    with (
        pytest.raises(ForeignDatabaseError, match=r"theirs\.db holds tables of another program"),
        open_engine(str(file)),
    ):
        pass
    run(file, "CREATE TABLE alembic_version (version_num TEXT)")
    with pytest.raises(ForeignDatabaseError), open_engine(str(file)):
        pass
    run(file, "INSERT INTO alembic_version VALUES ('0001')")
    with pytest.raises(ForeignDatabaseError), open_engine(str(file)):
        pass
    run(file, "DROP TABLE alembic_version", "VACUUM")
    assert tables(file) == {"songs"}
    assert len(file.read_bytes()) == len(before)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.db"]


def test_a_server_of_another_program_is_refused(empty_postgresql: str) -> None:
    engine = make_engine(parse(empty_postgresql))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE songs (id INTEGER)"))
    with pytest.raises(ForeignDatabaseError), open_engine(empty_postgresql):
        pass
    assert inspect(engine).get_table_names() == ["songs"]
    engine.dispose()


@both
def test_a_newer_database_is_refused(database: str) -> None:
    with open_session(database) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    try:
        with pytest.raises(SchemaAheadError, match=r"9999.*upgrade the program"), open_engine(database):
            pass
    finally:
        engine = make_engine(parse(database))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": schema.HEAD})
        engine.dispose()


def test_an_upgrade_takes_a_copy_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_session(str(file)) as session:
        session.add(Order(number="1001"))
        session.commit()
    now = schema.HEAD
    monkeypatch.setattr(schema, "HEAD", "9998")
    engine = make_engine(parse(str(file)))
    copy = schema.prepare(engine)
    engine.dispose()
    assert copy == file.with_name(f"events.db.before-9998-was-{now}")
    assert mode(copy) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT number FROM orders").fetchall() == [("1001",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(now,)]


def test_a_file_of_the_first_version_upgrades_itself_and_keeps_its_events(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    engine = make_engine(parse(str(file)))
    schema.upgrade(engine, "0001")
    engine.dispose()
    run(file, "INSERT INTO orders (number) VALUES ('1001')")
    run(
        file,
        "INSERT INTO order_events (date, type, order_id, parameters) "
        "VALUES (1600000000000000, 'note_added', 1, '{\"message\": \"hi\"}')",
    )
    with open_session(str(file)) as session:
        assert [event.parameters for event in session.scalars(select(OrderEvent))] == [{"message": "hi"}]
    assert {"note_keys", "order_corrections", "customer_corrections"} <= tables(file)
    assert not {"note_keys"} & tables(file.with_name(f"events.db.before-{schema.HEAD}-was-0001"))


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_a_log_that_has_smaller_indexes_already_keeps_them(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """As one that was made while the fourth migration made them."""
    log = str(tmp_path / "events.db") if where == "sqlite" else request.getfixturevalue("empty_postgresql")
    engine = make_engine(parse(log))
    schema.upgrade(engine, "0005")
    name = "ix_order_events_date"
    with engine.begin() as connection:
        connection.execute(text(f"DROP INDEX {name}_id"))
        connection.execute(text(f"CREATE INDEX {name} ON order_events (date)"))
        connection.execute(text("CREATE TABLE indexes_down (name text, sql text)"))
        connection.execute(text("INSERT INTO indexes_down VALUES ('ix_order_events_date', '')"))
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.version(connection) == schema.HEAD
        assert name in {index["name"] for index in inspect(connection).get_indexes("order_events")}
        assert connection.scalar(text("SELECT count(*) FROM indexes_down")) == 0
    engine.dispose()


def test_a_file_is_not_upgraded_while_an_earlier_version_imports_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import would go on with tables that it does not know, and end with an error of the database's."""
    monkeypatch.setattr(bulk, "BUSY_SECONDS", 0)
    file = tmp_path / "events.db"
    engine = make_engine(parse(str(file)))
    schema.upgrade(engine, "0010")
    before = file.read_bytes()
    with (
        bulk.lock(engine.url),
        pytest.raises(BusyError, match="cannot be upgraded while an import"),
        open_engine(str(file)),
    ):
        pass
    assert file.read_bytes() == before
    assert not list(tmp_path.glob("*.before-*"))
    with open_engine(str(file)) as engine, engine.connect() as connection:
        assert schema.version(connection) == schema.HEAD
    with bulk.lock(engine.url), open_engine(str(file)):
        pass


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    engine = make_engine(parse(str(tmp_path / "events.db")))
    assert schema.prepare(engine) is None
    assert schema.prepare(engine) is None
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["events.db"]


def test_a_server_that_is_behind_is_not_upgraded_unasked(
    empty_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pytest.raises(SchemaBehindError, match=r"nothing yet.*events db upgrade"),
        open_engine(empty_postgresql),
    ):
        pass
    engine = make_engine(parse(empty_postgresql))
    assert inspect(engine).get_table_names() == []
    schema.upgrade(engine)
    engine.dispose()
    with open_session(empty_postgresql) as session:
        assert session.query(Order).count() == 0
    now = schema.HEAD
    monkeypatch.setattr(schema, "HEAD", "9998")
    with (
        pytest.raises(SchemaBehindError, match=rf"{now}.*9998.*events db upgrade"),
        open_engine(empty_postgresql),
    ):
        pass
