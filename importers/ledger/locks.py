"""Locks that keep imports, and changes of the log as a whole, apart; they end with their process.

On a SQLite file there is one, a file beside it. A PostgreSQL server has advisory locks: imports share that of
the log, which an undo takes alone, and each holds that of its source. They last as long as a transaction
of a connection of their own, so that they also work behind a pooler.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import Timeout
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from events.database import bulk
from events.database.engine import make_engine, shown, sqlite_path
from events.database.error_translation import explained
from events.database.postgresql import HOLDS_LOG, LOCK_SPACE, LOG_LOCK
from events.errors import WriteError
from importers.errors import ImportRunningError
from importers.ledger.models import Source

_POLL_SECONDS = 0.2

_SET_UP = "SET LOCAL idle_in_transaction_session_timeout = 0"
_SHARE = "SELECT pg_try_advisory_xact_lock_shared({space}, {key})"
_TAKE = "SELECT pg_try_advisory_xact_lock({space}, {key})"
_DECLARE = "SELECT set_config(:setting, 'on', true)"
_HELD = """
    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :space
        AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, kw_only=True)
class RunningImports:
    """Which sources are being imported: all of a SQLite file while `whole_log`, else those of `keys`."""

    whole_log: bool = False
    keys: frozenset[int] = frozenset()

    def has(self, source: Source) -> bool:
        """Whether a batch of this source may be running."""
        return self.whole_log or _key(source.name, source.shop) in self.keys


@contextmanager
def importing(url: URL, *, source: str, shop: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold what an import of this source needs.

    On a server, it waits for another import of the same source, and calls `on_wait` meanwhile. Raises
    `ImportRunningError` where the log is locked as a whole.
    """
    if sqlite_path(url):
        with exclusive(url):
            yield
        return
    with _transaction(url) as connection:
        if not _try_lock(connection, _SHARE, LOG_LOCK):
            raise ImportRunningError(shown(url))
        while not _try_lock(connection, _TAKE, _key(source, shop)):
            on_wait()
            time.sleep(_POLL_SECONDS)
        yield


@contextmanager
def exclusive(url: URL) -> Iterator[None]:
    """Nobody imports meanwhile, nor changes the log as a whole. Raises `ImportRunningError`."""
    if sqlite_path(url):
        with _file_lock(url):
            yield
        return
    with _transaction(url) as connection:
        if not _try_lock(connection, _TAKE, LOG_LOCK):
            raise ImportRunningError(shown(url))
        yield


def declare_held(connection: Connection) -> None:
    """Let this transaction delete orders and people on a server while this process holds `exclusive` in
    another session; otherwise it would wait for itself. Does nothing on a SQLite file."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_DECLARE), {"setting": HOLDS_LOG})


def running(url: URL) -> RunningImports:
    """What is being imported into the database, by this or any other process."""
    if sqlite_path(url):
        return RunningImports(whole_log=bulk.is_loading(url))
    with _transaction(url) as connection:
        held = connection.execute(text(_HELD), {"space": LOCK_SPACE}).scalars()
        return RunningImports(keys=frozenset(held) - {LOG_LOCK})


def other_imports(url: URL, *, source: str, shop: str) -> RunningImports:
    """What is being imported beside this source, asked by who holds its lock: nothing, where that is the lock
    of the whole file."""
    if sqlite_path(url):
        return RunningImports()
    return RunningImports(keys=running(url).keys - {_key(source, shop)})


@contextmanager
def _file_lock(url: URL) -> Iterator[None]:
    lock = bulk.lock(url)
    try:
        lock.acquire()
    except Timeout:
        raise ImportRunningError(shown(url)) from None
    except OSError as error:
        raise WriteError(f"Cannot lock {shown(url)} for the import: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _transaction(url: URL) -> Iterator[Connection]:
    """A connection with an open transaction, which nothing but the end of the block ends."""
    with explained(shown(url)):
        engine = make_engine(url)
        try:
            with engine.connect() as connection:
                connection.execute(text(_SET_UP))
                yield connection
        finally:
            engine.dispose()


def _try_lock(connection: Connection, lock: str, key: int) -> bool:
    # With parameters, its snapshot would be kept while the import runs: nothing could be vacuumed, and no
    # index be built beside writers.
    return bool(connection.exec_driver_sql(lock.format(space=LOCK_SPACE, key=key)).scalar())


def _key(source: str, shop: str) -> int:
    """Above `LOG_LOCK`, and below 2**31. Two sources with the same key only wait for each other."""
    return (zlib.crc32(f"{source}\0{shop}".encode()) & 0x7FFFFFFF) or 1
