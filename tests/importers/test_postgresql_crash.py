"""A server whose processes are all killed in the middle of an import: the same command completes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from bringing import bring_into
from content import content
from mixed_history import SETS, history
from postgresql_server import Server

from events.database.engine import make_engine, parse
from events.database.schema import upgrade
from events.errors import BusyError
from importers.progress import Progress
from importers.readers.csv import reader


@pytest.fixture
def server(new_server: Callable[[], Server]) -> Iterator[Server]:
    """A server of its own, as it is set up by default."""
    server = new_server()
    yield server
    server.cleanup()


def _kill(server: Server) -> None:
    main = psutil.Process(server.get_pid())
    processes = [main, *main.children(recursive=True)]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=20)


def test_an_import_goes_on_where_it_was_after_the_whole_server_was_killed(
    server: Server, tmp_path: Path, sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 2000)
    file, log = history(tmp_path / "history.csv", count=200), server.get_uri()
    engine = make_engine(parse(log))
    upgrade(engine)
    engine.dispose()
    chunks: list[int] = []

    def kill_at_second(now: Progress) -> None:
        chunks.append(now.records)
        if len(chunks) == 1:  # whoever commits after it has it written down, too
            with psycopg.connect(log) as connection:
                connection.execute("SELECT pg_logical_emit_message(true, 'test', '')")
        elif len(chunks) == 2:
            _kill(server)

    with pytest.raises(BusyError, match=r"lost|starting up"):
        bring_into(log, file, sets=SETS, on_progress=kill_at_second)
    server.ensure_postgres_running()
    resumed = bring_into(log, file, sets=SETS).resumed_at
    assert resumed in chunks, "the last ones may have to be written again, and no part of one is there"
    bring_into(sqlite_database, file, sets=SETS)
    assert content(log) == content(sqlite_database)
