"""Turns at writing a SQLite file, so that nobody waits long beside an import.

SQLite gives its lock to whoever asks at the right moment, and an import asks again as soon as it has
committed. Here, whoever writes takes a turn first: a lock beside the file. A single event keeps it.
An import gives it back once its transaction has begun, so that it sees who waits; then it commits early and
lets them write. On a server, transactions do not wait for each other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from events.database.engine import BUSY_SECONDS, sqlite_path
from events.errors import BusyError

WAIT_SECONDS = 60.0
"""How long a single event waits for its turn before it gives up."""

NOTICE_SECONDS = 2.0
"""After this time, the command says what it waits for."""

SHARE = 0.2
"""The share of its time that an import gives to others who wait."""

PAUSE_SECONDS = 0.025
"""An import's pause after each commit for programs that take no turns: SQLite asks ten times a second."""

_POLL_SECONDS = 0.01
_SOON_SECONDS = 0.002


def takes_turns(connection: Connection) -> bool:
    """Whether programs that write take turns, so that one may have to wait."""
    return bool(sqlite_path(connection.engine.url))


@contextmanager
def writing(connection: Connection, *, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the right to write, with a transaction that has begun; the caller commits.

    `on_wait` is called once if that takes long. Raises `BusyError` after `WAIT_SECONDS`.
    """
    path = sqlite_path(connection.engine.url)
    if not path:
        yield
        return
    wait = _Wait(path, on_wait)
    with _Turn(path) as turn:
        wait.until(turn.try_take, every=_POLL_SECONDS)
        _begin(connection, wait)
        yield


class ImportTurns:
    """The turns of an import into the SQLite file at `path`."""

    def __init__(self, path: str) -> None:
        self._path = path

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Hold a turn while a transaction begins, and no longer. Who waits lets the import pass."""
        with _Turn(self._path) as turn:
            ends = time.monotonic() + BUSY_SECONDS
            while not turn.try_take_first() and time.monotonic() < ends:
                time.sleep(_SOON_SECONDS)
            yield

    def is_wanted(self) -> bool:
        """Whether somebody writes, or waits to."""
        with _Turn(self._path) as turn:
            return not turn.try_take()

    def give_way(self, worked: float) -> None:
        """Let those who wait write, for up to a share of the seconds that the import `worked`."""
        ends = time.monotonic() + max(PAUSE_SECONDS, worked * SHARE / (1 - SHARE))
        time.sleep(PAUSE_SECONDS)
        while time.monotonic() < ends and self.is_wanted():
            time.sleep(_SOON_SECONDS)


class _Turn:
    """A lock beside the file, in two parts: the second is the turn, the first is held by who goes before all
    others. Where there can be no such locks, SQLite's own has to be enough."""

    def __init__(self, path: str) -> None:
        file = Path(path)
        names = [file.with_name(f".{file.name}.{part}.lock") for part in ("next", "turn")]
        self._handles: list[int] = []
        try:
            if os.name != "nt":
                self._handles = [os.open(name, os.O_CREAT | os.O_RDWR, 0o600) for name in names]
        except OSError:
            self.__exit__()

    def __enter__(self) -> _Turn:
        return self

    def __exit__(self, *_error: object) -> None:
        for handle in self._handles:
            os.close(handle)
        self._handles = []

    def try_take(self) -> bool:
        """Take the turn, unless somebody has it or goes before; returns whether it is taken."""
        if not self._handles:
            return True
        before, turn = self._handles
        if not _try_lock(before, shared=True):
            return False
        is_taken = _try_lock(turn)
        _unlock(before)
        return is_taken

    def try_take_first(self) -> bool:
        """Take the turn before all who wait for it; returns whether it is taken."""
        return all(_try_lock(handle) for handle in self._handles)


class _Wait:
    """Repeated attempts within one time limit."""

    def __init__(self, path: str, on_wait: Callable[[], None]) -> None:
        self._path, self._on_wait = path, on_wait
        self._began, self._noticed = time.monotonic(), False

    def until(self, attempt: Callable[[], bool], *, every: float) -> None:
        """Repeat `attempt` until it succeeds. Raises `BusyError` when the time is over."""
        while not attempt():
            waited = time.monotonic() - self._began
            if waited > WAIT_SECONDS:
                raise BusyError(
                    f"{self._path} is busy: another program has been writing to it for "
                    f"{WAIT_SECONDS:.0f} s. Nothing was changed; try again."
                )
            if waited > NOTICE_SECONDS and not self._noticed:
                self._noticed = True
                self._on_wait()
            time.sleep(every)


def _begin(connection: Connection, wait: _Wait) -> None:
    """Begin by taking SQLite's lock: a transaction that reads first could not wait for it."""
    connection.execute(text("PRAGMA busy_timeout = 0"))
    try:
        wait.until(lambda: _try_begin(connection), every=_SOON_SECONDS)
    finally:
        connection.execute(text(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}"))


def _try_begin(connection: Connection) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        return False
    return True


def _try_lock(handle: int, *, shared: bool = False) -> bool:
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network file system without such locks
        return True
    return True


def _unlock(handle: int) -> None:
    import fcntl

    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)
