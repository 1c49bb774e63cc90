"""Ends a statement on a PostgreSQL server that holds up others, so that it can be done in another way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

FIRST_SECONDS = 0.2
"""What takes less is let be."""

POLL_SECONDS = 0.1

_IS_AWAITED = """
    SELECT EXISTS (
        SELECT 1 FROM pg_locks AS l WHERE NOT l.granted AND %s = ANY (pg_blocking_pids(l.pid))
            AND l.locktype = 'relation'
    )
"""


class Way:
    """Whether a statement `was_made` way for others."""

    def __init__(self) -> None:
        self.was_made = False


@contextmanager
def making_way(driver: psycopg.Connection[Any]) -> Iterator[Way]:
    """Within this, a statement that others wait for is cancelled: it raises `psycopg.errors.QueryCanceled`.

    A connection of its own looks out for them. Where the server allows none, nothing is cancelled.
    """
    way, is_done = Way(), Event()
    watch = Thread(target=_watch, args=(driver, way, is_done), daemon=True)
    watch.start()
    try:
        yield way
    finally:
        is_done.set()
        watch.join()


def _watch(driver: psycopg.Connection[Any], way: Way, is_done: Event) -> None:
    import psycopg

    if is_done.wait(FIRST_SECONDS):
        return
    where = psycopg.conninfo.make_conninfo(driver.info.dsn, password=driver.info.password or None)
    try:
        with psycopg.connect(where, autocommit=True, prepare_threshold=None) as own:
            while not is_done.wait(POLL_SECONDS):
                if own.execute(_IS_AWAITED, (driver.info.backend_pid,)).fetchone() == (True,):
                    way.was_made = True
                    driver.cancel()
                    return
    except psycopg.Error:
        return
