"""A bulk load into a log on a server that holds little: the events' indexes are taken down, and built again
at its end."""

from __future__ import annotations

import time

from events.database import postgresql_indexes as indexes
from events.errors import BusyError
from importers.writing.postgresql.server import REPEATABLE, Server
from importers.writing.protocol import OnStep

MANY = 100_000
"""A load keeps the indexes of a log that has this many events: people are using it."""

ENOUGH = 20_000
"""A load drops the indexes once it has written this many events."""

DROP_SECONDS = 0.5
"""How long it waits for readers to do so. Those who come later wait behind it."""

ATTEMPTS = 30
"""How often it tries to build an index while others are in the way: the next command builds what is left."""

AGAIN_SECONDS = 2
"""The pause after it found another load building."""

_ANALYZE = """
    SET LOCAL statement_timeout = 0; SET LOCAL client_min_messages = error;
    ANALYZE (SKIP_LOCKED)
        users, orders, creations, order_events, customer_events, record_keys, record_runs,
        record_spans
"""
_IS_MUCH = "SELECT (reltuples < 10 * %s)::int FROM pg_class WHERE oid = 'order_events'::regclass"
_EVENTS = """
    SELECT (SELECT count(*) FROM (SELECT 1 FROM order_events LIMIT %s) AS few)
        + (SELECT count(*) FROM (SELECT 1 FROM customer_events LIMIT %s) AS few)
"""


class ServerBulkLoad:
    """The state of the events' indexes, from transaction to transaction."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._written = 0
        self._is_decided = False

    def wrote(self, events: int) -> None:
        """Count events that were written since the load began."""
        self._written += events

    def prepare(self) -> None:
        """Take the indexes down if it is time, in a transaction of its own: nobody may use the tables
        meanwhile. Only the owner of the tables can; where others are in the way, they stay."""
        if self._is_decided or self._written < ENOUGH:
            return
        self._is_decided = True
        most = MANY + self._written
        try:
            if not self._server.number(indexes.MAY_DROP) or self._server.number(indexes.IS_IN_USE):
                return
            if self._server.number(_EVENTS, most, most) < most:
                self._drop()
        except (BusyError, *REPEATABLE):
            pass
        finally:
            self._server.rollback()

    def _drop(self) -> None:
        self._server.run(f"SET LOCAL lock_timeout = '{DROP_SECONDS}s'")
        if not self._server.number(indexes.TRY_LOCK) or self._server.number(indexes.ARE_DOWN):
            return
        self._server.run(indexes.NOTE)
        self._server.run(indexes.GIVE_TO_OWNER)
        for name, _ in self._server.run(indexes.DOWN):
            self._server.run(f"DROP INDEX {name}")
        self._server.commit()

    def finish(self, on_step: OnStep) -> None:
        """Build what is down, by this load or by an earlier one, each index in a transaction of its own."""
        if self._server.number(indexes.ARE_DOWN) and self._server.number(indexes.MAY_BUILD):
            down = self._server.run(indexes.DOWN)
            for place, (name, statement) in enumerate(down):
                on_step(place, len(down))
                self._try_to_build(name, statement)
            if self._server.number(indexes.TRY_LOCK):
                self._server.run(indexes.FORGET_ALL)
        self._server.commit()
        self._analyze()

    def _analyze(self) -> None:
        """Let the planner know of a tenth more events at once: until the server does so by itself, it would
        read whole tables for each row. Of a table that is another role's, nothing happens."""
        if self._written >= ENOUGH and self._server.number(_IS_MUCH, self._written):
            self._server.run(_ANALYZE)
        self._server.commit()

    def _try_to_build(self, name: str, statement: str) -> None:
        for _ in range(ATTEMPTS):
            try:
                if self._server.build_index(name, statement):
                    return
                time.sleep(AGAIN_SECONDS)  # another load builds it
            except (BusyError, *REPEATABLE):
                self._server.rollback()
