"""What all tests share: an empty home, a clock that stands still, real databases.

`database` is a SQLite file. A folder whose tests should also run on PostgreSQL overrides it, and the
`session` on it follows:

    @pytest.fixture(params=["sqlite", "postgresql"])
    def database(request: pytest.FixtureRequest) -> str:
        return request.getfixturevalue(f"{request.param}_database")

PostgreSQL comes as a wheel. Where it does not start, its tests fail: they are never skipped. They are
marked, and run on another server, too: `pytest -m postgresql --postgresql=/usr/lib/postgresql/15/bin`.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from postgresql_server import Server, start
from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from events import clock
from events.database.engine import make_engine, parse
from events.database.schema import upgrade
from events.database.session import open_engine, open_session
from events.kind_store.tables import TRIGGERS
from events.summaries.store import tables as summary_tables

NOW = datetime(2021, 3, 14, 15, 9, 26, 535897, tzinfo=UTC)
TERMINAL = (
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "LINES",
    "PAGER",
    "EDITOR",
    "VISUAL",
)
SLOW = frozenset((Path(__file__).parent / "slow.txt").read_text("utf-8").splitlines())
WRITING_FIXTURES = {"bring", "database", "opened", "reader", "run", "session", "tmp_path"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", type=Path, help="a folder of programs, /usr/lib/postgresql/15/bin")


def pytest_configure(config: pytest.Config) -> None:
    """Set up Hypothesis, and save time: see below.

    Examples are the same in every run, so that a failure comes from a change; look for new ones with
    `--hypothesis-profile=explore`. They have no deadline, since the machine may be busy. Workers share the
    processor already: a pool of threads in each of them would only get in the others' way.
    """
    settings.register_profile("repeatable", deadline=None, derandomize=True)
    settings.register_profile("explore", deadline=None)
    settings.load_profile(config.getoption("--hypothesis-profile", default=None) or "repeatable")
    if hasattr(config, "workerinput"):
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
    _keep_bytecode()
    gc.disable()


def _keep_bytecode() -> None:
    """Keep compiled modules, even where the environment forbids it: to compile tests and program again takes
    ten seconds of a worker, and half a second of each process that a test starts."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """Begin to collect garbage, and never look through the million objects that are tests.

    To look through them again and again while they are made takes a seventh of the time to collect tests.
    """
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what the quick loop (`-m 'not slow'`) leaves out besides the tests marked by hand.

    These are the tests listed in `slow.txt`, those on a PostgreSQL server, and of each function whose tests
    write files or databases all variants but the first. Without `-m`, everything runs.
    """
    seen: set[str] = set()
    for item in items:
        if _is_on_server(item):
            item.add_marker(pytest.mark.postgresql)
        function = item.nodeid.partition("[")[0]
        if not _is_slow(item, is_first=function not in seen):
            seen.add(function)
        else:
            item.add_marker(pytest.mark.slow)


def _is_slow(item: pytest.Item, *, is_first: bool) -> bool:
    if item.get_closest_marker("slow") or item.nodeid.partition("[")[0] in SLOW:
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    return _is_on_server(item) or (not is_first and bool(fixtures & WRITING_FIXTURES))


def _is_on_server(item: pytest.Item) -> bool:
    variant = getattr(item, "callspec", None)
    return "new_server" in getattr(item, "fixturenames", ()) or (
        variant is not None and "postgresql" in map(str, variant.params.values())
    )


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory, and no settings in the environment: no test meets the user's own data."""
    folder = tmp_path_factory.mktemp("home")
    for variable, inside in {
        "HOME": "",
        "USERPROFILE": "",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        monkeypatch.setenv(variable, str(folder / inside))
    for variable in (*os.environ, *TERMINAL):
        if variable.startswith("EVENTS_") or variable in TERMINAL:
            monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Holds the clock still, also for those who took `clock.now` along at import; gives the moment."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return NOW.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)
    return NOW


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty log, migrated once and copied for each test."""
    file = tmp_path_factory.mktemp("sqlite") / "events.db"
    with open_engine(str(file)):
        pass
    return file


@pytest.fixture
def sqlite_database(_migrated_file: Path, tmp_path: Path) -> str:
    """The path of an empty log in a SQLite file."""
    return str(shutil.copy(_migrated_file, tmp_path / "events.db"))


@pytest.fixture(scope="session")
def new_server(pytestconfig: pytest.Config) -> Callable[[], Server]:
    """Starts a PostgreSQL server of the kind that the tests are run with."""
    return partial(start, pytestconfig.getoption("--postgresql"))


@pytest.fixture(scope="session")
def _postgresql_server(new_server: Callable[[], Server]) -> Iterator[Server]:
    server = new_server()
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def _postgresql(_postgresql_server: Server) -> Iterator[Callable[..., Any]]:
    """Runs one statement on the server, as its owner."""
    import psycopg

    with psycopg.connect(_postgresql_server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # the data live as long as the tests
        connection.execute("SELECT pg_reload_conf()")
        yield connection.execute


@pytest.fixture
def empty_postgresql(_postgresql_server: Server, _postgresql: Callable[..., Any]) -> Iterator[str]:
    """The URL of a PostgreSQL database with nothing in it."""
    _postgresql("CREATE DATABASE empty")
    yield _postgresql_server.get_uri(database="empty")
    _postgresql("DROP DATABASE IF EXISTS empty WITH (FORCE)")


@pytest.fixture
def empty_postgresql_log(empty_postgresql: str) -> str:
    """The URL of an empty log in a PostgreSQL database of its own, for tests that may destroy it."""
    engine = make_engine(parse(empty_postgresql))
    upgrade(engine)
    engine.dispose()
    return empty_postgresql


@pytest.fixture(scope="session")
def _server_engine(_postgresql_server: Server, _postgresql: Callable[..., Any]) -> Iterator[Engine]:
    """An engine on a PostgreSQL database with an empty log, migrated once and swept after each test."""
    _postgresql("CREATE DATABASE log")
    engine = make_engine(parse(_postgresql_server.get_uri(database="log")))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _sweep(_server_engine: Engine) -> Iterator[Callable[[], Any]]:
    """Empties all tables of `_server_engine`'s database, and counts ids from 1 again."""
    import psycopg

    tables = [table for table in inspect(_server_engine).get_table_names() if table != "alembic_version"]
    statements = [
        "SET session_replication_role = replica",  # in any order
        "SET lock_timeout = '5s'",  # a test that left a transaction open fails, and does not hang
        *(f"DELETE FROM {table}" for table in tables),  # noqa: S608
        "SELECT setval(s.seqrelid, 1, false) FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid "
        "WHERE c.relpersistence <> 't'",  # those of a dry run go a moment after its session
        "DROP INDEX IF EXISTS ix_order_events_unaccented, ix_customer_events_unaccented",  # made by searches
        "DROP TABLE IF EXISTS event_kinds",  # made where much is read by kind, as are these triggers
        *(f"DROP TABLE IF EXISTS {name}" for name in summary_tables.TABLES),
        *(f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in (*TRIGGERS, *summary_tables.TRIGGERS)),
    ]
    url = _server_engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: connection.execute("; ".join(statements))


@pytest.fixture
def postgresql_database(_server_engine: Engine, _sweep: Callable[[], Any]) -> Iterator[str]:
    """The URL of an empty log on a PostgreSQL server."""
    yield _server_engine.url.render_as_string(hide_password=False)
    _sweep()


@pytest.fixture
def database(sqlite_database: str) -> str:
    """The path or URL of an empty log; see the top of this file."""
    return sqlite_database


@pytest.fixture
def session(database: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on `database`, ended with a roll-back."""
    if "://" not in database:
        with open_session(database) as session:
            yield session
    else:  # connecting anew for each test would take longer than the tests
        with Session(request.getfixturevalue("_server_engine")) as session:
            yield session
