"""The schema's version, and bringing a database to it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from events.database import bulk, postgresql, postgresql_indexes
from events.database.backups import back_up
from events.database.engine import BUSY_SECONDS, create_private, shown, sqlite_path
from events.errors import (
    ForeignDatabaseError,
    NotADatabaseError,
    SchemaAheadError,
    SchemaBehindError,
    UnfinishedCopyError,
)

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0011"
"""The newest migration. A test holds it equal to what Alembic finds."""

PAGE_BYTES = 16_384
"""A new SQLite file's pages: a bulk import writes a quarter as many of them as of SQLite's usual 4 KiB, and
is about a tenth faster (see `benchmarks/`)."""

NEWEST_SCHEMA = Path(__file__).with_name("newest_schema.sql")
SOON_SECONDS = 0.05
UPGRADE_SECONDS = 60.0
"""How long an upgrade of a server tries to get its locks."""

NOTHING = ""
COPYING = "copying"
"""Stands for the version of a log that is an unfinished copy of another."""
SQLITE_MAGIC = b"SQLite format 3\x00"


def version(connection: Connection) -> str:
    """The migration the database is at; `NOTHING` for an empty one. Raises `ForeignDatabaseError`."""
    tables = table_names(connection)
    if "alembic_version" not in tables:
        if tables:
            raise ForeignDatabaseError(shown(connection.engine.url))
        return NOTHING
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    strangers = tables - {"alembic_version"}
    if strangers and (found is None or "order_events" not in strangers):
        raise ForeignDatabaseError(shown(connection.engine.url))
    return str(found or NOTHING)


def table_names(connection: Connection) -> set[str]:
    """The tables that the database has; on a server, those that the session's search path finds."""
    if connection.dialect.name == "postgresql":
        return postgresql.visible_tables(connection, where=shown(connection.engine.url))
    return set(inspect(connection).get_table_names())


def prepare(engine: Engine, *, resuming: bool = False) -> Path | None:
    """Make the database ready for use; returns the backup's path if one was made.

    A SQLite file is created, or upgraded after a backup copy. Indexes that an interrupted import left
    out are built, unless that import is `resuming`. A server is never upgraded here, because others may be
    using it: raises `SchemaBehindError`. Raises `SchemaAheadError` for a newer schema, and `BusyError` for a
    file that is to be upgraded while something is imported into it; `OtherSmallLettersError`.
    """
    path = sqlite_path(engine.url)
    start = _first_bytes(path) if path else None
    if start == b"":
        create_private(path)
        _create(engine)
        return None
    if start is not None and start != SQLITE_MAGIC:
        raise NotADatabaseError(path)
    with engine.connect() as connection:
        found = version(connection)
        if found == HEAD:
            postgresql.check_letters(connection, where=shown(engine.url), has_log=True)
        if found == HEAD and (resuming or not _are_indexes_down(connection)):
            return None
    if found == HEAD:
        _build_indexes(engine)
        return None
    if found == COPYING:
        raise UnfinishedCopyError(shown(engine.url))
    if found > HEAD:
        raise SchemaAheadError(found=found)
    if not path and found:
        raise SchemaBehindError(found=found, needed=HEAD)
    if not path:
        raise SchemaBehindError(found="nothing yet", needed=HEAD)
    if not found:
        _create(engine)
        return None
    with bulk.upgrading(engine.url):
        with engine.connect() as connection:
            found = version(connection)
        if found == HEAD:  # by another command meanwhile
            return None
        backup = back_up(Path(path), found=found, needed=HEAD)
        upgrade(engine)
    return backup


def open_empty(engine: Engine) -> None:
    """Make the tables of a log in an empty database of either kind; one that has them stays as it is.

    Raises what `prepare` raises, except for an unfinished copy.
    """
    path = sqlite_path(engine.url)
    if not path or _has_content(path):
        with engine.connect() as connection:
            found = version(connection)
        if found == COPYING:
            return
        if found == NOTHING and not path:
            upgrade(engine)
    prepare(engine)


def connect(engine: Engine, *, resuming: bool = False) -> Connection:
    """A connection to the database, made ready as `prepare` does; the caller closes it.

    A database that is ready is opened only once, for the check and for the caller.
    """
    path = sqlite_path(engine.url)
    if not path or _has_content(path):
        connection = engine.connect()
        try:
            if _is_ready(connection, resuming=resuming):
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
    prepare(engine, resuming=resuming)
    return engine.connect()


def _has_content(path: str) -> bool:
    try:
        return Path(path).stat().st_size > 0
    except OSError:
        return False


def _is_ready(connection: Connection, *, resuming: bool) -> bool:
    """Whether `prepare` would have nothing to do. Leaves no transaction open."""
    with connection.begin():
        is_newest = version(connection) == HEAD
        if is_newest:
            postgresql.check_letters(connection, where=shown(connection.engine.url), has_log=True)
        return is_newest and (resuming or not _are_indexes_down(connection))


def _are_indexes_down(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return bool(connection.scalar(text(bulk.ARE_DOWN)))
    return postgresql_indexes.are_down(connection)


def _build_indexes(engine: Engine) -> None:
    """Build the indexes that an interrupted import left missing."""
    if sqlite_path(engine.url):
        bulk.build_indexes(engine)
        return
    with engine.connect() as connection:
        if postgresql_indexes.are_down(connection):
            postgresql_indexes.build_indexes(connection)


def _create(engine: Engine) -> None:
    """Make the tables of a new SQLite log. Interrupted anywhere, it leaves none; the next command makes them.

    Where another process was faster, or left an empty table of versions, the migrations do what is missing.
    """
    with _changing_tables(engine) as connection:
        is_empty = not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        for statement in newest_schema() if is_empty else ():
            connection.exec_driver_sql(statement)
        if is_empty:
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
            return
        is_ready = version(connection) == HEAD
    if not is_ready:
        upgrade(engine)


def newest_schema() -> list[str]:
    """The statements that make a SQLite log as the migrations leave it, in a tenth of their time.

    A test holds the two equal.
    """
    return NEWEST_SCHEMA.read_text("utf-8").split(";\n")[:-1]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to `revision`, in one transaction.

    On a server, wait for imports and for another upgrade, and never hold up its readers for longer than
    `postgresql.LOCK_SECONDS` at a time: `UPGRADE_SECONDS` of trying end with the server's error.
    """
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    config.set_main_option("path_separator", "os")
    if engine.dialect.name == "sqlite":
        with _changing_tables(engine) as connection:
            _migrate(connection, config, revision)
    else:
        postgresql.try_for(UPGRADE_SECONDS, lambda: _upgrade_server(engine, config, revision))


@contextmanager
def _changing_tables(engine: Engine) -> Iterator[Connection]:
    """A connection to a file in one transaction, which is rolled back where something fails."""
    with engine.connect() as connection:
        # Of a file that has pages already, the size stays as it is.
        connection.execute(text(f"PRAGMA page_size = {PAGE_BYTES}"))
        _write_ahead(connection)
        with connection.begin():
            # The driver begins no transaction by itself before tables are made.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection


def _write_ahead(connection: Connection) -> None:
    """Change the file's journal to one that leaves readers alone.

    While another process makes the file's tables, SQLite refuses that at once, and waits for nobody. Raises
    SQLAlchemy's `OperationalError` where it is refused for `BUSY_SECONDS`.
    """
    ends = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(text("PRAGMA journal_mode = WAL"))
        except OperationalError as error:
            connection.rollback()
            is_busy = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() >= ends:
                raise
            time.sleep(SOON_SECONDS)
        else:
            connection.commit()
            return


def _upgrade_server(engine: Engine, config: Config, revision: str) -> None:
    with engine.begin() as connection:
        postgresql.lock_log(connection)
        if version(connection) == NOTHING:
            postgresql.check_letters(connection, where=shown(engine.url), has_log=False)
        _migrate(connection, config, revision)


def _migrate(connection: Connection, config: Config, revision: str) -> None:
    from alembic import command

    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _first_bytes(path: str) -> bytes | None:
    """A file's bytes up to the length of SQLite's magic number; none if it is missing, None if unreadable."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(SQLITE_MAGIC))
    except FileNotFoundError:
        return b""
    except OSError:
        return None
