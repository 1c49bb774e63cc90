"""`events log --follow`, with another process that writes meanwhile."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest
from running import Opened, Run

from events import clock
from events.models import Order, User
from events.order import events as order_events

WRITER = """
import sys
from events.database.session import open_session
from events.order import events
from events.order.lookup import find_order
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    with open_session(sys.argv[1]) as session:
        order = find_order(session, "1001")
        events.note_added_event(order=order, user=None, message=f"note {number}")
        session.commit()
"""


@pytest.fixture(autouse=True)
def _order(opened: Opened) -> None:
    with opened() as session:
        session.add(Order(number="1001"))
        session.commit()


def write(database: str, start: int, end: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, database, str(start), str(end)])


@contextmanager
def following(database: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`events log --follow`, which is killed where it takes too long, so that no test waits for ever."""
    command = [sys.executable, "-m", "cli.app", "--database", database, "log", "--follow", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watch = Timer(30, process.kill)
        watch.start()
        try:
            yield process
        finally:
            process.kill()
            watch.cancel()


def lines(process: subprocess.Popen[str], number: int) -> list[str]:
    assert process.stdout is not None
    return [json.loads(process.stdout.readline())["message"] for _ in range(number)]


def stop(process: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> list[str]:
    """Interrupt it; what it still printed."""
    process.send_signal(how)
    assert process.stdout is not None
    rest = process.stdout.read()  # not `communicate`, which passes by what was read ahead
    assert process.wait(20) == {signal.SIGINT: 130, signal.SIGTERM: 143}[how]
    return [json.loads(line)["message"] for line in rest.splitlines()]


def notes(start: int, end: int) -> list[str]:
    return [f"note {number}" for number in range(start, end)]


@pytest.mark.slow
def test_each_event_is_printed_once_while_another_process_writes_and_across_runs(
    database: str, tmp_path: Path
) -> None:
    cursor = tmp_path / "cursor.json"
    with write(database, 0, 5) as first:
        assert first.wait(30) == 0
    options = ("--cursor-file", str(cursor), "-o", "jsonl", "--limit", "2")
    told: list[str] = []
    with following(database, *options) as process:
        assert lines(process, 2) == notes(3, 5)
        with write(database, 5, 25) as writer:
            told += lines(process, 10)
            told += stop(process)
            assert writer.wait(30) == 0
    assert stat.S_IMODE(cursor.stat().st_mode) == 0o600
    with following(database, *options) as process, write(database, 25, 30) as writer:
        told += lines(process, 25 - len(told))
        assert writer.wait(30) == 0
        told += stop(process, signal.SIGTERM)
    assert told == notes(5, 30)
    assert not list(tmp_path.glob(".cursor*"))


def test_text_is_a_timeline_oldest_first_that_goes_on(database: str) -> None:
    with write(database, 0, 2) as first:
        assert first.wait(30) == 0
    with following(database) as process:
        assert process.stdout is not None
        start = [process.stdout.readline() for _ in range(3)]
        with write(database, 2, 3) as writer:
            assert writer.wait(30) == 0
        while "note 2" not in (line := process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    text = "".join(start)
    assert text.index("note 0") < text.index("note 1")


@pytest.mark.slow
def test_a_reader_that_leaves_ends_it(database: str) -> None:
    with write(database, 0, 2) as first:
        assert first.wait(30) == 0
    with following(database, "-o", "json") as process:
        assert process.stdout is not None
        lines(process, 2)
        process.stdout.close()
        with write(database, 2, 4) as writer:
            assert writer.wait(30) == 0
        began = time.monotonic()
        assert process.wait(20) == 0
        assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--follow", "--reverse"], 2),
        (["--follow", "--before", "o1"], 2),
        (["--follow", "-o", "html"], 2),
        (["--cursor-file", "x"], 2),
        (["--follow", "--cursor-file", "/nowhere/x"], 73),
    ],
)
def test_what_cannot_be_followed_is_reported(run: Run, options: list[str], code: int) -> None:
    result = run("log", *options)
    assert (result.exit_code, result.stdout) == (code, "")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"told": {"o": {}}}',
        '{"told": {"o": {"floor": 99, "seen": []}}}',
        '{"marks": {"o": {"floor": 1e999, "seen": []}}}',
        '{"marks": {"o": {"floor": 0, "seen": [99999999999999999999]}}}',
    ],
    ids=["empty", "list", "deep", "no mark", "ahead", "infinite", "too large"],
)
def test_a_file_that_is_no_cursor_of_this_log_is_left_alone(run: Run, tmp_path: Path, content: str) -> None:
    cursor = tmp_path / "cursor"
    cursor.write_text(content)
    result = run("log", "--follow", "--cursor-file", str(cursor))
    assert (result.exit_code, result.stdout, cursor.read_text()) == (65, "", content)


def test_the_database_is_never_taken_for_a_cursor(run: Run, database: str) -> None:
    assert run("log", "--follow", "--cursor-file", database).exit_code == 2


def test_following_keeps_to_kinds_and_hides_people(database: str, opened: Opened) -> None:
    with opened() as session:
        jane = User(email="jane@example.com", name="Jane Doe")
        order = Order(number="7", user=jane)
        session.add(order)
        session.flush()
        for message in ("Refunded £3.95 to Jane.", "Jane called.", "Refunded £1.00 to Jane Doe"):
            order_events.other_event(order=order, user=None, message=message, date=clock.now())
        session.commit()
    with following(database, "--kind", "refunded", "--redact", "-o", "jsonl") as process:
        assert lines(process, 2) == ["Refunded £3.95 to Person 1.", "Refunded £1.00 to Person 1"]


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_a_document_that_would_never_end_is_refused(run: Run, name: str) -> None:
    result = run("log", "--follow", "--format", name)
    assert (result.exit_code, "needs an end" in result.stderr) == (2, True)


def test_a_run_that_ends_prints_what_arrived_since_the_last_one(
    run: Run, opened: Opened, tmp_path: Path
) -> None:
    def said(*options: str) -> list[str]:
        result = run("log", "--once", "--cursor-file", str(tmp_path / "c"), "-o", "jsonl", *options)
        assert result.exit_code == 0
        return [json.loads(line)["message"] for line in result.stdout.splitlines()]

    def write(*messages: str) -> None:
        with opened() as session:
            order = session.get_one(Order, 1)
            for message in messages:
                order_events.note_added_event(order=order, user=None, message=message)
            session.commit()

    write(*(f"note {number}" for number in range(60)))
    assert said() == [f"note {number}" for number in range(60)]
    assert said() == []
    write("one", "two", "three")
    assert said("--grep", "two") == ["two"]
    assert said() == []
    assert run("log", "--once").exit_code == 2
    wrong = run("log", "--once", "--cursor-file", str(tmp_path / "c"), "-o", "xlsx")
    assert (wrong.exit_code, "--once cannot write xlsx" in wrong.stderr) == (2, True)
    (tmp_path / "c").unlink()
    assert said("--limit", "2") == ["two", "three"]
