"""Whatever ends an import into a server or runs beside it, nothing is lost or made twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bringing import bring_into
from content import content, rows_of
from mixed_history import CHUNK, COUNT, SETS, TITLES, history
from psycopg.errors import LockNotAvailable

from events.database.engine import parse
from events.database.session import open_session
from importers.errors import AccountMismatchError, ImportRunningError
from importers.ledger import locks
from importers.ledger.batches import one_batch, view
from importers.readers.csv import reader
from importers.writing.postgresql.server import Server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return history(tmp_path / "history.csv")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", CHUNK)


@pytest.fixture
def child(file: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts `events import` on the file in a process of its own, reading it in many chunks."""

    def child(
        database: str, *, path: Path = file, source: str = "test", chunk: int = CHUNK
    ) -> subprocess.Popen[str]:
        arguments = ["events", "--database", database, "import", str(path), "--source", source, "--tz", "UTC"]
        arguments += [word for option in SETS for word in ("--set", option)]
        program = (
            "import sys\n"
            "from importers.readers.csv import reader\n"
            f"reader.CHUNK_BYTES = {chunk}\n"
            f"sys.argv = {arguments!r}\n"
            "from cli.start import main\n"
            "main()\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return child


def _until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.005)


def _read(database: str) -> int:
    return sum(number for (number,) in rows_of(database, "SELECT read FROM batches"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What an import into a file leaves that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    database = str(folder / "events.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", CHUNK)
        bring_into(database, history(folder / "history.csv"), sets=SETS)
    return content(database)


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGINT", "the connection"])
def test_an_import_that_is_killed_comes_to_the_end_of_an_undisturbed_one(
    child: Any, postgresql_database: str, undisturbed: Any, how: str
) -> None:
    sessions = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    before = {pid for (pid,) in rows_of(postgresql_database, sessions)}
    process = child(postgresql_database)
    _until(lambda: _read(postgresql_database) > 0, process)
    if how == "the connection":
        for (pid,) in rows_of(postgresql_database, f"{sessions} AND pid <> pg_backend_pid()"):
            if pid not in before:
                rows_of(postgresql_database, f"SELECT pg_terminate_backend({pid})")
    else:
        process.send_signal(signal.Signals[how])
    _, err = process.communicate(timeout=120)
    codes = {"SIGKILL": -signal.SIGKILL, "SIGTERM": 143, "SIGINT": 130, "the connection": 75}
    assert process.returncode == codes[how], err
    assert "Traceback" not in err
    if how == "the connection":
        assert "The connection to" in err
    assert 0 < _read(postgresql_database) < COUNT
    process = child(postgresql_database)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert "Resumed after record" in out
    assert content(postgresql_database) == undisturbed


def test_importers_of_different_sources_run_at_once_and_make_nothing_twice(
    child: Any, file: Path, postgresql_database: str, tmp_path: Path
) -> None:
    lines = file.read_text().splitlines(keepends=True)[1:]
    plain = [line for line in lines if line.count(",") == 5 and line.count('"') % 2 == 0]
    forwards, backwards = tmp_path / "a.csv", tmp_path / "b.csv"
    forwards.write_text(TITLES + "".join(plain))
    backwards.write_text(TITLES + "".join(reversed(plain)))
    ours = [
        child(postgresql_database, path=forwards, source="a"),
        child(postgresql_database, path=backwards, source="b"),
    ]
    for process in ours:
        _, err = process.communicate(timeout=240)
        assert process.returncode == 1, err
    assert rows_of(postgresql_database, "SELECT count(DISTINCT status), min(status) FROM batches") == [
        (1, "done")
    ]
    (imported,) = set(rows_of(postgresql_database, "SELECT imported FROM batches"))
    events = "SELECT (SELECT count(*) FROM order_events) + (SELECT count(*) FROM customer_events)"
    assert rows_of(postgresql_database, events) == [(2 * imported[0],)]
    emails = "SELECT count(*), count(DISTINCT lower(email)) FROM users WHERE email IS NOT NULL"
    ((people, distinct),) = rows_of(postgresql_database, emails)
    assert people == distinct


def test_a_second_import_of_a_source_waits_and_finds_duplicates(
    child: Any, file: Path, postgresql_database: str
) -> None:
    first = child(postgresql_database)
    _until(lambda: _read(postgresql_database) > 0, first)
    second = child(postgresql_database)
    for process in (first, second):
        _, err = process.communicate(timeout=240)
        assert process.returncode == 1, err
    (one, other) = rows_of(postgresql_database, "SELECT status, imported, duplicate FROM batches ORDER BY id")
    assert (one[0], one[2], other) == ("done", 0, ("done", 0, one[1]))


def test_an_interruption_while_a_copy_begins_ends_the_session(postgresql_database: str) -> None:
    """Nothing leaves the context then, and psycopg keeps the connection locked."""
    server = Server(parse(postgresql_database))
    begun = server._connection.cursor().copy("COPY orders FROM STDIN")
    begun.__enter__()
    closing = threading.Thread(target=server.close, daemon=True)
    closing.start()
    closing.join(20)
    assert not closing.is_alive()
    assert server._connection.closed


def test_a_whole_log_lock_and_imports_exclude_each_other(file: Path, postgresql_database: str) -> None:
    url = parse(postgresql_database)
    with locks.exclusive(url), pytest.raises(ImportRunningError, match="Another import into postgresql"):
        bring_into(postgresql_database, file, sets=SETS)
    with psycopg.connect(postgresql_database.replace("+psycopg", "")) as connection:
        connection.execute("DELETE FROM users WHERE id = 0")
        with pytest.raises(ImportRunningError):
            bring_into(postgresql_database, file, sets=SETS)
    with (
        locks.importing(url, source="test", shop="", on_wait=lambda: None),
        pytest.raises(ImportRunningError),
        locks.exclusive(url),
    ):
        pass


def test_a_second_deletion_waits_for_the_first_and_keeps_imports_out_itself(
    file: Path, postgresql_database: str
) -> None:
    url, delete = postgresql_database.replace("+psycopg", ""), "DELETE FROM users WHERE id = 0"
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        first.execute(delete)
        second.execute("SET lock_timeout = '50ms'")
        with pytest.raises(LockNotAvailable, match="lock timeout"), second.transaction():
            second.execute(delete)
        first.commit()
        second.execute(delete)
        with pytest.raises(ImportRunningError):
            bring_into(postgresql_database, file, sets=SETS)


def test_only_batches_of_sources_that_are_imported_are_shown_as_running(
    file: Path, postgresql_database: str
) -> None:
    bring_into(postgresql_database, file, sets=SETS)
    with open_session(postgresql_database) as session:
        batch = one_batch(session, 1)
        batch.status = "running"
        session.commit()
        url = parse(postgresql_database)
        with locks.importing(url, source="other", shop="", on_wait=lambda: None):
            assert view(session, batch, running=locks.running(url)).status == "interrupted"
        with locks.importing(url, source="test", shop="", on_wait=lambda: None):
            assert view(session, batch, running=locks.running(url)).status == "running"


@pytest.mark.usefixtures("small_chunks")
def test_orders_that_vanish_during_an_import_leave_no_event_without_its_order(
    file: Path, postgresql_database: str
) -> None:
    tables = ("record_keys", "record_spans", "creations", "order_events", "customer_events", "orders")
    url = parse(postgresql_database).set(drivername="postgresql").render_as_string(hide_password=False)
    calls = 0

    def delete_once(_: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            with psycopg.connect(url) as connection:
                with pytest.raises(LockNotAvailable, match="while an import runs"), connection.transaction():
                    connection.execute("DELETE FROM orders WHERE id = 0")
                connection.execute("SET LOCAL session_replication_role = replica")  # as superusers can
                for table in tables:
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608

    with pytest.raises(AccountMismatchError):
        bring_into(postgresql_database, file, sets=SETS, on_progress=delete_once)
    orphans = (
        "SELECT count(*) FROM order_events AS e LEFT JOIN orders AS o ON o.id = e.order_id WHERE o.id IS NULL"
    )
    assert rows_of(postgresql_database, orphans) == [(0,)]
    ((left,),) = rows_of(postgresql_database, "SELECT count(*) FROM order_events")
    assert left > 0
