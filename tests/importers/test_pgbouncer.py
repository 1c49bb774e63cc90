"""A log behind PgBouncer in transaction mode, where each transaction may have another session of the server.

What a session keeps (settings, prepared statements, temporary tables, its advisory locks) is then not there
for the next transaction, or is in somebody else's session.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bringing import bring_into
from content import content
from mixed_history import CHUNK, FEW, SETS, history
from typer.testing import CliRunner, Result

from cli.app import app
from events.database.engine import parse
from events.database.session import open_session
from events.models import Order
from importers.readers.csv import reader

_PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_SETTINGS = """
[databases]
log = host={host} dbname={name} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
server_round_robin = 1
query_wait_timeout = 2
"""

Pooled = Callable[..., str]
_MAPPED = [word for option in SETS for word in ("--set", option)] + ["--source", "test", "--tz", "UTC"]
_OF_THE_DATABASE = re.compile(r" --database \S+| · \d+\.\d s|The import will take .*", re.DOTALL)
_BUSY = 75


@pytest.fixture
def pooled(postgresql_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pooled]:
    """Starts a pooler with this number of sessions in front of a server; gives its log's URL."""
    if not _PROGRAM:
        pytest.skip("needs pgbouncer")
    monkeypatch.setattr(reader, "CHUNK_BYTES", CHUNK)
    url = parse(postgresql_database)
    folder = Path(str(url.query["host"]))
    settings = folder / "pgbouncer.ini"
    # It refuses to run as root, and only the server's own user may enter the socket's folder.
    owner: dict[str, Any] = {"user": folder.owner()} if os.geteuid() == 0 else {}
    running: list[subprocess.Popen[bytes]] = []

    def start(*, size: int = 3) -> str:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = int(free.getsockname()[1])
        names = {"host": folder, "name": url.database, "user": url.username, "port": port, "size": size}
        settings.write_text(_SETTINGS.format(**names))
        settings.chmod(0o644)
        process = subprocess.Popen(
            [str(_PROGRAM), "-q", str(settings)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **owner,
        )
        running.append(process)
        pooler = f"postgresql://{url.username}@127.0.0.1:{port}/log"
        _wait_for(pooler, process)
        return pooler

    yield start
    for process in running:
        process.kill()
        process.wait(20)
    settings.unlink(missing_ok=True)


def _wait_for(pooler: str, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(pooler).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None and time.monotonic() < limit
            time.sleep(0.05)


def _fill(pooler: str, *, size: int = 3) -> None:
    """Let the pooler open all of its sessions: they then take turns."""
    with ExitStack() as stack:
        for _ in range(size):
            stack.enter_context(psycopg.connect(pooler)).execute("SELECT 1")


def _run(log: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--database", log, *arguments])


def _work(log: str, file: Path) -> Iterator[tuple[int, str]]:
    """What commands that write and read answer, without what depends on the database."""
    add = ("add-note", "3", "Jane rang", "--user", "me")
    for arguments in (
        ("import", str(file), *_MAPPED, "--dry-run"),
        ("import", str(file), *_MAPPED),
        ("import", str(file), *_MAPPED),
        add,
        (*add, "--idempotency-key", "k-1"),
        (*add, "--idempotency-key", "k-1"),
        ("record", "shipped", "3", "--user", "me"),
        ("order", "3"),
        ("orders", "--sort", "last", "--limit", "5"),
        ("customers", "--sort", "age"),
        ("search", "hi", "--by", "date"),
        ("find", "Jane rang"),
        ("stats",),
        ("log", "--kind", "note", "--limit", "3"),
        ("reconcile", str(file)),
        ("undo", "1"),
        ("log", "--limit", "3"),
    ):
        done = _run(log, *arguments)
        yield done.exit_code, _OF_THE_DATABASE.sub("", done.stdout)


def test_commands_do_behind_a_pooler_what_they_do_on_a_file(
    pooled: Pooled, postgresql_database: str, sqlite_database: str, tmp_path: Path, still: object
) -> None:
    file, log = history(tmp_path / "history.csv", count=FEW), pooled()
    _fill(log)
    with psycopg.connect(log) as connection:
        sessions = set()
        for _ in range(6):
            sessions |= set(connection.execute("SELECT pg_backend_pid()"))
            connection.commit()
    assert len(sessions) == 3, "each transaction has another session"
    assert list(_work(log, file)) == list(_work(sqlite_database, file))
    assert content(postgresql_database) == content(sqlite_database)
    with psycopg.connect(log, autocommit=True) as connection:
        kept = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        assert connection.execute(kept).fetchone() == (0,)


def test_two_imports_of_one_source_take_turns_behind_a_pooler(
    pooled: Pooled, sqlite_database: str, tmp_path: Path
) -> None:
    file, log, reports = history(tmp_path / "history.csv", count=FEW), pooled(size=4), []
    _fill(log, size=4)
    threads = [
        threading.Thread(target=lambda: reports.append(bring_into(log, file, sets=SETS))) for _ in range(2)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    alone = [bring_into(sqlite_database, file, sets=SETS) for _ in range(2)]
    assert [one.counts for one in reports] == [one.counts for one in alone]
    assert content(log) == content(sqlite_database)


def test_notes_are_followed_behind_a_pooler(pooled: Pooled) -> None:
    log = pooled()
    _fill(log)
    with open_session(log) as session:
        session.add(Order(number="3"))
        session.commit()
    command = [sys.executable, "-m", "cli.app", "--database", log, "log", "--follow", "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as following:
        watch = threading.Timer(30, following.kill)
        watch.start()
        assert following.stdout is not None
        for text in ("first", "second"):
            assert _run(log, "add-note", "3", text, "--user", "me").exit_code == 0
            assert json.loads(following.stdout.readline())["message"] == text
        following.kill()
        watch.cancel()


def test_a_pooler_that_has_no_session_left_is_named(pooled: Pooled, tmp_path: Path) -> None:
    log = pooled(size=1)
    done = _run(log, "import", str(history(tmp_path / "history.csv", count=FEW)), *_MAPPED)
    assert done.exit_code == _BUSY
    assert "query_wait_timeout" in done.stderr and "default_pool_size" in done.stderr
    assert _run(log, "log").exit_code == 0
