"""Runs one command of `events` on a PostgreSQL server, and prints how long it worked with the server.

    python benchmarks/timed_note.py ARGUMENT …

The last line is JSON: `database` is the seconds spent in connecting, statements and commits, as the program
sees them: the wait until it has a processor again is part of them.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import psycopg


class Stopwatch:
    """Sums up the seconds of calls."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._is_running = False

    def timed(self, work: Any) -> Any:
        """`work`, whose calls are counted; a call within another one is part of it."""

        def call(*arguments: Any, **named: Any) -> Any:
            if self._is_running:
                return work(*arguments, **named)
            began, self._is_running = time.monotonic(), True
            try:
                return work(*arguments, **named)
            finally:
                self._is_running = False
                self.seconds += time.monotonic() - began

        return call


def main() -> None:
    watch = Stopwatch()
    connect = psycopg.Connection.connect.__func__  # type: ignore[attr-defined]
    psycopg.Connection.connect = classmethod(watch.timed(connect))  # type: ignore[assignment]
    psycopg.Connection.wait = watch.timed(psycopg.Connection.wait)  # type: ignore[method-assign]
    from cli.start import main as run

    try:
        run()
    finally:
        print(json.dumps({"database": watch.seconds}))


if __name__ == "__main__":
    sys.argv[0] = "events"
    main()
