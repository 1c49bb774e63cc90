"""A PostgreSQL server that refuses, waits, is silent or belongs to others is named in one accurate line."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text

from events.account.people import author
from events.database import postgresql, schema
from events.database.engine import make_engine, parse
from events.database.error_translation import explain, explained
from events.database.postgresql import LOCK_SPACE, LOG_LOCK, NoSchemaError
from events.database.session import open_connection, open_engine, open_session
from events.errors import (
    BusyError,
    ConfigError,
    DatabaseUnavailableError,
    EventsError,
    ForeignDatabaseError,
    InvalidSettingError,
    WriteError,
)
from events.filters import Filters
from events.models import Order, User
from events.notes.adding import retry_after_conflict
from events.search import find, prepare
from events.search import parse as query


@pytest.fixture
def database(postgresql_database: str) -> str:
    """An empty log on a server."""
    return postgresql_database


def _with_options(database: str, options: str) -> str:
    return parse(database).update_query_dict({"options": options}).render_as_string(hide_password=False)


@contextmanager
def _connected(database: str) -> Iterator[psycopg.Connection[Any]]:
    url = parse(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        yield connection


# --- refusals ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("40001", BusyError),
        ("40P01", BusyError),
        ("53300", BusyError),
        ("55P03", BusyError),
        ("57014", BusyError),
        ("25006", WriteError),
        ("42501", WriteError),
        ("53100", WriteError),
        ("08006", BusyError),
        ("42P01", DatabaseUnavailableError),
        ("57P01", BusyError),
        ("57P03", BusyError),
    ],
)
def test_a_servers_error_is_known_in_any_language(
    _postgresql: Callable[..., Any], state: str, expected: type[EventsError]
) -> None:
    with pytest.raises(psycopg.Error) as raised:
        _postgresql(f"DO $$ BEGIN RAISE SQLSTATE '{state}' USING MESSAGE = 'Übel'; END $$")
    found = explain(raised.value, where="postgresql://h/d")
    assert type(found) is expected
    assert "postgresql://h/d" in str(found) and "\n" not in str(found)


def test_a_role_without_a_schema_gets_the_commands_that_help(database: str) -> None:
    with (
        pytest.raises(NoSchemaError, match=r"ALTER ROLE \w+ SET search_path = public"),
        open_engine(_with_options(database, "-csearch_path=")),
    ):
        pass


def test_a_log_in_another_schema_of_the_search_path_is_found(database: str, _postgresql: Any) -> None:
    with _connected(database) as connection:
        connection.execute("CREATE SCHEMA mine")
    try:
        with open_session(_with_options(database, "-csearch_path=mine,public")) as session:
            assert session.query(Order).count() == 0
    finally:
        with _connected(database) as connection:
            connection.execute("DROP SCHEMA mine")


def test_a_read_only_server_is_read_and_searched_but_not_written(database: str) -> None:
    read_only = _with_options(database, "-cdefault_transaction_read_only=on")
    with open_connection(read_only) as reader:
        assert list(prepare(reader)) == []
        assert find(reader, query("mug"), Filters(), limit=5, by_rank=True).total == 0
    with pytest.raises(WriteError, match="standby"), open_session(read_only) as session:
        session.add(Order(number="1"))
        session.commit()


@pytest.mark.parametrize(
    "tables",
    [
        "CREATE TABLE orders (x int)",
        "CREATE TABLE widgets (x int); CREATE TABLE alembic_version AS SELECT 'abc' AS version_num",
    ],
)
def test_another_programs_database_is_left_alone(empty_postgresql: str, tables: str) -> None:
    with _connected(empty_postgresql) as connection:
        connection.execute(tables)
    with pytest.raises(ForeignDatabaseError, match="Choose another database"), open_engine(empty_postgresql):
        pass


@pytest.mark.parametrize("option", ["nonsense=1", "connect_timeout=soon", "sslmode=perhaps"])
def test_an_option_that_the_driver_does_not_take_is_named(database: str, option: str) -> None:
    name, _, value = option.partition("=")
    url = parse(database).update_query_dict({name: value}).render_as_string(hide_password=False)
    with pytest.raises((InvalidSettingError, DatabaseUnavailableError), match=name), open_engine(url):
        pass


def test_a_silent_server_is_given_up() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        began = time.monotonic()
        url = f"postgresql://me@127.0.0.1:{server.getsockname()[1]}/log?connect_timeout=1"
        with pytest.raises(DatabaseUnavailableError, match="does not answer"), open_engine(url):
            pass
    assert time.monotonic() - began < 10
    assert postgresql.connect_args(parse("postgresql://h/d"))["connect_timeout"] == postgresql.CONNECT_SECONDS


def test_a_connection_that_was_lost_while_idle_is_replaced(
    database: str, monkeypatch: pytest.MonkeyPatch, _postgresql: Callable[..., Any]
) -> None:
    monkeypatch.setattr(postgresql, "IDLE_SECONDS", 0)
    ask = text("SELECT pg_backend_pid()")
    with open_engine(database) as engine:
        with engine.connect() as connection:
            first = connection.scalar(ask)
        _postgresql(f"SELECT pg_terminate_backend({first}, 5000)")
        with engine.connect() as connection:
            assert connection.scalar(ask) != first


# --- others at the same time ---------------------------------------------------------------


def test_a_deadlock_is_resolved_by_doing_the_work_again(database: str) -> None:
    with open_session(database) as session:
        session.add_all([User(email="a@x.example"), User(email="b@x.example")])
        session.commit()
    both_hold_one, attempts = threading.Barrier(2, timeout=20), []

    def rename(first: str, second: str) -> None:
        tried = iter((True,))
        with open_session(database) as session:

            def work() -> None:
                session.rollback()
                attempts.append(first)
                session.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                change = text("UPDATE users SET name = :name WHERE email = :email")
                session.execute(change, {"name": first, "email": first})
                if next(tried, False):
                    both_hold_one.wait()
                session.execute(change, {"name": first, "email": second})
                session.commit()

            retry_after_conflict(work)

    one = threading.Thread(target=rename, args=("a@x.example", "b@x.example"))
    one.start()
    rename("b@x.example", "a@x.example")
    one.join(20)
    assert len(attempts) >= 3, "one of the two was ended by the server, and did it again"
    with open_session(database) as session:
        assert len({user.name for user in session.query(User)}) == 1


def test_ten_programs_that_need_one_new_author_make_one(database: str) -> None:
    with open_engine(database):
        pass
    start = threading.Barrier(10, timeout=20)

    def write() -> None:
        with open_session(database) as session:
            session.connection()
            start.wait()
            author(session, "New Person")
            session.commit()

    threads = [threading.Thread(target=write) for _ in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    with open_session(database) as session:
        assert session.query(User).count() == 1


# --- migrations ----------------------------------------------------------------------------


@pytest.fixture
def old_log(empty_postgresql: str) -> Iterator[Engine]:
    """A log of an earlier version."""
    engine = make_engine(parse(empty_postgresql))
    schema.upgrade(engine, "0002")
    yield engine
    engine.dispose()


def test_an_upgrade_is_left_to_its_command_and_runs_beside_readers(
    empty_postgresql: str, old_log: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 0.2)
    with pytest.raises(ConfigError, match="events db upgrade"), open_engine(empty_postgresql):
        pass
    with _connected(empty_postgresql) as reader:
        reader.execute("SELECT count(*) FROM batches")  # holds its lock until it ends its transaction
        upgrade = threading.Thread(target=schema.upgrade, args=(old_log,))
        upgrade.start()
        time.sleep(0.5)
        with _connected(empty_postgresql) as another:
            another.execute("SET statement_timeout = '1s'")
            assert another.execute("SELECT count(*) FROM batches").fetchone() == (0,)
        reader.rollback()
        upgrade.join(20)
    with old_log.connect() as connection:
        assert schema.version(connection) == schema.HEAD


def test_an_upgrade_waits_for_imports_and_then_is_busy(
    empty_postgresql: str, old_log: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(schema, "UPGRADE_SECONDS", 0)
    with _connected(empty_postgresql) as importer, pytest.raises(BusyError, match="another program"):
        importer.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", (LOCK_SPACE, LOG_LOCK))
        with explained("the log"):
            schema.upgrade(old_log)
